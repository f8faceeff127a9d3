package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Tensor;

/** Initial values of weights. */
final class Initialization {
  private Initialization() {}

  /**
   * Uniform in ±1/sqrt(fanIn), as the deep-learning libraries initialise linear and conv layers.
   */
  static Tensor uniform(RandomStream random, int fanIn, int... shape) {
    return within(random, (float) (1 / Math.sqrt(fanIn)), shape);
  }

  /** Uniform in ±bound. */
  static Tensor within(RandomStream random, float bound, int... shape) {
    Tensor tensor = Tensor.rand(random, shape);
    float[] values = tensor.data();
    for (int i = 0; i < values.length; i++) {
      values[i] = (2 * values[i] - 1) * bound;
    }
    return tensor;
  }
}
