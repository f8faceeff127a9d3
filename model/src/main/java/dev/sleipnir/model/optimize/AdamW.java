package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.update.UpdateModel;
import dev.sleipnir.model.tensor.Parameter;
import java.util.List;

/** Adam with decoupled weight decay (Loshchilov &amp; Hutter 2019). */
public final class AdamW extends AdamMoments<AdamW> {
  private static final UpdateModel MODEL =
      UpdateModel.parseOptimizer(
          """
          optimizer adamw
          parameters beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0.01
          state m = 0, v = 0
          m = fma(1 - beta1, gradient - m, m)
          v = fma(beta2, v, gradient * gradient * (1 - beta2))
          deviation = sqrt(v) / sqrt(1 - beta2 ^ step)
          rest = w * (1 - learning_rate * weight_decay)
          w = fma(-(learning_rate / (1 - beta1 ^ step)), m / (deviation + epsilon), rest)
          """);

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
    super(MODEL, parameters, learningRate, constants, parallel);
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
}
