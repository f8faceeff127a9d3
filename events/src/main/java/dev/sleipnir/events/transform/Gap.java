package dev.sleipnir.events.transform;

import dev.sleipnir.events.Events;
import dev.sleipnir.kernels.random.RandomStream;

/** Takes out a part of the recording: of its time, or of its picture. */
final class Gap {
  private Gap() {}

  static EventFilter ofTime(double share, RandomStream random) {
    return new Selection() {
      @Override
      void choose(Events batch, byte[] kept) {
        int count = batch.size();
        if (count == 0) {
          return;
        }
        long[] t = batch.t();
        double length = share * t[count - 1];
        double room = Math.max(0, t[count - 1] - t[0] - length);
        double from = t[0] + room * random.nextFloat();
        for (int i = 0; i < count; i++) {
          kept[i] = one(t[i] < from || t[i] >= from + length);
        }
      }
    };
  }

  static EventFilter ofArea(Sensor sensor, double share, RandomStream random) {
    int width = (int) (share * sensor.width());
    int height = (int) (share * sensor.height());
    int left = random.nextInt(sensor.width() - width);
    int top = random.nextInt(sensor.height() - height);
    return new Selection() {
      @Override
      void choose(Events batch, byte[] kept) {
        short[] x = batch.x();
        short[] y = batch.y();
        for (int i = 0; i < batch.size(); i++) {
          int column = (x[i] & 0xFFFF) - left;
          int line = (y[i] & 0xFFFF) - top;
          kept[i] = one(column < 0 || column >= width || line < 0 || line >= height);
        }
      }
    };
  }
}
