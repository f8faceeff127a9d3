package dev.sleipnir.events.transform;

import dev.sleipnir.events.Events;

/** Turns events about the middle of the sensor. */
final class Rotation extends Selection {
  private final Sensor sensor;
  private final double cosine;
  private final double sine;

  Rotation(Sensor sensor, double degrees) {
    this.sensor = sensor;
    cosine = StrictMath.cos(StrictMath.toRadians(degrees));
    sine = StrictMath.sin(StrictMath.toRadians(degrees));
  }

  @Override
  void choose(Events batch, byte[] kept) {
    short[] x = batch.x();
    short[] y = batch.y();
    double middle = (sensor.width() - 1) / 2.0;
    double centre = (sensor.height() - 1) / 2.0;
    for (int i = 0; i < batch.size(); i++) {
      double right = (x[i] & 0xFFFF) - middle;
      double down = (y[i] & 0xFFFF) - centre;
      int column = (int) Math.floor(middle + cosine * right + sine * down + 0.5);
      int line = (int) Math.floor(centre - sine * right + cosine * down + 0.5);
      x[i] = (short) column;
      y[i] = (short) line;
      kept[i] = one(sensor.contains(column, line));
    }
  }
}
