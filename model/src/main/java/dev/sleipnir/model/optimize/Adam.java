package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.optimize.AdamStep;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.tensor.Parameter;
import java.util.List;

/**
 * Adam (Kingma &amp; Ba 2015); weight decay, if any, is added to the gradient.
 *
 * <pre>{@code
 * var adam = new Adam(network.parameters(), 0.001).betas(0.9, 0.99).weightDecay(1e-4);
 * }</pre>
 */
public final class Adam extends AdamMoments<Adam> {
  /**
   * With the usual constants: betas 0.9 and 0.999, epsilon 1e-8, weight decay 0.
   *
   * @param parameters what to update; each is updated once, however often it is listed
   * @param learningRate step size
   */
  public Adam(List<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, new AdamConstants(0), Parallel.common());
  }

  private Adam(
      List<Parameter> parameters, double learningRate, AdamConstants constants, Parallel parallel) {
    super(parameters, learningRate, constants, parallel);
  }

  @Override
  Adam with(
      List<Parameter> others, double sameLearningRate, AdamConstants changed, Parallel threads) {
    return new Adam(others, sameLearningRate, changed, threads);
  }

  @Override
  public String name() {
    return "adam";
  }

  @Override
  protected void update(float[] data, float[] gradient, float[][] moments, int from, int to) {
    AdamStep.update(
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
