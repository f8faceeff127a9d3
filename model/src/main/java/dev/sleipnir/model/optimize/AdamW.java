package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.optimize.AdamStep;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.tensor.Parameter;
import java.util.List;

/** Adam with decoupled weight decay (Loshchilov &amp; Hutter 2019). */
public final class AdamW extends AdamMoments<AdamW> {
  /**
   * With the usual constants: betas 0.9 and 0.999, epsilon 1e-8, weight decay 0.01.
   *
   * @param parameters what to update; each is updated once, however often it is listed
   * @param learningRate step size
   */
  public AdamW(List<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, new AdamConstants(0.01), Parallel.common());
  }

  private AdamW(
      List<Parameter> parameters, double learningRate, AdamConstants constants, Parallel parallel) {
    super(parameters, learningRate, constants, parallel);
  }

  @Override
  AdamW with(
      List<Parameter> others, double sameLearningRate, AdamConstants changed, Parallel threads) {
    return new AdamW(others, sameLearningRate, changed, threads);
  }

  @Override
  public String name() {
    return "adamw";
  }

  @Override
  protected void update(float[] data, float[] gradient, float[][] moments, int from, int to) {
    AdamStep.updateDecoupled(
        data,
        gradient,
        moments[0],
        moments[1],
        learningRate(),
        constants.beta1(),
        constants.beta2(),
        constants.epsilon(),
        constants.weightDecay(),
        biasCorrection1,
        biasCorrection2,
        from,
        to);
  }
}
