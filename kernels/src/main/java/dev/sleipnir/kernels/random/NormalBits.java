package dev.sleipnir.kernels.random;

import dev.sleipnir.kernels.math.Log;

/**
 * Standard normal numbers from 32 random bits each, in single precision: the quantile of the share
 * of the distribution that the bits say. The highest bit is the sign; the others say x, the share
 * that is nearer to 0, and 1 - x beside it, so that the tails keep their digits. The number is x
 * times a polynomial of s = sqrt(SHIFT - ln(1 - x<sup>2</sup>)), which grows as slowly as the
 * number itself does: one polynomial for centre and tails, without a branch. Its largest relative
 * error is 2.8e-6.
 */
final class NormalBits {
  /** Keeps the root smooth where x is 0. */
  static final float SHIFT = 3f;

  /** The middle of what s can be. */
  static final float CENTRE = 3.3f;

  /** Factors of the powers of s - CENTRE. */
  static final float P0 = 3.7363143f;

  static final float P1 = 1.6564846f;
  static final float P2 = -0.065296344f;
  static final float P3 = 0.0061874986f;
  static final float P4 = 0.014888826f;
  static final float P5 = -0.019462312f;
  static final float P6 = 0.011755455f;
  static final float P7 = 0.0002391698f;
  static final float P8 = -0.0038858429f;
  static final float P9 = 0.0010516276f;
  static final float P10 = 0.00039681845f;
  static final float P11 = -0.00015399262f;

  static final float TWO_POW_MINUS_31 = 0x1p-31f;

  private NormalBits() {}

  /** The number of some bits; by vectors it is the same. */
  static float number(int bits) {
    int magnitude = bits ^ (bits >> 31);
    float x = (magnitude + 0.5f) * TWO_POW_MINUS_31;
    float rest = ((magnitude ^ Integer.MAX_VALUE) + 0.5f) * TWO_POW_MINUS_31;
    float s = (float) Math.sqrt(SHIFT - Log.log(Math.fma(rest, x, rest)));
    float u = s - CENTRE;
    float p = Math.fma(P11, u, P10);
    p = Math.fma(p, u, P9);
    p = Math.fma(p, u, P8);
    p = Math.fma(p, u, P7);
    p = Math.fma(p, u, P6);
    p = Math.fma(p, u, P5);
    p = Math.fma(p, u, P4);
    p = Math.fma(p, u, P3);
    p = Math.fma(p, u, P2);
    p = Math.fma(p, u, P1);
    p = Math.fma(p, u, P0);
    return bits < 0 ? -(x * p) : x * p;
  }
}
