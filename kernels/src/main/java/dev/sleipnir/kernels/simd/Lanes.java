package dev.sleipnir.kernels.simd;

/** How many floats a vector has, for classes that must load where there are no vectors. */
public final class Lanes {
  /** 4, 8 or 16; 0 where {@link VectorApi#require} refuses. */
  public static final int COUNT = count();

  private Lanes() {}

  /**
   * The part of a length that whole vectors cover.
   *
   * @param length at least 0
   * @return the largest multiple of {@link #COUNT} that is not above it
   */
  public static int whole(int length) {
    return length & -COUNT;
  }

  private static int count() {
    try {
      VectorApi.require();
    } catch (IllegalStateException e) {
      return 0;
    }
    return Species.FLOAT.length();
  }
}
