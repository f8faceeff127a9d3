package dev.sleipnir.kernels;

import dev.sleipnir.kernels.simd.Species;

/** What the kernels run on: the vector width in use, and the check that there is one. */
public final class Simd {
  private static final String MODULE = "jdk.incubator.vector";

  private Simd() {}

  /**
   * Checks that this JVM was started with the Vector API.
   *
   * @throws IllegalStateException if not; the message names the flag to add
   */
  public static void require() {
    // Asked of the module layer, not by touching a vector class: that would fail with a
    // NoClassDefFoundError that helps nobody.
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      throw new IllegalStateException(
          "the Vector API module is missing: expected module "
              + MODULE
              + ", found none; start java with --add-modules "
              + MODULE);
    }
  }

  /**
   * Vector width in use.
   *
   * @return 128, 256 or 512 (bits)
   */
  public static int bits() {
    require();
    return Species.FLOAT.vectorBitSize();
  }

  /**
   * Floats per vector.
   *
   * @return 4, 8 or 16
   */
  public static int lanes() {
    return bits() / Float.SIZE;
  }
}
