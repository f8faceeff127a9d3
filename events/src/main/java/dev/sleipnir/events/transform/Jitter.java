package dev.sleipnir.events.transform;

import dev.sleipnir.events.Events;
import dev.sleipnir.kernels.random.RandomStream;

/** Moves each event a little. */
final class Jitter extends Selection {
  private final Sensor sensor;
  private final double deviation;
  private final RandomStream random;

  Jitter(Sensor sensor, double deviation, RandomStream random) {
    this.sensor = sensor;
    this.deviation = deviation;
    this.random = random;
  }

  @Override
  void choose(Events batch, byte[] kept) {
    short[] x = batch.x();
    short[] y = batch.y();
    for (int i = 0; i < batch.size(); i++) {
      int column = (int) ((x[i] & 0xFFFF) + deviation * random.nextGaussian());
      int line = (int) ((y[i] & 0xFFFF) + deviation * random.nextGaussian());
      x[i] = (short) column;
      y[i] = (short) line;
      kept[i] = one(sensor.contains(column, line));
    }
  }
}
