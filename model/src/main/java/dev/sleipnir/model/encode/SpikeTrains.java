package dev.sleipnir.model.encode;

import dev.sleipnir.model.tensor.Tensor;

/** Encoded values: their shapes, and their bits. */
final class SpikeTrains {
  private SpikeTrains() {}

  static int[] shape(int steps, Tensor values) {
    int[] shape = new int[values.rank() + 1];
    shape[0] = steps;
    System.arraycopy(values.shape(), 0, shape, 1, values.rank());
    return shape;
  }
}
