package dev.sleipnir.tasks.cartpole;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.math.Indexing;
import dev.sleipnir.model.math.Maths;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.train.Batch;
import dev.sleipnir.model.train.BatchResult;
import dev.sleipnir.model.train.TrainingTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Learning to act from what actions lead to. A sample is an episode: a batch of them is played side
 * by side by the policy as it is, without a tape; then all its states go through the network at
 * once, on the tape. In training actions are drawn, in a test the best is taken.
 *
 * <p>REINFORCE (Williams 1992) makes -log pi(a) times the standardised discounted return small,
 * less the mean return of the batch's episodes from the same step on; the actor-critic -log pi(a)
 * times the standardised generalised advantage, and the squared error of the value. Both make the
 * entropy of actions large.
 *
 * @param policy who acts
 * @param critic whether the network values states, too
 * @param samples episodes of a pass
 * @param gamma discount of a step
 * @param lambda how much of later steps an advantage takes in
 * @param entropy weight of the entropy in the loss
 * @param rewards who hears of every episode of a training
 * @param actors by number of episodes, made when needed
 */
record PolicyGradient(
    Policy policy,
    boolean critic,
    int samples,
    double gamma,
    double lambda,
    double entropy,
    RunningReward rewards,
    Map<Integer, Policy.Actor> actors)
    implements TrainingTask {
  private static final float VALUE_WEIGHT = 0.5f;

  PolicyGradient(
      Policy policy,
      boolean critic,
      int samples,
      double gamma,
      double lambda,
      double entropy,
      RunningReward rewards) {
    this(policy, critic, samples, gamma, lambda, entropy, rewards, new HashMap<>());
  }

  /** The same with other episodes. */
  PolicyGradient episodes(int count) {
    return new PolicyGradient(policy, critic, count, gamma, lambda, entropy, rewards, actors);
  }

  @Override
  public String name() {
    return "cart-pole";
  }

  @Override
  public Lift network() {
    return policy.network();
  }

  @Override
  public String metric() {
    return "return";
  }

  private static List<CartPole> carts(Batch batch) {
    List<CartPole> carts = new ArrayList<>();
    for (int n = 0; n < batch.size(); n++) {
      carts.add(CartPole.near(batch.random().split("start").split(batch.sample(n))));
    }
    return carts;
  }

  /** What the network gets of the states that episodes begin with. */
  @Override
  public Tensor input(Batch batch) {
    float[] observations = new float[batch.size() * CartPole.OBSERVED];
    List<CartPole> carts = carts(batch);
    for (int n = 0; n < carts.size(); n++) {
      carts.get(n).observe(observations, n * CartPole.OBSERVED);
    }
    return policy.input(observations);
  }

  @Override
  public BatchResult score(Tensor outputs, Batch batch) {
    throw new UnsupportedOperationException(
        "score: expected run, which plays the episodes that outputs are of");
  }

  @Override
  public BatchResult run(Batch batch) {
    boolean learning = batch.scope().isTraining();
    Policy.Actor actor =
        actors.computeIfAbsent(batch.size(), count -> policy.actor(count, Parallel.of(1)));
    Episodes played =
        Episodes.play(actor, carts(batch), batch.random().split("actions"), !learning);
    double reward = 0;
    for (int n = 0; n < played.count(); n++) {
      reward += played.reward(n);
      if (learning) {
        rewards.add(played.reward(n));
      }
    }
    Tensor outputs = policy.outputs(played.allObservations(), batch.scope());
    return new BatchResult(loss(outputs, played), reward);
  }

  private Tensor loss(Tensor outputs, Episodes played) {
    Tensor logarithms = Losses.logSoftmax(Policy.scores(outputs));
    Tensor taken =
        Indexing.gather(logarithms, 1, Tensor.of(played.allActions(), played.steps(), 1));
    Tensor certainty = Maths.exp(logarithms).multiply(logarithms).sum().scale(1f / played.steps());
    Tensor exploring = certainty.scale((float) entropy);
    if (!critic) {
      float[] returns = Credit.returns(played, gamma);
      return weighed(taken, Credit.lessMean(played, returns)).add(exploring);
    }
    double unit = 1 - gamma; // a pole that never falls then has a value of 1
    Tensor values = Policy.values(outputs);
    float[] valued = values.toArray();
    float[] advantages = Credit.advantages(played, valued, gamma, lambda, unit);
    float[] wanted = new float[valued.length];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = valued[i] + advantages[i];
    }
    Tensor error = Losses.meanSquaredError(values, Tensor.of(wanted, wanted.length, 1));
    return weighed(taken, advantages).add(error.scale(VALUE_WEIGHT)).add(exploring);
  }

  private static Tensor weighed(Tensor logarithms, float[] credit) {
    float[] standard = Credit.standardized(credit);
    return logarithms.multiply(Tensor.of(standard, standard.length, 1)).mean().scale(-1);
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("episodes", String.valueOf(samples));
  }
}
