package dev.sleipnir.events.transform;

import dev.sleipnir.events.Events;

/** Keeps each so many-th event of a pixel. */
final class Decimation extends Selection {
  private final Sensor sensor;
  private final int every;
  private final int[] counts;

  Decimation(Sensor sensor, int every) {
    this.sensor = sensor;
    this.every = every;
    counts = new int[sensor.pixels()];
  }

  @Override
  void choose(Events batch, byte[] kept) {
    short[] x = batch.x();
    short[] y = batch.y();
    for (int i = 0; i < batch.size(); i++) {
      int at = sensor.pixel(x[i] & 0xFFFF, y[i] & 0xFFFF);
      if (at < 0) {
        kept[i] = 0;
        continue;
      }
      int count = counts[at] + 1;
      boolean full = count == every;
      kept[i] = one(full);
      counts[at] = full ? 0 : count;
    }
  }
}
