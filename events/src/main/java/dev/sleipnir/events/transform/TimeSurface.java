package dev.sleipnir.events.transform;

import dev.sleipnir.events.Events;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;

/**
 * How long ago each pixel had its last event, as a value that decays from 1 (Lagorce et al. 2017).
 */
public final class TimeSurface {
  private static final long NEVER = Long.MIN_VALUE;

  private TimeSurface() {}

  /**
   * Makes surfaces, one at the end of each window of time: exp(-(end - last) / tau), where last is
   * the time of the last event of that pixel and polarity up to there, and 0 where there was none.
   *
   * @param recording events in the order of their time
   * @param frames sensor and channels
   * @param micros length of a window in microseconds, at least 1; the first starts with the first
   *     event, what is left over at the end is no window
   * @param tau time constant in microseconds, greater than 0
   * @return [windows, channels, height, width]
   * @throws IllegalArgumentException if a number is out of range, times go back or an event lies
   *     outside the sensor
   */
  public static Tensor of(Events recording, Frames frames, long micros, double tau) {
    Require.positive("tau", tau);
    Slices slices = Slicing.time(micros).of(recording);
    Sensor sensor = frames.sensor();
    frames.requireInside(recording, 0, recording.size());
    Tensor surfaces =
        Tensor.zeros(slices.count(), frames.channels(), sensor.height(), sensor.width());
    float[] values = surfaces.data();
    long[] last = new long[frames.size()];
    Arrays.fill(last, NEVER);
    long first = recording.isEmpty() ? 0 : recording.t(0);
    for (int s = 0; s < slices.count(); s++) {
      for (int i = slices.from(s); i < slices.to(s); i++) {
        int channel = frames.channels() == 1 ? 0 : recording.polarity(i);
        int pixel = sensor.pixel(recording.x(i), recording.y(i));
        last[channel * sensor.pixels() + pixel] = recording.t(i);
      }
      long end = first + (s + 1) * micros;
      for (int v = 0; v < last.length; v++) {
        if (last[v] != NEVER) {
          values[s * last.length + v] = (float) StrictMath.exp(-(end - last[v]) / tau);
        }
      }
    }
    return surfaces;
  }
}
