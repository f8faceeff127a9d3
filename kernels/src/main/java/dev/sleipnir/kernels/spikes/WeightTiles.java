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
 *
 * <p>What a method means by slices is said in {@link TileSums}.
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

  /** out[at...] += the chosen rows, the first of which is {@code first}. */
  void sum(
      int[] spikes,
      int[] starts,
      int cell,
      int cellStep,
      int run,
      int slices,
      long shift,
      long shiftStep,
      float[] out,
      int at) {
    switch (vectors) {
      case 1 ->
          sum1(spikes, starts, cell, cellStep, run, slices, shift, shiftStep, weights, out, at);
      case 2 ->
          sum2(spikes, starts, cell, cellStep, run, slices, shift, shiftStep, weights, out, at);
      case 4 ->
          sum4(spikes, starts, cell, cellStep, run, slices, shift, shiftStep, weights, out, at);
      default ->
          sum8(spikes, starts, cell, cellStep, run, slices, shift, shiftStep, weights, out, at);
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

  // Slices of images are short: one loop over all of them, with one exit to guess at a slice.
  private static void sum1(
      int[] spikes,
      int[] starts,
      int cell,
      int cellStep,
      int run,
      int slices,
      long shift,
      long shiftStep,
      MemorySegment tile,
      float[] out,
      int at) {
    FloatVector a0 = FloatVector.fromArray(F, out, at);
    int at0 = cell;
    int j = starts[at0];
    int to = starts[at0 + run];
    long rows = shift;
    int left = slices;
    while (true) {
      if (j == to) {
        if (--left == 0) {
          break;
        }
        at0 += cellStep;
        rows += shiftStep;
        j = starts[at0];
        to = starts[at0 + run];
        continue;
      }
      long row = (rows + spikes[j]) * BYTES;
      j++;
      a0 = a0.add(FloatVector.fromMemorySegment(F, tile, row, ORDER));
    }
    a0.intoArray(out, at);
  }

  private static void sum2(
      int[] spikes,
      int[] starts,
      int cell,
      int cellStep,
      int run,
      int slices,
      long shift,
      long shiftStep,
      MemorySegment tile,
      float[] out,
      int at) {
    FloatVector a0 = FloatVector.fromArray(F, out, at);
    FloatVector a1 = FloatVector.fromArray(F, out, at + LANES);
    int at0 = cell;
    int j = starts[at0];
    int to = starts[at0 + run];
    long rows = shift;
    int left = slices;
    while (true) {
      if (j == to) {
        if (--left == 0) {
          break;
        }
        at0 += cellStep;
        rows += shiftStep;
        j = starts[at0];
        to = starts[at0 + run];
        continue;
      }
      long row = (rows + spikes[j]) * 2 * BYTES;
      j++;
      a0 = a0.add(FloatVector.fromMemorySegment(F, tile, row, ORDER));
      a1 = a1.add(FloatVector.fromMemorySegment(F, tile, row + BYTES, ORDER));
    }
    a0.intoArray(out, at);
    a1.intoArray(out, at + LANES);
  }

  private static void sum4(
      int[] spikes,
      int[] starts,
      int cell,
      int cellStep,
      int run,
      int slices,
      long shift,
      long shiftStep,
      MemorySegment tile,
      float[] out,
      int at) {
    FloatVector a0 = FloatVector.fromArray(F, out, at);
    FloatVector a1 = FloatVector.fromArray(F, out, at + LANES);
    FloatVector a2 = FloatVector.fromArray(F, out, at + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(F, out, at + 3 * LANES);
    int at0 = cell;
    int j = starts[at0];
    int to = starts[at0 + run];
    long rows = shift;
    int left = slices;
    while (true) {
      if (j == to) {
        if (--left == 0) {
          break;
        }
        at0 += cellStep;
        rows += shiftStep;
        j = starts[at0];
        to = starts[at0 + run];
        continue;
      }
      long row = (rows + spikes[j]) * 4 * BYTES;
      j++;
      a0 = a0.add(FloatVector.fromMemorySegment(F, tile, row, ORDER));
      a1 = a1.add(FloatVector.fromMemorySegment(F, tile, row + BYTES, ORDER));
      a2 = a2.add(FloatVector.fromMemorySegment(F, tile, row + 2 * BYTES, ORDER));
      a3 = a3.add(FloatVector.fromMemorySegment(F, tile, row + 3 * BYTES, ORDER));
    }
    a0.intoArray(out, at);
    a1.intoArray(out, at + LANES);
    a2.intoArray(out, at + 2 * LANES);
    a3.intoArray(out, at + 3 * LANES);
  }

  // Lists of dense layers are one long slice, which the compiler may unroll.
  private static void sum8(
      int[] spikes,
      int[] starts,
      int cell,
      int cellStep,
      int run,
      int slices,
      long shift,
      long shiftStep,
      MemorySegment tile,
      float[] out,
      int at) {
    FloatVector a0 = FloatVector.fromArray(F, out, at);
    FloatVector a1 = FloatVector.fromArray(F, out, at + LANES);
    FloatVector a2 = FloatVector.fromArray(F, out, at + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(F, out, at + 3 * LANES);
    FloatVector a4 = FloatVector.fromArray(F, out, at + 4 * LANES);
    FloatVector a5 = FloatVector.fromArray(F, out, at + 5 * LANES);
    FloatVector a6 = FloatVector.fromArray(F, out, at + 6 * LANES);
    FloatVector a7 = FloatVector.fromArray(F, out, at + 7 * LANES);
    for (int s = 0; s < slices; s++) {
      int from = starts[cell + s * cellStep];
      int to = starts[cell + s * cellStep + run];
      long rows = shift + s * shiftStep;
      for (int j = from; j < to; j++) {
        long row = (rows + spikes[j]) * 8 * BYTES;
        a0 = a0.add(FloatVector.fromMemorySegment(F, tile, row, ORDER));
        a1 = a1.add(FloatVector.fromMemorySegment(F, tile, row + BYTES, ORDER));
        a2 = a2.add(FloatVector.fromMemorySegment(F, tile, row + 2 * BYTES, ORDER));
        a3 = a3.add(FloatVector.fromMemorySegment(F, tile, row + 3 * BYTES, ORDER));
        a4 = a4.add(FloatVector.fromMemorySegment(F, tile, row + 4 * BYTES, ORDER));
        a5 = a5.add(FloatVector.fromMemorySegment(F, tile, row + 5 * BYTES, ORDER));
        a6 = a6.add(FloatVector.fromMemorySegment(F, tile, row + 6 * BYTES, ORDER));
        a7 = a7.add(FloatVector.fromMemorySegment(F, tile, row + 7 * BYTES, ORDER));
      }
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
      long row = (first + (long) j * rowStep) * 2 * BYTES;
      int to = at - j * step;
      FloatVector.fromArray(F, out, to)
          .add(FloatVector.fromMemorySegment(F, tile, row, ORDER))
          .intoArray(out, to);
      FloatVector.fromArray(F, out, to + LANES)
          .add(FloatVector.fromMemorySegment(F, tile, row + BYTES, ORDER))
          .intoArray(out, to + LANES);
    }
  }

  private static void spread4(
      int count, MemorySegment tile, long first, int rowStep, float[] out, int at, int step) {
    for (int j = 0; j < count; j++) {
      long row = (first + (long) j * rowStep) * 4 * BYTES;
      int to = at - j * step;
      FloatVector.fromArray(F, out, to)
          .add(FloatVector.fromMemorySegment(F, tile, row, ORDER))
          .intoArray(out, to);
      FloatVector.fromArray(F, out, to + LANES)
          .add(FloatVector.fromMemorySegment(F, tile, row + BYTES, ORDER))
          .intoArray(out, to + LANES);
      FloatVector.fromArray(F, out, to + 2 * LANES)
          .add(FloatVector.fromMemorySegment(F, tile, row + 2 * BYTES, ORDER))
          .intoArray(out, to + 2 * LANES);
      FloatVector.fromArray(F, out, to + 3 * LANES)
          .add(FloatVector.fromMemorySegment(F, tile, row + 3 * BYTES, ORDER))
          .intoArray(out, to + 3 * LANES);
    }
  }

  private static void spread8(
      int count, MemorySegment tile, long first, int rowStep, float[] out, int at, int step) {
    for (int j = 0; j < count; j++) {
      long row = (first + (long) j * rowStep) * 8 * BYTES;
      int to = at - j * step;
      FloatVector.fromArray(F, out, to)
          .add(FloatVector.fromMemorySegment(F, tile, row, ORDER))
          .intoArray(out, to);
      FloatVector.fromArray(F, out, to + LANES)
          .add(FloatVector.fromMemorySegment(F, tile, row + BYTES, ORDER))
          .intoArray(out, to + LANES);
      FloatVector.fromArray(F, out, to + 2 * LANES)
          .add(FloatVector.fromMemorySegment(F, tile, row + 2 * BYTES, ORDER))
          .intoArray(out, to + 2 * LANES);
      FloatVector.fromArray(F, out, to + 3 * LANES)
          .add(FloatVector.fromMemorySegment(F, tile, row + 3 * BYTES, ORDER))
          .intoArray(out, to + 3 * LANES);
      FloatVector.fromArray(F, out, to + 4 * LANES)
          .add(FloatVector.fromMemorySegment(F, tile, row + 4 * BYTES, ORDER))
          .intoArray(out, to + 4 * LANES);
      FloatVector.fromArray(F, out, to + 5 * LANES)
          .add(FloatVector.fromMemorySegment(F, tile, row + 5 * BYTES, ORDER))
          .intoArray(out, to + 5 * LANES);
      FloatVector.fromArray(F, out, to + 6 * LANES)
          .add(FloatVector.fromMemorySegment(F, tile, row + 6 * BYTES, ORDER))
          .intoArray(out, to + 6 * LANES);
      FloatVector.fromArray(F, out, to + 7 * LANES)
          .add(FloatVector.fromMemorySegment(F, tile, row + 7 * BYTES, ORDER))
          .intoArray(out, to + 7 * LANES);
    }
  }
}
