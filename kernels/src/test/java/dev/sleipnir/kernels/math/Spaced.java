package dev.sleipnir.kernels.math;

/** Points of a range of one sign, evenly spaced in bit patterns: as many per power of two. */
final class Spaced {
  private Spaced() {}

  static float at(float low, float high, int i, int steps) {
    long a = Float.floatToIntBits(low) & 0xFFFFFFFFL;
    long b = Float.floatToIntBits(high) & 0xFFFFFFFFL;
    // From -x to 0: the bits of -0.
    if (low < 0 && high == 0) {
      b = 0x80000000L;
    }
    return Float.intBitsToFloat((int) (a + (b - a) * i / steps));
  }
}
