package dev.sleipnir.events.transform;

import dev.sleipnir.events.Events;
import java.util.Arrays;

/** Takes out pixels with more events than a rate allows. */
final class HotPixels extends Selection {
  private final Sensor sensor;
  private final double hertz;
  private final int[] counts;

  HotPixels(Sensor sensor, double hertz) {
    this.sensor = sensor;
    this.hertz = hertz;
    counts = new int[sensor.pixels()];
  }

  @Override
  void choose(Events batch, byte[] kept) {
    int count = batch.size();
    if (count == 0) {
      return;
    }
    Arrays.fill(counts, 0);
    short[] x = batch.x();
    short[] y = batch.y();
    for (int i = 0; i < count; i++) {
      int at = sensor.pixel(x[i] & 0xFFFF, y[i] & 0xFFFF);
      if (at >= 0) {
        counts[at]++;
      }
    }
    double most = hertz * (batch.t(count - 1) - batch.t(0)) * 1e-6;
    for (int i = 0; i < count; i++) {
      int at = sensor.pixel(x[i] & 0xFFFF, y[i] & 0xFFFF);
      kept[i] = one(at >= 0 && counts[at] <= most);
    }
  }
}
