package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.spikes.SpikePacking;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.Tensor;

/** The spikes of one side of synapses as bits: those given, or floats packed, looked at once. */
final class GivenSpikes {
  private final String name;
  private SpikeRows packed = SpikeRows.silent(1, 0);

  /**
   * Spikes.
   *
   * @param name what messages call them
   */
  GivenSpikes(String name) {
    this.name = name;
  }

  /** Bits of so many neurons. */
  SpikeRows of(SpikeRows spikes, int neurons) {
    requireSize("neurons", neurons, (long) spikes.rows() * spikes.features());
    return spikes;
  }

  /** Bits of a tensor; floats are packed. */
  SpikeRows of(Tensor spikes) {
    Tensor ordered = spikes.rowMajor();
    SpikeRows bits = ordered.spikes();
    return bits == null ? pack(ordered.source(), ordered.sourceFrom(), ordered.size()) : bits;
  }

  /** Floats, packed. */
  SpikeRows of(float[] spikes, int neurons) {
    requireSize("floats", neurons, spikes.length);
    return pack(spikes, 0, neurons);
  }

  private void requireSize(String things, int expected, long given) {
    if (given != expected) {
      throw new IllegalArgumentException(
          name + ": expected " + expected + " " + things + ", got " + given);
    }
  }

  private SpikeRows pack(float[] spikes, int from, int neurons) {
    if (packed.features() != neurons) {
      packed = SpikeRows.silent(1, neurons);
    }
    int other = SpikePacking.packSpikes(spikes, from, neurons, packed.bits(), 0);
    if (other < neurons) {
      throw new IllegalArgumentException(
          name + ": expected spikes, 0 or 1, got " + spikes[from + other] + " at " + other);
    }
    return packed;
  }
}
