package dev.sleipnir.kernels.spikes;

import dev.sleipnir.kernels.simd.Species;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Weights in tiles of 1, 2, 4 or 8 vectors, [row][columns], outside the heap: there they begin at a
 * cache line. In an array every vector of 64 bytes would lie across two lines, which costs a third
 * of the speed.
 */
final class WeightTiles {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();
  private static final long BYTES = F.vectorByteSize();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** A cache line of the processors at hand. */
  private static final long LINE = 64;

  private final int vectors;
  private final MemorySegment weights;

  /** Room for tiles of so many vectors. */
  WeightTiles(int vectors, long rows) {
    this.vectors = vectors;
    // The garbage collector frees it with this object.
    weights = Arena.ofAuto().allocate(Math.max(1, rows) * vectors * BYTES, LINE);
  }

  /** Memory outside the heap. */
  long bytes() {
    return weights.byteSize();
  }

  /** Copies rows in. */
  void set(long row, float[] from, int at, int rows) {
    MemorySegment.copy(
        from, at, weights, ValueLayout.JAVA_FLOAT, row * vectors * BYTES, rows * vectors * LANES);
  }

  /** out[at...] += rows {@code first + list[j]} for j from {@code from} to {@code to - 1}. */
  void sum(int[] list, int from, int to, long first, float[] out, int at) {
    switch (vectors) {
      case 1 -> sum1(list, from, to, first, weights, out, at);
      case 2 -> sum2(list, from, to, first, weights, out, at);
      case 4 -> sum4(list, from, to, first, weights, out, at);
      default -> sum8(list, from, to, first, weights, out, at);
    }
  }

  /** out[at - j * step...] += row {@code row + j * rowStep}, for each j below count. */
  void spread(int count, long row, int rowStep, float[] out, int at, int step) {
    switch (vectors) {
      case 1 -> spread1(count, weights, row, rowStep, out, at, step);
      case 2 -> spread2(count, weights, row, rowStep, out, at, step);
      case 4 -> spread4(count, weights, row, rowStep, out, at, step);
      default -> spread8(count, weights, row, rowStep, out, at, step);
    }
  }

  private static void sum1(
      int[] list, int from, int to, long first, MemorySegment tile, float[] out, int at) {
    FloatVector a0 = FloatVector.fromArray(F, out, at);
    for (int j = from; j < to; j++) {
      long row = (first + list[j]) * BYTES;
      a0 = a0.add(FloatVector.fromMemorySegment(F, tile, row, ORDER));
    }
    a0.intoArray(out, at);
  }

  private static void sum2(
      int[] list, int from, int to, long first, MemorySegment tile, float[] out, int at) {
    FloatVector a0 = FloatVector.fromArray(F, out, at);
    FloatVector a1 = FloatVector.fromArray(F, out, at + LANES);
    for (int j = from; j < to; j++) {
      MemorySegment row = tile.asSlice((first + list[j]) * 2 * BYTES, 2 * BYTES);
      a0 = a0.add(FloatVector.fromMemorySegment(F, row, 0, ORDER));
      a1 = a1.add(FloatVector.fromMemorySegment(F, row, BYTES, ORDER));
    }
    a0.intoArray(out, at);
    a1.intoArray(out, at + LANES);
  }

  private static void sum4(
      int[] list, int from, int to, long first, MemorySegment tile, float[] out, int at) {
    FloatVector a0 = FloatVector.fromArray(F, out, at);
    FloatVector a1 = FloatVector.fromArray(F, out, at + LANES);
    FloatVector a2 = FloatVector.fromArray(F, out, at + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(F, out, at + 3 * LANES);
    for (int j = from; j < to; j++) {
      MemorySegment row = tile.asSlice((first + list[j]) * 4 * BYTES, 4 * BYTES);
      a0 = a0.add(FloatVector.fromMemorySegment(F, row, 0, ORDER));
      a1 = a1.add(FloatVector.fromMemorySegment(F, row, BYTES, ORDER));
      a2 = a2.add(FloatVector.fromMemorySegment(F, row, 2 * BYTES, ORDER));
      a3 = a3.add(FloatVector.fromMemorySegment(F, row, 3 * BYTES, ORDER));
    }
    a0.intoArray(out, at);
    a1.intoArray(out, at + LANES);
    a2.intoArray(out, at + 2 * LANES);
    a3.intoArray(out, at + 3 * LANES);
  }

  private static void sum8(
      int[] list, int from, int to, long first, MemorySegment tile, float[] out, int at) {
    FloatVector a0 = FloatVector.fromArray(F, out, at);
    FloatVector a1 = FloatVector.fromArray(F, out, at + LANES);
    FloatVector a2 = FloatVector.fromArray(F, out, at + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(F, out, at + 3 * LANES);
    FloatVector a4 = FloatVector.fromArray(F, out, at + 4 * LANES);
    FloatVector a5 = FloatVector.fromArray(F, out, at + 5 * LANES);
    FloatVector a6 = FloatVector.fromArray(F, out, at + 6 * LANES);
    FloatVector a7 = FloatVector.fromArray(F, out, at + 7 * LANES);
    for (int j = from; j < to; j++) {
      MemorySegment row = tile.asSlice((first + list[j]) * 8 * BYTES, 8 * BYTES);
      a0 = a0.add(FloatVector.fromMemorySegment(F, row, 0, ORDER));
      a1 = a1.add(FloatVector.fromMemorySegment(F, row, BYTES, ORDER));
      a2 = a2.add(FloatVector.fromMemorySegment(F, row, 2 * BYTES, ORDER));
      a3 = a3.add(FloatVector.fromMemorySegment(F, row, 3 * BYTES, ORDER));
      a4 = a4.add(FloatVector.fromMemorySegment(F, row, 4 * BYTES, ORDER));
      a5 = a5.add(FloatVector.fromMemorySegment(F, row, 5 * BYTES, ORDER));
      a6 = a6.add(FloatVector.fromMemorySegment(F, row, 6 * BYTES, ORDER));
      a7 = a7.add(FloatVector.fromMemorySegment(F, row, 7 * BYTES, ORDER));
    }
    a0.intoArray(out, at);
    a1.intoArray(out, at + LANES);
    a2.intoArray(out, at + 2 * LANES);
    a3.intoArray(out, at + 3 * LANES);
    a4.intoArray(out, at + 4 * LANES);
    a5.intoArray(out, at + 5 * LANES);
    a6.intoArray(out, at + 6 * LANES);
    a7.intoArray(out, at + 7 * LANES);
  }

  private static void spread1(
      int count, MemorySegment tile, long first, int rowStep, float[] out, int at, int step) {
    for (int j = 0; j < count; j++) {
      long row = (first + (long) j * rowStep) * BYTES;
      int to = at - j * step;
      FloatVector.fromArray(F, out, to)
          .add(FloatVector.fromMemorySegment(F, tile, row, ORDER))
          .intoArray(out, to);
    }
  }

  private static void spread2(
      int count, MemorySegment tile, long first, int rowStep, float[] out, int at, int step) {
    for (int j = 0; j < count; j++) {
      MemorySegment row = tile.asSlice((first + (long) j * rowStep) * 2 * BYTES, 2 * BYTES);
      int to = at - j * step;
      FloatVector.fromArray(F, out, to)
          .add(FloatVector.fromMemorySegment(F, row, 0, ORDER))
          .intoArray(out, to);
      FloatVector.fromArray(F, out, to + LANES)
          .add(FloatVector.fromMemorySegment(F, row, BYTES, ORDER))
          .intoArray(out, to + LANES);
    }
  }

  private static void spread4(
      int count, MemorySegment tile, long first, int rowStep, float[] out, int at, int step) {
    for (int j = 0; j < count; j++) {
      MemorySegment row = tile.asSlice((first + (long) j * rowStep) * 4 * BYTES, 4 * BYTES);
      int to = at - j * step;
      FloatVector.fromArray(F, out, to)
          .add(FloatVector.fromMemorySegment(F, row, 0, ORDER))
          .intoArray(out, to);
      FloatVector.fromArray(F, out, to + LANES)
          .add(FloatVector.fromMemorySegment(F, row, BYTES, ORDER))
          .intoArray(out, to + LANES);
      FloatVector.fromArray(F, out, to + 2 * LANES)
          .add(FloatVector.fromMemorySegment(F, row, 2 * BYTES, ORDER))
          .intoArray(out, to + 2 * LANES);
      FloatVector.fromArray(F, out, to + 3 * LANES)
          .add(FloatVector.fromMemorySegment(F, row, 3 * BYTES, ORDER))
          .intoArray(out, to + 3 * LANES);
    }
  }

  private static void spread8(
      int count, MemorySegment tile, long first, int rowStep, float[] out, int at, int step) {
    for (int j = 0; j < count; j++) {
      MemorySegment row = tile.asSlice((first + (long) j * rowStep) * 8 * BYTES, 8 * BYTES);
      int to = at - j * step;
      FloatVector.fromArray(F, out, to)
          .add(FloatVector.fromMemorySegment(F, row, 0, ORDER))
          .intoArray(out, to);
      FloatVector.fromArray(F, out, to + LANES)
          .add(FloatVector.fromMemorySegment(F, row, BYTES, ORDER))
          .intoArray(out, to + LANES);
      FloatVector.fromArray(F, out, to + 2 * LANES)
          .add(FloatVector.fromMemorySegment(F, row, 2 * BYTES, ORDER))
          .intoArray(out, to + 2 * LANES);
      FloatVector.fromArray(F, out, to + 3 * LANES)
          .add(FloatVector.fromMemorySegment(F, row, 3 * BYTES, ORDER))
          .intoArray(out, to + 3 * LANES);
      FloatVector.fromArray(F, out, to + 4 * LANES)
          .add(FloatVector.fromMemorySegment(F, row, 4 * BYTES, ORDER))
          .intoArray(out, to + 4 * LANES);
      FloatVector.fromArray(F, out, to + 5 * LANES)
          .add(FloatVector.fromMemorySegment(F, row, 5 * BYTES, ORDER))
          .intoArray(out, to + 5 * LANES);
      FloatVector.fromArray(F, out, to + 6 * LANES)
          .add(FloatVector.fromMemorySegment(F, row, 6 * BYTES, ORDER))
          .intoArray(out, to + 6 * LANES);
      FloatVector.fromArray(F, out, to + 7 * LANES)
          .add(FloatVector.fromMemorySegment(F, row, 7 * BYTES, ORDER))
          .intoArray(out, to + 7 * LANES);
    }
  }
}
