package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.optimize.AdamStep;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.tensor.Parameter;
import java.util.List;

/** Adam (Kingma &amp; Ba 2015); weight decay, if any, is added to the gradient. */
public final class Adam extends AdamMoments {
  /**
   * With the usual constants: betas 0.9 and 0.999, epsilon 1e-8, weight decay 0.
   *
   * @param parameters what to update; each is updated once, however often it is listed
   * @param learningRate step size
   */
  public Adam(List<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, 0.9, 0.999, 1e-8, 0, Parallel.common());
  }

  /**
   * With constants of one's own.
   *
   * @param parameters what to update; each is updated once, however often it is listed
   * @param learningRate step size
   * @param beta1 decay of the mean of the gradients, in [0, 1)
   * @param beta2 decay of the mean of their squares, in [0, 1)
   * @param epsilon added to the denominator, greater than 0: a gradient that is always 0 would
   *     divide 0 by 0 without it
   * @param weightDecay factor of the weights added to their gradient
   * @param parallel the threads
   */
  public Adam(
      List<Parameter> parameters,
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      Parallel parallel) {
    super(parameters, learningRate, beta1, beta2, epsilon, weightDecay, parallel);
  }

  @Override
  public String name() {
    return "adam";
  }

  @Override
  ParameterUpdate like(List<Parameter> others, double sameLearningRate, Parallel sameThreads) {
    return new Adam(others, sameLearningRate, beta1, beta2, epsilon, weightDecay, sameThreads);
  }

  @Override
  void update(float[] data, float[] gradient, float[][] moments, int from, int to) {
    AdamStep.update(
        data,
        gradient,
        moments[0],
        moments[1],
        learningRate,
        beta1,
        beta2,
        epsilon,
        weightDecay,
        biasCorrection1,
        biasCorrection2,
        from,
        to);
  }
}
