package dev.sleipnir.tasks.plot;

/** Checks of values in rows. */
final class Matrix {
  private Matrix() {}

  static void require(String name, float[][] values) {
    if (values.length == 0 || values[0].length == 0) {
      throw new IllegalArgumentException(name + ": expected at least one value, got none");
    }
    for (float[] row : values) {
      if (row.length != values[0].length) {
        throw new IllegalArgumentException(
            name + ": expected rows of " + values[0].length + " values, got one of " + row.length);
      }
    }
  }

  static Extent extent(float[][] values) {
    Extent extent = Extent.NONE;
    for (float[] row : values) {
      for (float value : row) {
        extent = Float.isFinite(value) ? extent.and(new Extent(value, value)) : extent;
      }
    }
    return extent;
  }
}
