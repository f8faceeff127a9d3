package dev.sleipnir.kernels.rule;

/** Checks of what a step is given. Messages are only built on failure. */
final class Lengths {
  private Lengths() {}

  static void require(String name, float[] array, int length) {
    if (array.length != length) {
      throw new IllegalArgumentException(
          name + ": expected " + length + " floats, got " + array.length);
    }
  }

  static void require(String name, float[][] arrays, int count, int length) {
    if (arrays.length != count) {
      throw new IllegalArgumentException(
          name + ": expected " + count + " arrays, got " + arrays.length);
    }
    for (float[] array : arrays) {
      require(name, array, length);
    }
  }
}
