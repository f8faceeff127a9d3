package dev.sleipnir.events.data;

import dev.sleipnir.events.Events;
import dev.sleipnir.events.transform.EventTransform;
import dev.sleipnir.events.transform.Sensor;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;

/**
 * What an event camera sees of an upright bright bar that moves to the right and comes back on the
 * left: ON events at the edge in front, OFF events at the one behind, and noise.
 *
 * @param sensor size of the sensor
 * @param width of the bar in pixels, 1 to less than the sensor's
 * @param pixelsPerSecond speed, greater than 0
 * @param noise events per pixel and second that nothing is the cause of, at least 0
 */
public record MovingBar(Sensor sensor, int width, double pixelsPerSecond, double noise) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public MovingBar {
    if (width < 1 || width >= sensor.width()) {
      throw new IllegalArgumentException(
          "width: expected 1 to " + (sensor.width() - 1) + " pixels, got " + width);
    }
    Require.positive("pixelsPerSecond", pixelsPerSecond);
    Require.notNegative("noise", noise);
  }

  /**
   * A bar of 8 pixels that takes half a second from side to side, with noise of 1 Hz.
   *
   * @param sensor size of the sensor, wider than 8
   * @return the bar
   */
  public static MovingBar across(Sensor sensor) {
    return new MovingBar(sensor, 8, 2.0 * sensor.width(), 1);
  }

  /**
   * Records it.
   *
   * @param micros for how long, at least 1
   * @param random what the times within a pixel's way, and noise, are drawn from
   * @return events in the order of their time, from time 0 on
   * @throws IllegalArgumentException if the time is less than 1, or there would be 2<sup>31</sup>
   *     events
   */
  public Events record(long micros, RandomStream random) {
    Require.atLeast("micros", 1, micros);
    Events events = new Events(1 << 12);
    double perPixel = 1e6 / pixelsPerSecond;
    RandomStream within = random.split("edges");
    for (long column = 0; column * perPixel < micros; column++) {
      edge(events, column, column * perPixel, perPixel, 1, within);
      if (column >= width) {
        edge(events, column - width, column * perPixel, perPixel, 0, within);
      }
    }
    EventTransform.sort()
        .then(EventTransform.cropTime(0, micros - 1))
        .start(sensor, random)
        .apply(events);
    int unasked = Math.toIntExact(Math.round(noise * sensor.pixels() * micros * 1e-6));
    EventTransform.noise(unasked).start(sensor, random.split("noise")).apply(events);
    return events;
  }

  private void edge(
      Events events, long column, double from, double length, int polarity, RandomStream random) {
    int x = (int) (column % sensor.width());
    for (int y = 0; y < sensor.height(); y++) {
      events.add((long) (from + length * random.nextFloat()), x, y, polarity);
    }
  }
}
