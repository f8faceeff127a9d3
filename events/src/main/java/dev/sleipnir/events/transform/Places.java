package dev.sleipnir.events.transform;

import dev.sleipnir.events.Events;

/** Changes of pixels and polarities. */
final class Places {
  private Places() {}

  static void requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + ": expected a finite number, got " + value);
    }
  }

  /** {@return the window, which lies inside the sensor} */
  static Sensor requireInside(Sensor sensor, Sensor window, int left, int top) {
    if (left > sensor.width() - window.width() || top > sensor.height() - window.height()) {
      throw new IllegalArgumentException(
          "crop: expected a window inside the sensor, "
              + sensor
              + ", got "
              + window
              + " at "
              + left
              + ", "
              + top);
    }
    return window;
  }

  /** Moves events, and takes out those that are not on the sensor then. */
  static EventFilter shift(int right, int down, Sensor sensor) {
    return new Selection() {
      @Override
      void choose(Events batch, byte[] kept) {
        short[] x = batch.x();
        short[] y = batch.y();
        for (int i = 0; i < batch.size(); i++) {
          int column = (x[i] & 0xFFFF) + right;
          int line = (y[i] & 0xFFFF) + down;
          x[i] = (short) column;
          y[i] = (short) line;
          kept[i] = one(sensor.contains(column, line));
        }
      }
    };
  }

  /** Exchanges sides, and takes out what is not on the sensor. */
  static EventFilter mirror(Sensor sensor, boolean ofX, boolean ofY) {
    int right = sensor.width() - 1;
    int bottom = sensor.height() - 1;
    return new Selection() {
      @Override
      void choose(Events batch, byte[] kept) {
        short[] x = batch.x();
        short[] y = batch.y();
        for (int i = 0; i < batch.size(); i++) {
          int column = x[i] & 0xFFFF;
          int line = y[i] & 0xFFFF;
          x[i] = (short) (ofX ? right - column : column);
          y[i] = (short) (ofY ? bottom - line : line);
          kept[i] = one(column <= right && line <= bottom);
        }
      }
    };
  }

  static void scale(Events batch, double factor) {
    short[] x = batch.x();
    short[] y = batch.y();
    for (int i = 0; i < batch.size(); i++) {
      x[i] = (short) (int) ((x[i] & 0xFFFF) * factor);
      y[i] = (short) (int) ((y[i] & 0xFFFF) * factor);
    }
  }

  /** Polarity p becomes (p xor flipped) and kept. */
  static void polarity(Events batch, int flipped, int kept) {
    byte[] polarity = batch.polarity();
    for (int i = 0; i < batch.size(); i++) {
      polarity[i] = (byte) ((polarity[i] ^ flipped) & kept);
    }
  }
}
