package dev.sleipnir.model.data;

import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;

/** {@link Transform#delta}. */
final class Delta {
  private Delta() {}

  static Tensor of(Tensor signal, float threshold) {
    if (signal.rank() != 2) {
      throw new IllegalArgumentException(
          "delta: expected [time, channels], got shape " + Shape.text(signal.shape()));
    }
    int steps = signal.dim(0);
    int channels = signal.dim(1);
    float[] x = signal.values();
    Tensor events = Tensor.zeros(steps, 2 * channels);
    for (int c = 0; c < channels; c++) {
      float reached = steps == 0 ? 0 : x[c];
      for (int t = 1; t < steps; t++) {
        float levels = (x[t * channels + c] - reached) / threshold;
        int crossed = (int) levels; // towards 0: a level is passed when it is reached
        reached += crossed * threshold;
        events.data()[(2 * t + (crossed > 0 ? 0 : 1)) * channels + c] = Math.abs(crossed);
      }
    }
    return events;
  }
}
