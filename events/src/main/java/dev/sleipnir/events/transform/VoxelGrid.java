package dev.sleipnir.events.transform;

import dev.sleipnir.events.Events;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Tensor;

/**
 * Events spread over bins of time by linear interpolation, ON as 1 and OFF as -1 (Zhu et al. 2019).
 */
public final class VoxelGrid {
  private VoxelGrid() {}

  /**
   * Makes the grid. An event at time t is at s = bins (t - first) / (last - first): bin floor(s)
   * gets its polarity times 1 - (s - floor(s)), the bin behind it the rest, where there is such a
   * bin. Where all times are the same, all events are in bin 0.
   *
   * @param recording events in the order of their time
   * @param sensor size of their sensor
   * @param bins how many, at least 1
   * @return [bins, 1, height, width]
   * @throws IllegalArgumentException if an event lies outside the sensor, or there is no bin
   */
  public static Tensor of(Events recording, Sensor sensor, int bins) {
    Require.atLeast("bins", 1, bins);
    int count = recording.size();
    new Frames(sensor).requireInside(recording, 0, count);
    Tensor grid = Tensor.zeros(bins, 1, sensor.height(), sensor.width());
    if (count == 0) {
      return grid;
    }
    float[] cells = grid.data();
    int pixels = sensor.pixels();
    long first = recording.t(0);
    double span = recording.t(count - 1) - first;
    double binsOfTime = span == 0 ? 0 : bins / span;
    for (int i = 0; i < count; i++) {
      double at = (recording.t(i) - first) * binsOfTime;
      int bin = (int) at;
      double later = at - bin;
      int sign = 2 * recording.polarity(i) - 1;
      int cell = bin * pixels + sensor.pixel(recording.x(i), recording.y(i));
      if (bin < bins) {
        cells[cell] += (float) (sign * (1 - later));
      }
      if (bin + 1 < bins) {
        cells[cell + pixels] += (float) (sign * later);
      }
    }
    return grid;
  }
}
