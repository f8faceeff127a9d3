package dev.sleipnir.kernels.simd;

/** How many floats a vector has, for classes that must load where there are no vectors. */
public final class Lanes {
  /** 4, 8 or 16; 0 where {@link VectorApi#require} refuses. */
  public static final int COUNT = count();

  private Lanes() {}

  private static int count() {
    try {
      VectorApi.require();
    } catch (IllegalStateException e) {
      return 0;
    }
    return Species.FLOAT.length();
  }
}
