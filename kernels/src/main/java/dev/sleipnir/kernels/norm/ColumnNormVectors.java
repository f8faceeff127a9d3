package dev.sleipnir.kernels.norm;

import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link ColumnNorm}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}.
 */
final class ColumnNormVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  // In the loops the loaded vector is the receiver and the accumulator the argument: the compiler
  // always knows the class of a vector just loaded.

  private ColumnNormVectors() {}

  static void moments(
      float[] x, int from, int to, int columns, float[] out, int at, int squaresAt) {
    float count = to - from;
    int main = F.loopBound(columns);
    int c = 0;
    for (; c + 4 * LANES <= main; c += 4 * LANES) {
      FloatVector sum0 = FloatVector.zero(F);
      FloatVector sum1 = FloatVector.zero(F);
      FloatVector sum2 = FloatVector.zero(F);
      FloatVector sum3 = FloatVector.zero(F);
      for (int i = from * columns + c; i < to * columns; i += columns) {
        sum0 = FloatVector.fromArray(F, x, i).add(sum0);
        sum1 = FloatVector.fromArray(F, x, i + LANES).add(sum1);
        sum2 = FloatVector.fromArray(F, x, i + 2 * LANES).add(sum2);
        sum3 = FloatVector.fromArray(F, x, i + 3 * LANES).add(sum3);
      }
      FloatVector mean0 = sum0.div(count);
      FloatVector mean1 = sum1.div(count);
      FloatVector mean2 = sum2.div(count);
      FloatVector mean3 = sum3.div(count);
      FloatVector square0 = FloatVector.zero(F);
      FloatVector square1 = FloatVector.zero(F);
      FloatVector square2 = FloatVector.zero(F);
      FloatVector square3 = FloatVector.zero(F);
      for (int i = from * columns + c; i < to * columns; i += columns) {
        FloatVector d0 = FloatVector.fromArray(F, x, i).sub(mean0);
        FloatVector d1 = FloatVector.fromArray(F, x, i + LANES).sub(mean1);
        FloatVector d2 = FloatVector.fromArray(F, x, i + 2 * LANES).sub(mean2);
        FloatVector d3 = FloatVector.fromArray(F, x, i + 3 * LANES).sub(mean3);
        square0 = d0.fma(d0, square0);
        square1 = d1.fma(d1, square1);
        square2 = d2.fma(d2, square2);
        square3 = d3.fma(d3, square3);
      }
      mean0.intoArray(out, at + c);
      mean1.intoArray(out, at + c + LANES);
      mean2.intoArray(out, at + c + 2 * LANES);
      mean3.intoArray(out, at + c + 3 * LANES);
      square0.intoArray(out, squaresAt + c);
      square1.intoArray(out, squaresAt + c + LANES);
      square2.intoArray(out, squaresAt + c + 2 * LANES);
      square3.intoArray(out, squaresAt + c + 3 * LANES);
    }
    for (; c < main; c += LANES) {
      FloatVector sum = FloatVector.zero(F);
      for (int i = from * columns + c; i < to * columns; i += columns) {
        sum = FloatVector.fromArray(F, x, i).add(sum);
      }
      FloatVector mean = sum.div(count);
      FloatVector square = FloatVector.zero(F);
      for (int i = from * columns + c; i < to * columns; i += columns) {
        FloatVector d = FloatVector.fromArray(F, x, i).sub(mean);
        square = d.fma(d, square);
      }
      mean.intoArray(out, at + c);
      square.intoArray(out, squaresAt + c);
    }
    for (; c < columns; c++) {
      float sum = 0f;
      for (int i = from * columns + c; i < to * columns; i += columns) {
        sum += x[i];
      }
      float mean = sum / count;
      float square = 0f;
      for (int i = from * columns + c; i < to * columns; i += columns) {
        float d = x[i] - mean;
        square = Math.fma(d, d, square);
      }
      out[at + c] = mean;
      out[squaresAt + c] = square;
    }
  }

  static void normalize(
      float[] x,
      int from,
      int to,
      int columns,
      float[] mean,
      int meanAt,
      float[] scale,
      int scaleAt,
      float[] shift,
      int shiftAt,
      float[] y) {
    int main = F.loopBound(columns);
    for (int r = from; r < to; r++) {
      int at = r * columns;
      int c = 0;
      for (; c < main; c += LANES) {
        FloatVector means = FloatVector.fromArray(F, mean, meanAt + c);
        FloatVector scales = FloatVector.fromArray(F, scale, scaleAt + c);
        FloatVector.fromArray(F, x, at + c)
            .sub(means)
            .fma(scales, FloatVector.fromArray(F, shift, shiftAt + c))
            .intoArray(y, at + c);
      }
      for (; c < columns; c++) {
        float d = x[at + c] - mean[meanAt + c];
        y[at + c] = Math.fma(d, scale[scaleAt + c], shift[shiftAt + c]);
      }
    }
  }

  static void gradientSums(
      float[] x,
      float[] mean,
      int meanAt,
      float[] g,
      int from,
      int to,
      int columns,
      float[] out,
      int at,
      int productsAt) {
    int main = F.loopBound(columns);
    int c = 0;
    for (; c + 2 * LANES <= main; c += 2 * LANES) {
      FloatVector mean0 = FloatVector.fromArray(F, mean, meanAt + c);
      FloatVector mean1 = FloatVector.fromArray(F, mean, meanAt + c + LANES);
      FloatVector sum0 = FloatVector.zero(F);
      FloatVector sum1 = FloatVector.zero(F);
      FloatVector product0 = FloatVector.zero(F);
      FloatVector product1 = FloatVector.zero(F);
      for (int i = from * columns + c; i < to * columns; i += columns) {
        FloatVector g0 = FloatVector.fromArray(F, g, i);
        FloatVector g1 = FloatVector.fromArray(F, g, i + LANES);
        sum0 = g0.add(sum0);
        sum1 = g1.add(sum1);
        product0 = FloatVector.fromArray(F, x, i).sub(mean0).fma(g0, product0);
        product1 = FloatVector.fromArray(F, x, i + LANES).sub(mean1).fma(g1, product1);
      }
      sum0.intoArray(out, at + c);
      sum1.intoArray(out, at + c + LANES);
      product0.intoArray(out, productsAt + c);
      product1.intoArray(out, productsAt + c + LANES);
    }
    for (; c < main; c += LANES) {
      FloatVector means = FloatVector.fromArray(F, mean, meanAt + c);
      FloatVector sum = FloatVector.zero(F);
      FloatVector product = FloatVector.zero(F);
      for (int i = from * columns + c; i < to * columns; i += columns) {
        FloatVector gradient = FloatVector.fromArray(F, g, i);
        sum = gradient.add(sum);
        product = FloatVector.fromArray(F, x, i).sub(means).fma(gradient, product);
      }
      sum.intoArray(out, at + c);
      product.intoArray(out, productsAt + c);
    }
    for (; c < columns; c++) {
      float sum = 0f;
      float product = 0f;
      for (int i = from * columns + c; i < to * columns; i += columns) {
        sum += g[i];
        product = Math.fma(x[i] - mean[meanAt + c], g[i], product);
      }
      out[at + c] = sum;
      out[productsAt + c] = product;
    }
  }

  /** Scales, slopes and shifts are parts of one array. */
  static void backward(
      float[] x,
      float[] mean,
      int meanAt,
      float[] g,
      int from,
      int to,
      int columns,
      float[] factors,
      int scaleAt,
      int slopeAt,
      int shiftAt,
      float[] forX) {
    int main = F.loopBound(columns);
    for (int r = from; r < to; r++) {
      int at = r * columns;
      int c = 0;
      for (; c < main; c += LANES) {
        FloatVector means = FloatVector.fromArray(F, mean, meanAt + c);
        FloatVector slopes = FloatVector.fromArray(F, factors, slopeAt + c);
        FloatVector shifts = FloatVector.fromArray(F, factors, shiftAt + c);
        FloatVector owed = FloatVector.fromArray(F, x, at + c).sub(means).fma(slopes, shifts);
        FloatVector.fromArray(F, g, at + c)
            .fma(FloatVector.fromArray(F, factors, scaleAt + c), owed)
            .intoArray(forX, at + c);
      }
      for (; c < columns; c++) {
        float owed =
            Math.fma(x[at + c] - mean[meanAt + c], factors[slopeAt + c], factors[shiftAt + c]);
        forX[at + c] = Math.fma(g[at + c], factors[scaleAt + c], owed);
      }
    }
  }
}
