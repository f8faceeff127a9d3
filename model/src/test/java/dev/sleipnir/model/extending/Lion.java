package dev.sleipnir.model.extending;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.optimize.ParameterUpdate;
import dev.sleipnir.model.tensor.Parameter;
import java.util.List;
import java.util.Map;

/** A user's optimiser: Lion (Chen et al. 2023), which remembers one mean and steps by its sign. */
public final class Lion extends ParameterUpdate {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.99f;

  private final float weightDecay;

  public Lion(
      List<Parameter> parameters, double learningRate, double weightDecay, Parallel parallel) {
    super(parameters, learningRate, 1, parallel); // one number for each weight
    this.weightDecay = (float) weightDecay;
  }

  @Override
  public String name() {
    return "lion";
  }

  @Override
  protected Map<String, Double> constants() {
    return Map.of("weight decay", (double) weightDecay);
  }

  @Override
  protected Lion like(List<Parameter> others, double learningRate, Parallel parallel) {
    return new Lion(others, learningRate, weightDecay, parallel);
  }

  @Override
  protected void update(float[] w, float[] gradient, float[][] remembered, int from, int to) {
    float[] mean = remembered[0];
    float rate = (float) learningRate(); // by the schedule
    for (int i = from; i < to; i++) {
      float direction = Math.signum(BETA1 * mean[i] + (1 - BETA1) * gradient[i]);
      w[i] -= rate * (direction + weightDecay * w[i]);
      mean[i] = BETA2 * mean[i] + (1 - BETA2) * gradient[i];
    }
  }
}
