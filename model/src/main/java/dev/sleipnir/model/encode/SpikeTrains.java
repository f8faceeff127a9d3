package dev.sleipnir.model.encode;

import dev.sleipnir.kernels.spikes.SpikeRows;
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

  /** The bits of a tensor that was made to hold some. */
  static SpikeRows bits(Tensor spikes) {
    SpikeRows bits = spikes.spikes();
    if (bits == null) {
      throw new IllegalArgumentException("spikes: expected bits, got floats");
    }
    return bits;
  }
}
