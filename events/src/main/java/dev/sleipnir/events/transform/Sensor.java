package dev.sleipnir.events.transform;

import dev.sleipnir.kernels.require.Require;

/**
 * The size of a sensor.
 *
 * @param width columns, 1 to 65536
 * @param height rows, 1 to 65536
 */
public record Sensor(int width, int height) {
  private static final int MOST = 1 << 16;

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if one is out of range, or there are more than 2<sup>30</sup>
   *     pixels
   */
  public Sensor {
    Require.positive("width", width);
    Require.positive("height", height);
    if (width > MOST || height > MOST || (long) width * height > 1 << 30) {
      throw new IllegalArgumentException(
          "sensor: expected at most 65536 columns and rows and 2^30 pixels, got "
              + width
              + " x "
              + height);
    }
  }

  /** {@return number of pixels} */
  public int pixels() {
    return width * height;
  }

  /**
   * Whether there is such a pixel.
   *
   * @param x column, any number
   * @param y row, any number
   * @return whether it lies on the sensor
   */
  public boolean contains(int x, int y) {
    return x >= 0 && x < width && y >= 0 && y < height;
  }

  /**
   * The place of a pixel, row by row.
   *
   * @param x column, any number
   * @param y row, any number
   * @return y times the width plus x; -1 if it lies outside the sensor
   */
  public int pixel(int x, int y) {
    return contains(x, y) ? y * width + x : -1;
  }

  /** Width times height. */
  @Override
  public String toString() {
    return width + " x " + height;
  }
}
