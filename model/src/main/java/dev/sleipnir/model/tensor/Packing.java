package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.spikes.SpikePacking;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.kernels.spikes.Spikes;

/** Makes bits of values that are 0 or 1. */
final class Packing {
  private Packing() {}

  static Tensor pack(Tensor tensor, int axes) {
    if (axes < 1 || axes > tensor.rank()) {
      throw new IllegalArgumentException(
          "asSpikes: expected 1 to " + tensor.rank() + " axes, got " + axes);
    }
    tensor.requireValues();
    float[] values = tensor.values();
    int size = tensor.size();
    int other = Spikes.firstOther(values, 0, size);
    if (other < size) {
      throw new IllegalArgumentException(
          "asSpikes: expected values of 0 or 1, got " + values[other]);
    }
    int[] shape = tensor.shapeShared();
    int rows = 1;
    for (int a = 0; a < axes; a++) {
      rows *= shape[a];
    }
    SpikeRows bits = SpikeRows.silent(rows, rows == 0 ? 0 : size / rows);
    int features = bits.features();
    for (int r = 0; r < rows; r++) {
      SpikePacking.pack(values, r * features, features, bits.bits(), r * bits.words());
    }
    return new Tensor(new Storage.Bits(bits), shape, tensor.isChannelsLast(), null, false);
  }
}
