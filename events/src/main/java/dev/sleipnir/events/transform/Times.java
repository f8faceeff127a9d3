package dev.sleipnir.events.transform;

import dev.sleipnir.events.Events;
import dev.sleipnir.kernels.random.RandomStream;

/** Changes of times. */
final class Times {
  private Times() {}

  static EventFilter jitter(double deviation, RandomStream random) {
    EventFilter since = new Stretch(0, Long.MAX_VALUE);
    return batch -> {
      long[] t = batch.t();
      for (int i = 0; i < batch.size(); i++) {
        t[i] = (long) (t[i] + deviation * random.nextGaussian());
      }
      since.apply(batch);
      TimeOrder.sort(batch);
    };
  }

  static void stretch(Events batch, double factor, double offset) {
    long[] t = batch.t();
    for (int i = 0; i < batch.size(); i++) {
      t[i] = (long) (t[i] * factor + offset);
    }
  }

  static void reverse(Events batch) {
    long[] t = batch.t();
    short[] x = batch.x();
    short[] y = batch.y();
    byte[] polarity = batch.polarity();
    int count = batch.size();
    long last = count == 0 ? 0 : t[count - 1];
    for (int i = 0, j = count - 1; i <= j; i++, j--) {
      long time = t[i];
      short column = x[i];
      short line = y[i];
      byte sign = polarity[i];
      t[i] = last - t[j];
      x[i] = x[j];
      y[i] = y[j];
      polarity[i] = (byte) (1 - polarity[j]);
      t[j] = last - time;
      x[j] = column;
      y[j] = line;
      polarity[j] = (byte) (1 - sign);
    }
  }

  static void addNoise(Events batch, int events, Sensor sensor, RandomStream random) {
    int count = batch.size();
    if (count == 0) {
      return;
    }
    long first = batch.t(0);
    double span = batch.t(count - 1) - first + 1.0;
    batch.ensureCapacity(Math.addExact(count, events));
    for (int i = 0; i < events; i++) {
      batch.add(
          first + (long) (span * random.nextFloat()),
          random.nextInt(sensor.width()),
          random.nextInt(sensor.height()),
          random.nextInt(2));
    }
    TimeOrder.sort(batch);
  }
}
