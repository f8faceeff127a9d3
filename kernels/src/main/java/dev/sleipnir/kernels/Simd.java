package dev.sleipnir.kernels;

import dev.sleipnir.kernels.simd.Species;
import dev.sleipnir.kernels.simd.VectorApi;
import java.util.List;

/** What the kernels run on: the vector width in use, and the check that there is one. */
public final class Simd {
  private Simd() {}

  /**
   * Checks that this JVM was started with the Vector API, and that {@code sleipnir.vector.bits}, if
   * it is set, is a width. Whatever needs vectors asks this first, so nobody has to.
   *
   * @throws IllegalStateException if not; the message names the flag to add
   */
  public static void require() {
    VectorApi.require();
  }

  /**
   * Vector width in use.
   *
   * @return 128, 256 or 512 (bits)
   * @throws IllegalStateException as {@link #require}
   */
  public static int bits() {
    require();
    return Species.bits();
  }

  /**
   * The width in use unless another is asked for: what this machine and JVM have.
   *
   * @return 128, 256 or 512 (bits)
   * @throws IllegalStateException as {@link #require}
   */
  public static int widestBits() {
    require();
    return Species.WIDEST;
  }

  /**
   * Floats per vector.
   *
   * @return 4, 8 or 16
   * @throws IllegalStateException as {@link #require}
   */
  public static int lanes() {
    return bits() / Float.SIZE;
  }

  /**
   * Why vectors are slow on this JVM: no fused multiply-adds, no optimising compiler, or a width
   * asked for that the machine has not. Results are the same. It is logged as a warning when the
   * first kernel is loaded.
   *
   * @return the reasons; none if vectors are as fast as the machine allows
   * @throws IllegalStateException as {@link #require}
   */
  public static List<String> slow() {
    require();
    return Species.slow();
  }
}
