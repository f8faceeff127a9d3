package dev.sleipnir.kernels.norm;

import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link RowNorm}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}. */
final class RowNormVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  /** Virtual lanes of a sum, as of those of {@link dev.sleipnir.kernels.math.Reductions}. */
  private static final int VIRTUAL = 16;

  private static final VectorShuffle<Float> DOWN_8 = VectorShuffle.iota(F, 8, 1, true);
  private static final VectorShuffle<Float> DOWN_4 = VectorShuffle.iota(F, 4, 1, true);
  private static final VectorShuffle<Float> DOWN_2 = VectorShuffle.iota(F, 2, 1, true);
  private static final VectorShuffle<Float> DOWN_1 = VectorShuffle.iota(F, 1, 1, true);

  private RowNormVectors() {}

  /** Sum of (x - mean)². */
  static float squares(float[] x, int from, int n, float mean) {
    FloatVector acc0 = FloatVector.zero(F);
    FloatVector acc1 = FloatVector.zero(F);
    FloatVector acc2 = FloatVector.zero(F);
    FloatVector acc3 = FloatVector.zero(F);
    int end = from + n;
    int i = from;
    for (; i <= end - VIRTUAL; i += VIRTUAL) {
      FloatVector d0 = FloatVector.fromArray(F, x, i).sub(mean);
      acc0 = d0.fma(d0, acc0);
      if (LANES <= 8) {
        FloatVector d1 = FloatVector.fromArray(F, x, i + LANES).sub(mean);
        acc1 = d1.fma(d1, acc1);
      }
      if (LANES == 4) {
        FloatVector d2 = FloatVector.fromArray(F, x, i + 2 * LANES).sub(mean);
        FloatVector d3 = FloatVector.fromArray(F, x, i + 3 * LANES).sub(mean);
        acc2 = d2.fma(d2, acc2);
        acc3 = d3.fma(d3, acc3);
      }
    }
    float sum = total(acc0, acc1, acc2, acc3);
    for (; i < end; i++) {
      float d = x[i] - mean;
      sum = Math.fma(d, d, sum);
    }
    return sum;
  }

  /** The bits of two sums: of g weight, above those of g weight (x - mean) inverse. */
  static long products(
      float[] x, float[] g, int from, int n, float[] weight, float mean, float inverse) {
    FloatVector total0 = FloatVector.zero(F);
    FloatVector total1 = FloatVector.zero(F);
    FloatVector total2 = FloatVector.zero(F);
    FloatVector total3 = FloatVector.zero(F);
    FloatVector acc0 = FloatVector.zero(F);
    FloatVector acc1 = FloatVector.zero(F);
    FloatVector acc2 = FloatVector.zero(F);
    FloatVector acc3 = FloatVector.zero(F);
    int c = 0;
    for (; c <= n - VIRTUAL; c += VIRTUAL) {
      FloatVector g0 = weighted(g, from + c, weight, c);
      total0 = g0.add(total0);
      acc0 = normalized(x, from + c, mean, inverse).fma(g0, acc0);
      if (LANES <= 8) {
        int d = c + LANES;
        FloatVector g1 = weighted(g, from + d, weight, d);
        total1 = g1.add(total1);
        acc1 = normalized(x, from + d, mean, inverse).fma(g1, acc1);
      }
      if (LANES == 4) {
        int d = c + 2 * LANES;
        int e = c + 3 * LANES;
        FloatVector g2 = weighted(g, from + d, weight, d);
        FloatVector g3 = weighted(g, from + e, weight, e);
        total2 = g2.add(total2);
        total3 = g3.add(total3);
        acc2 = normalized(x, from + d, mean, inverse).fma(g2, acc2);
        acc3 = normalized(x, from + e, mean, inverse).fma(g3, acc3);
      }
    }
    float total = total(total0, total1, total2, total3);
    float product = total(acc0, acc1, acc2, acc3);
    for (; c < n; c++) {
      float weighted = g[from + c] * weight[c];
      total += weighted;
      product = Math.fma((x[from + c] - mean) * inverse, weighted, product);
    }
    return ((long) Float.floatToRawIntBits(total) << 32)
        | (Float.floatToRawIntBits(product) & 0xFFFF_FFFFL);
  }

  private static FloatVector weighted(float[] g, int at, float[] weight, int c) {
    return FloatVector.fromArray(F, g, at).mul(FloatVector.fromArray(F, weight, c));
  }

  private static FloatVector normalized(float[] x, int at, float mean, float inverse) {
    return FloatVector.fromArray(F, x, at).sub(mean).mul(inverse);
  }

  /** The lanes of a sum put together, as a tree of 16 whatever the width. */
  private static float total(
      FloatVector acc0, FloatVector acc1, FloatVector acc2, FloatVector acc3) {
    FloatVector low = LANES == 4 ? acc0.add(acc2) : acc0;
    FloatVector high = LANES == 4 ? acc1.add(acc3) : acc1;
    FloatVector sum = LANES <= 8 ? low.add(high) : low;
    if (LANES == 16) {
      sum = sum.add(sum.rearrange(DOWN_8));
    }
    if (LANES >= 8) {
      sum = sum.add(sum.rearrange(DOWN_4));
    }
    sum = sum.add(sum.rearrange(DOWN_2));
    sum = sum.add(sum.rearrange(DOWN_1));
    return sum.lane(0);
  }

  static void normalize(
      float[] x,
      int at,
      int columns,
      float mean,
      float inverse,
      float[] weight,
      float[] bias,
      float[] y) {
    int main = F.loopBound(columns);
    int c = 0;
    for (; c < main; c += LANES) {
      normalized(x, at + c, mean, inverse)
          .fma(FloatVector.fromArray(F, weight, c), FloatVector.fromArray(F, bias, c))
          .intoArray(y, at + c);
    }
    for (; c < columns; c++) {
      y[at + c] = Math.fma((x[at + c] - mean) * inverse, weight[c], bias[c]);
    }
  }

  static void backward(
      float[] x,
      float[] g,
      int at,
      int columns,
      float[] weight,
      float mean,
      float inverse,
      float total,
      float product,
      float[] forX,
      float[] sums,
      int products) {
    int main = F.loopBound(columns);
    int totals = products + columns;
    int c = 0;
    for (; c < main; c += LANES) {
      FloatVector n = normalized(x, at + c, mean, inverse);
      FloatVector gradient = FloatVector.fromArray(F, g, at + c);
      n.fma(gradient, FloatVector.fromArray(F, sums, products + c)).intoArray(sums, products + c);
      gradient.add(FloatVector.fromArray(F, sums, totals + c)).intoArray(sums, totals + c);
      gradient
          .mul(FloatVector.fromArray(F, weight, c))
          .sub(total)
          .sub(n.mul(product))
          .mul(inverse)
          .intoArray(forX, at + c);
    }
    for (; c < columns; c++) {
      float n = (x[at + c] - mean) * inverse;
      sums[products + c] = Math.fma(n, g[at + c], sums[products + c]);
      sums[totals + c] += g[at + c];
      forX[at + c] = (g[at + c] * weight[c] - total - n * product) * inverse;
    }
  }
}
