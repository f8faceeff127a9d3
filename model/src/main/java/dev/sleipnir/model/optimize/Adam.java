package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.update.UpdateModel;
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
  private static final UpdateModel MODEL =
      UpdateModel.parseOptimizer(
          """
          optimizer adam
          parameters beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0
          state m = 0, v = 0
          g = fma(weight_decay, w, gradient)
          m = fma(1 - beta1, g - m, m)
          v = fma(beta2, v, g * g * (1 - beta2))
          deviation = sqrt(v) / sqrt(1 - beta2 ^ step)
          w = fma(-(learning_rate / (1 - beta1 ^ step)), m / (deviation + epsilon), w)
          """);

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
    super(MODEL, parameters, learningRate, constants, parallel);
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
}
