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

  /** Width times height. */
  @Override
  public String toString() {
    return width + " x " + height;
  }
}
