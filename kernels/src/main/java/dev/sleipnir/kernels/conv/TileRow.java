package dev.sleipnir.kernels.conv;

import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** A row of a register tile: two vectors. */
final class TileRow {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  private TileRow() {}

  /** out[at...] += row[rowAt...]. */
  static void add(float[] row, int rowAt, float[] out, int at) {
    FloatVector.fromArray(F, out, at).add(FloatVector.fromArray(F, row, rowAt)).intoArray(out, at);
    FloatVector.fromArray(F, out, at + LANES)
        .add(FloatVector.fromArray(F, row, rowAt + LANES))
        .intoArray(out, at + LANES);
  }
}
