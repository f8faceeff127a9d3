package dev.sleipnir.tasks.cartpole;

import dev.sleipnir.kernels.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Episodes that were played side by side.
 *
 * @param observations of each, before each action, [length * observed]
 * @param actions of each, [length]
 * @param fallen which ended because the pole fell or the cart left the track, not because of time
 */
@SuppressWarnings("ArrayRecordComponent") // played once, read once
record Episodes(List<float[]> observations, List<int[]> actions, boolean[] fallen) {
  /**
   * Plays.
   *
   * @param actor who acts, for as many carts
   * @param carts where they begin
   * @param random what actions are drawn from; each cart draws from a child of its own
   * @param greedy whether to take the best action instead of drawing
   */
  static Episodes play(
      Policy.Actor actor, List<CartPole> carts, RandomStream random, boolean greedy) {
    int count = carts.size();
    int observed = CartPole.OBSERVED;
    float[][] observations = new float[count][CartPole.LONGEST * observed];
    int[][] actions = new int[count][CartPole.LONGEST];
    int[] lengths = new int[count];
    RandomStream[] draws = new RandomStream[count];
    Arrays.setAll(draws, random::split);
    float[] now = new float[count * observed];
    while (carts.stream().anyMatch(cart -> !cart.isOver())) {
      for (int n = 0; n < count; n++) {
        carts.get(n).observe(now, n * observed);
      }
      float[] scores = actor.scores(now);
      for (int n = 0; n < count; n++) {
        if (!carts.get(n).isOver()) {
          int action = action(scores[2 * n], scores[2 * n + 1], draws[n], greedy);
          int t = lengths[n]++;
          System.arraycopy(now, n * observed, observations[n], t * observed, observed);
          actions[n][t] = action;
          carts.get(n).step(action);
        }
      }
    }
    boolean[] fallen = new boolean[count];
    List<float[]> allObserved = new ArrayList<>();
    List<int[]> allActions = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      fallen[n] = carts.get(n).hasFallen();
      allObserved.add(Arrays.copyOf(observations[n], lengths[n] * observed));
      allActions.add(Arrays.copyOf(actions[n], lengths[n]));
    }
    return new Episodes(allObserved, allActions, fallen);
  }

  /** Drawn by the softmax of the scores. */
  private static int action(float left, float right, RandomStream random, boolean greedy) {
    if (greedy) {
      return right > left ? 1 : 0;
    }
    double chance = 1 / (1 + StrictMath.exp((double) left - right));
    return random.nextFloat() < chance ? 1 : 0;
  }

  int count() {
    return actions.size();
  }

  /** Steps of all. */
  int steps() {
    return actions.stream().mapToInt(a -> a.length).sum();
  }

  /** What one was worth: its steps. */
  int reward(int episode) {
    return actions.get(episode).length;
  }

  /** Observations of all, one after the other. */
  float[] allObservations() {
    float[] all = new float[steps() * CartPole.OBSERVED];
    int at = 0;
    for (float[] of : observations) {
      System.arraycopy(of, 0, all, at, of.length);
      at += of.length;
    }
    return all;
  }

  /** Actions of all, one after the other. */
  float[] allActions() {
    float[] all = new float[steps()];
    int at = 0;
    for (int[] of : actions) {
      for (int action : of) {
        all[at++] = action;
      }
    }
    return all;
  }
}
