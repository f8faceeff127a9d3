package dev.sleipnir.tasks.cartpole;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.math.Reduction;
import dev.sleipnir.model.math.Shapes;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A network that scores actions. A spiking one gets an observation for some steps, from rest: each
 * number, scaled, as two currents of which one is for what is positive; an action's score is the
 * mean voltage over these steps. Others get the observation once. A third output, if there is one,
 * is the value of the state.
 *
 * @param network to {@value CartPole#ACTIONS} outputs, or one more
 * @param steps time steps for each observation
 * @param spiking whether observations become currents
 * @param scale what these are multiplied by
 */
record Policy(Lift network, int steps, boolean spiking, float scale) {
  private static final int PART = 256;

  /** {@return numbers that go in} */
  int inputs() {
    return spiking ? 2 * CartPole.OBSERVED : CartPole.OBSERVED;
  }

  /** What goes in at each step, [count, inputs], for observations, [count, observed]. */
  float[] currents(float[] observations) {
    if (!spiking) {
      return observations;
    }
    int observed = CartPole.OBSERVED;
    float[] currents = new float[2 * observations.length];
    for (int i = 0; i < observations.length; i++) {
      int at = i / observed * 2 * observed + i % observed;
      currents[at] = Math.max(0, scale * observations[i]);
      currents[at + observed] = Math.max(0, -scale * observations[i]);
    }
    return currents;
  }

  /** A sequence of the same at every step, [steps, count, inputs]. */
  Tensor input(float[] observations) {
    float[] once = currents(observations);
    float[] all = new float[steps * once.length];
    for (int t = 0; t < steps; t++) {
      System.arraycopy(once, 0, all, t * once.length, once.length);
    }
    return Tensor.of(all, steps, once.length / inputs(), inputs());
  }

  /**
   * Scores of all states, and their values if there is a critic, [count, outputs]. States go
   * through the network in parts of one size, so that however many there are the same memory is
   * used again.
   */
  Tensor outputs(float[] observations, Scope scope) {
    int observed = CartPole.OBSERVED;
    List<Tensor> parts = new ArrayList<>();
    for (int from = 0; from < observations.length; from += PART * observed) {
      float[] part = Arrays.copyOfRange(observations, from, from + PART * observed); // 0 behind
      Tensor outputs = network.forward(scope.enter(input(part)));
      parts.add(Reduction.of(outputs, 0).mean());
    }
    return Tensor.concatenate(parts).rows(0, observations.length / observed);
  }

  /** Scores of actions, [count, actions], of {@link #outputs}. */
  static Tensor scores(Tensor outputs) {
    return Shapes.slice(outputs, 1, 0, CartPole.ACTIONS);
  }

  /**
   * Values of states, [count, 1], of {@link #outputs}: 1, of a pole that never falls, and what the
   * network adds. An upright pole at rest gives no current, and so no spike to say 1 with.
   */
  static Tensor values(Tensor outputs) {
    return Shapes.slice(outputs, 1, CartPole.ACTIONS, CartPole.ACTIONS + 1).add(1f);
  }

  /** One that acts, without a tape: as fast as the network runs. */
  Actor actor(int count, Parallel parallel) {
    return new Actor(Session.of(parallel, network.module(), count, inputs()), count);
  }

  /** The policy, step by step. */
  final class Actor {
    private final Session session;
    private final int outputs;
    private final float[] scores;

    private Actor(Session session, int count) {
      this.session = session;
      outputs = session.outputShape()[1];
      scores = new float[count * CartPole.ACTIONS];
    }

    /** Scores of actions, [count, actions]: as {@link Policy#scores} has them. */
    float[] scores(float[] observations) {
      float[] currents = currents(observations);
      session.reset();
      Arrays.fill(scores, 0);
      for (int t = 0; t < steps; t++) {
        float[] output = session.step(currents);
        for (int i = 0; i < scores.length; i++) {
          int at = i / CartPole.ACTIONS * outputs + i % CartPole.ACTIONS;
          scores[i] += output[at];
        }
      }
      for (int i = 0; i < scores.length; i++) {
        scores[i] /= steps;
      }
      return scores;
    }
  }
}
