package dev.sleipnir.events.transform;

import dev.sleipnir.events.Events;
import java.util.Arrays;

/** Keeps events of pixels that were silent for some time. */
final class Refractory extends Selection {
  private final Sensor sensor;
  private final long micros;
  private final long[] last;

  Refractory(Sensor sensor, long micros) {
    this.sensor = sensor;
    this.micros = micros;
    last = new long[sensor.pixels()];
    Arrays.fill(last, -micros);
  }

  @Override
  void choose(Events batch, byte[] kept) {
    long[] t = batch.t();
    short[] x = batch.x();
    short[] y = batch.y();
    for (int i = 0; i < batch.size(); i++) {
      int at = sensor.pixel(x[i] & 0xFFFF, y[i] & 0xFFFF);
      if (at < 0) {
        kept[i] = 0;
        continue;
      }
      kept[i] = one(t[i] - last[at] > micros);
      last[at] = t[i];
    }
  }
}
