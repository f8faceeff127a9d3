package dev.sleipnir.events.transform;

import dev.sleipnir.events.Events;

/** Keeps events that one of the four neighbours has seen coming. */
final class Denoise extends Selection {
  private final Sensor sensor;
  private final long micros;

  /** When each pixel last had an event; a margin of one pixel around spares the question. */
  private final long[] last;

  Denoise(Sensor sensor, long micros) {
    this.sensor = sensor;
    this.micros = micros;
    last = new long[(sensor.width() + 2) * (sensor.height() + 2)];
  }

  @Override
  void choose(Events batch, byte[] kept) {
    long[] t = batch.t();
    short[] x = batch.x();
    short[] y = batch.y();
    int row = sensor.width() + 2;
    for (int i = 0; i < batch.size(); i++) {
      int column = x[i] & 0xFFFF;
      int line = y[i] & 0xFFFF;
      if (!sensor.contains(column, line)) {
        kept[i] = 0;
        continue;
      }
      int at = (line + 1) * row + column + 1;
      long now = t[i];
      last[at] = now;
      long before = now - micros;
      kept[i] =
          one(
              last[at - 1] > before
                  || last[at + 1] > before
                  || last[at - row] > before
                  || last[at + row] > before);
    }
  }
}
