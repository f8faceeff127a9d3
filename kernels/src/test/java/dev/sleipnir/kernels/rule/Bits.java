package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.spikes.SpikePacking;
import dev.sleipnir.kernels.spikes.SpikeRows;

/** Spikes of tests, drawn as floats, as bits. */
final class Bits {
  private Bits() {}

  static SpikeRows of(float... z) {
    SpikeRows rows = SpikeRows.silent(1, z.length);
    SpikePacking.pack(z, 0, z.length, rows.bits(), 0);
    return rows;
  }
}
