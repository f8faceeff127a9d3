package dev.sleipnir.kernels.math;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link AxisSums}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}.
 */
final class AxisSumsVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;

  /** Values summed in one go: the error of a longer sum would grow with its length. */
  private static final int RUN = 64;

  /** Runs summed in one go, and then these sums. */
  private static final int RUNS = RUN * RUN;

  private AxisSumsVectors() {}

  static void sum(float[] in, int length, int inner, float[] out, int from, int to) {
    Require.count("length", length);
    Require.count("inner", inner);
    Require.items("in", in.length, 0, (long) length * inner, from, to);
    Require.items("out", out.length, 0, inner, from, to);
    for (int o = from; o < to; o++) {
      int at = o * length * inner;
      if (inner == 1) {
        out[o] = row(in, at, length);
      } else {
        rows(in, at, length, inner, out, o * inner);
      }
    }
  }

  private static float row(float[] in, int at, int length) {
    float total = 0;
    for (int i = 0; i < length; i += RUNS) {
      total += ReductionsVectors.sum(in, at + i, Math.min(RUNS, length - i));
    }
    return total;
  }

  /** Column after column: what a column becomes is written when all of it was read. */
  private static void rows(float[] in, int at, int length, int inner, float[] out, int outAt) {
    int main = F.loopBound(inner);
    for (int j = 0; j < main; j += F.length()) {
      var total = FloatVector.zero(F);
      for (int b = 0; b < length; b += RUNS) {
        var runs = FloatVector.zero(F);
        int last = Math.min(length, b + RUNS);
        for (int r = b; r < last; r += RUN) {
          var run = FloatVector.zero(F);
          int end = Math.min(last, r + RUN);
          for (int i = r; i < end; i++) {
            run = run.add(FloatVector.fromArray(F, in, at + i * inner + j));
          }
          runs = runs.add(run);
        }
        total = total.add(runs);
      }
      total.intoArray(out, outAt + j);
    }
    for (int j = main; j < inner; j++) {
      float total = 0;
      for (int b = 0; b < length; b += RUNS) {
        float runs = 0;
        int last = Math.min(length, b + RUNS);
        for (int r = b; r < last; r += RUN) {
          float run = 0;
          int end = Math.min(last, r + RUN);
          for (int i = r; i < end; i++) {
            run += in[at + i * inner + j];
          }
          runs += run;
        }
        total += runs;
      }
      out[outAt + j] = total;
    }
  }
}
