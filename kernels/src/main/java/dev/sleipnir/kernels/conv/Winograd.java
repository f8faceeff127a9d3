package dev.sleipnir.kernels.conv;

import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of polynomials by values at eight points: 0, 1, -1, 2, -2, 1/2, -1/2 and infinity, or at
 * six: the same but the halves. Of two polynomials whose product has at most as many coefficients,
 * the values are multiplied point by point and the coefficients of the product interpolated; in two
 * dimensions 64 multiplications take the place of 400, for tiles of 4x4 and kernels of 5x5, and 36
 * that of 144, for kernels of 3x3 (Winograd 1980, Arithmetic Complexity of Computations; Lavin and
 * Gray 2015, arXiv:1509.09308).
 *
 * <p>Channels are the innermost dimension, and every lane is computed by itself: results do not
 * depend on the vector width.
 */
final class Winograd {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  /** Points along one axis, at most, and without the halves. */
  static final int EIGHT = 8;

  static final int SIX = 6;

  /** Fewest coefficients of a polynomial to evaluate; at most two less than there are points. */
  static final int FEWEST = 3;

  /** Floats that a call needs for itself. */
  static final int SCRATCH = 2 * EIGHT * EIGHT * LANES;

  private Winograd() {}

  /**
   * Values of square tiles of k x k coefficients at the points.
   *
   * @param points along an axis, {@link #SIX} or {@link #EIGHT}
   * @param k coefficients along an axis, {@link #FEWEST} to {@code points - 2}
   * @param in coefficients, [row][column][channels]
   * @param at the first
   * @param row distance between rows
   * @param column distance between columns
   * @param channels a multiple of the vector's lanes
   * @param out receives the values: point (y, x) from {@code to + (points y + x) * point} on
   * @param to the first
   * @param point distance between points
   * @param scratch overwritten, {@link #SCRATCH} floats from {@code own} on
   * @param own where the scratch begins
   */
  static void evaluate(
      int points,
      int k,
      float[] in,
      int at,
      int row,
      int column,
      int channels,
      float[] out,
      int to,
      int point,
      float[] scratch,
      int own) {
    int line = points * LANES;
    for (int c = 0; c < channels; c += LANES) {
      for (int y = 0; y < k; y++) {
        evaluate(points, k, in, at + y * row + c, column, scratch, own + y * line, LANES);
      }
      for (int x = 0; x < points; x++) {
        int value = to + x * point + c;
        evaluate(points, k, scratch, own + x * LANES, line, out, value, points * point);
      }
    }
  }

  /** Even and odd part of the polynomial give its values at x and -x. */
  private static void evaluate(
      int points, int k, float[] in, int at, int step, float[] out, int to, int outStep) {
    FloatVector g0 = FloatVector.fromArray(F, in, at);
    FloatVector g1 = FloatVector.fromArray(F, in, at + step);
    FloatVector g2 = FloatVector.fromArray(F, in, at + 2 * step);
    FloatVector top = g2;
    FloatVector even1 = g0.add(g2);
    FloatVector odd1 = g1;
    FloatVector even2 = g2.fma(FloatVector.broadcast(F, 4f), g0);
    FloatVector odd2 = g1.mul(2f);
    FloatVector evenHalf = g2.fma(FloatVector.broadcast(F, 0.25f), g0);
    FloatVector oddHalf = g1.mul(0.5f);
    if (k > 3) {
      FloatVector g3 = FloatVector.fromArray(F, in, at + 3 * step);
      top = g3;
      odd1 = odd1.add(g3);
      odd2 = g3.fma(FloatVector.broadcast(F, 8f), odd2);
      oddHalf = g3.fma(FloatVector.broadcast(F, 0.125f), oddHalf);
    }
    if (k > 4) {
      FloatVector g4 = FloatVector.fromArray(F, in, at + 4 * step);
      top = g4;
      even1 = even1.add(g4);
      even2 = g4.fma(FloatVector.broadcast(F, 16f), even2);
      evenHalf = g4.fma(FloatVector.broadcast(F, 0.0625f), evenHalf);
    }
    if (k > 5) {
      FloatVector g5 = FloatVector.fromArray(F, in, at + 5 * step);
      top = g5;
      odd1 = odd1.add(g5);
      odd2 = g5.fma(FloatVector.broadcast(F, 32f), odd2);
      oddHalf = g5.fma(FloatVector.broadcast(F, 0.03125f), oddHalf);
    }
    g0.intoArray(out, to);
    even1.add(odd1).intoArray(out, to + outStep);
    even1.sub(odd1).intoArray(out, to + 2 * outStep);
    even2.add(odd2).intoArray(out, to + 3 * outStep);
    even2.sub(odd2).intoArray(out, to + 4 * outStep);
    if (points == EIGHT) {
      evenHalf.add(oddHalf).intoArray(out, to + 5 * outStep);
      evenHalf.sub(oddHalf).intoArray(out, to + 6 * outStep);
    }
    top.intoArray(out, to + (points - 1) * outStep);
  }

  /**
   * Adds tiles of as many coefficients as points, interpolated from their values at these.
   *
   * @param points along an axis, {@link #SIX} or {@link #EIGHT}
   * @param in the values: point (y, x) from {@code at + (points y + x) * point} on
   * @param at the first
   * @param point distance between points
   * @param channels a multiple of the vector's lanes
   * @param out the coefficients are added to this, [row][column][channels]
   * @param to the first
   * @param row distance between rows
   * @param rows rows to add, at most {@code points}
   * @param columns columns to add, at most {@code points}
   * @param scratch overwritten, {@link #SCRATCH} floats from {@code own} on
   * @param own where the scratch begins
   */
  static void interpolate(
      int points,
      float[] in,
      int at,
      int point,
      int channels,
      float[] out,
      int to,
      int row,
      int rows,
      int columns,
      float[] scratch,
      int own) {
    int line = points * LANES;
    int tile = own + points * line;
    for (int c = 0; c < channels; c += LANES) {
      for (int y = 0; y < points; y++) {
        interpolate(points, in, at + y * points * point + c, point, scratch, own + y * line, LANES);
      }
      for (int x = 0; x < columns; x++) {
        interpolate(points, scratch, own + x * LANES, line, scratch, tile + x * LANES, line);
      }
      for (int y = 0; y < rows; y++) {
        for (int x = 0; x < columns; x++) {
          int place = to + y * row + x * channels + c;
          FloatVector.fromArray(F, out, place)
              .add(FloatVector.fromArray(F, scratch, tile + y * line + x * LANES))
              .intoArray(out, place);
        }
      }
    }
  }

  private static void interpolate(
      int points, float[] in, int at, int step, float[] out, int to, int outStep) {
    if (points == EIGHT) {
      interpolate8(in, at, step, out, to, outStep);
    } else {
      interpolate6(in, at, step, out, to, outStep);
    }
  }

  /** As that of eight points, with two equations in x² = 1, 4. */
  private static void interpolate6(float[] in, int at, int step, float[] out, int to, int outStep) {
    FloatVector y0 = FloatVector.fromArray(F, in, at);
    FloatVector plus1 = FloatVector.fromArray(F, in, at + step);
    FloatVector minus1 = FloatVector.fromArray(F, in, at + 2 * step);
    FloatVector plus2 = FloatVector.fromArray(F, in, at + 3 * step);
    FloatVector minus2 = FloatVector.fromArray(F, in, at + 4 * step);
    FloatVector y5 = FloatVector.fromArray(F, in, at + 5 * step);
    // (value / 2 - y0) / x², and (value / 2) / x - y5 x⁴.
    FloatVector even1 = plus1.add(minus1).mul(0.5f).sub(y0);
    FloatVector even2 = plus2.add(minus2).mul(0.5f).sub(y0).mul(0.25f);
    FloatVector odd1 = plus1.sub(minus1).mul(0.5f).sub(y5);
    FloatVector odd2 = plus2.sub(minus2).mul(0.25f).sub(y5.mul(16f));
    FloatVector third = odd2.sub(odd1).mul(1f / 3);
    FloatVector fourth = even2.sub(even1).mul(1f / 3);
    y0.intoArray(out, to);
    odd1.sub(third).intoArray(out, to + outStep);
    even1.sub(fourth).intoArray(out, to + 2 * outStep);
    third.intoArray(out, to + 3 * outStep);
    fourth.intoArray(out, to + 4 * outStep);
    y5.intoArray(out, to + 5 * outStep);
  }

  /**
   * The even coefficients follow from the sums of the values at x and -x, the odd ones from their
   * differences; both solve the same three equations in x² = 1, 4, 1/4.
   */
  private static void interpolate8(float[] in, int at, int step, float[] out, int to, int outStep) {
    FloatVector y0 = FloatVector.fromArray(F, in, at);
    FloatVector plus1 = FloatVector.fromArray(F, in, at + step);
    FloatVector minus1 = FloatVector.fromArray(F, in, at + 2 * step);
    FloatVector plus2 = FloatVector.fromArray(F, in, at + 3 * step);
    FloatVector minus2 = FloatVector.fromArray(F, in, at + 4 * step);
    FloatVector plusHalf = FloatVector.fromArray(F, in, at + 5 * step);
    FloatVector minusHalf = FloatVector.fromArray(F, in, at + 6 * step);
    FloatVector y7 = FloatVector.fromArray(F, in, at + 7 * step);
    // (value / 2 - y0) / x², and (value / 2) / x - y7 x⁶.
    FloatVector even1 = plus1.add(minus1).mul(0.5f).sub(y0);
    FloatVector even2 = plus2.add(minus2).mul(0.5f).sub(y0).mul(0.25f);
    FloatVector evenHalf = plusHalf.add(minusHalf).mul(0.5f).sub(y0).mul(4f);
    FloatVector odd1 = plus1.sub(minus1).mul(0.5f).sub(y7);
    FloatVector odd2 = plus2.sub(minus2).mul(0.25f).sub(y7.mul(64f));
    FloatVector oddHalf = plusHalf.sub(minusHalf).sub(y7.mul(0.015625f));
    y0.intoArray(out, to);
    odd1.mul(-4f / 9)
        .add(odd2.mul(1f / 45))
        .add(oddHalf.mul(64f / 45))
        .intoArray(out, to + outStep);
    odd1.mul(17f / 9)
        .add(odd2.mul(-1f / 9))
        .add(oddHalf.mul(-16f / 9))
        .intoArray(out, to + 3 * outStep);
    odd1.mul(-4f / 9)
        .add(odd2.mul(4f / 45))
        .add(oddHalf.mul(16f / 45))
        .intoArray(out, to + 5 * outStep);
    even1
        .mul(-4f / 9)
        .add(even2.mul(1f / 45))
        .add(evenHalf.mul(64f / 45))
        .intoArray(out, to + 2 * outStep);
    even1
        .mul(17f / 9)
        .add(even2.mul(-1f / 9))
        .add(evenHalf.mul(-16f / 9))
        .intoArray(out, to + 4 * outStep);
    even1
        .mul(-4f / 9)
        .add(even2.mul(4f / 45))
        .add(evenHalf.mul(16f / 45))
        .intoArray(out, to + 6 * outStep);
    y7.intoArray(out, to + 7 * outStep);
  }
}
