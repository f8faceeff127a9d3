package dev.sleipnir.kernels;

import java.util.Random;

/** Random arrays and the sizes that reach every main loop and every tail at every width. */
public final class TestArrays {
  private static final int[] SIZES = {0, 1, 3, 4, 5, 7, 8, 9, 13, 15, 16, 17, 31, 32, 33, 97, 257};

  private TestArrays() {}

  public static int[] sizes() {
    return SIZES.clone();
  }

  /** Normally distributed, with a few zeros of both signs. */
  public static float[] normal(Random random, int length) {
    float[] a = new float[length];
    for (int i = 0; i < length; i++) {
      a[i] =
          switch (random.nextInt(16)) {
            case 0 -> 0f;
            case 1 -> -0f;
            default -> (float) random.nextGaussian();
          };
    }
    return a;
  }

  /** As {@link #normal}, with some infinities, NaNs and values near both ends of the range. */
  public static float[] wild(Random random, int length) {
    float[] a = normal(random, length);
    float[] extremes = {
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Float.MIN_VALUE,
      -Float.MIN_NORMAL
    };
    for (int i = 0; i < length; i++) {
      if (random.nextInt(8) == 0) {
        a[i] = extremes[random.nextInt(extremes.length)];
      }
    }
    return a;
  }
}
