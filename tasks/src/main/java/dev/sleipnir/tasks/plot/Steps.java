package dev.sleipnir.tasks.plot;

import dev.sleipnir.model.tensor.Tensor;

/** One sample of what a network did over time, step by step. */
final class Steps {
  private Steps() {}

  /** [time][neurons] of [time, neurons] or of a sample of [time, batch, ...]. */
  static float[][] of(String name, Tensor values, int sample) {
    if (values.rank() < 2) {
      throw new IllegalArgumentException(
          name + ": expected [time, neurons] or [time, batch, ...], got rank " + values.rank());
    }
    int steps = values.dim(0);
    int batch = values.rank() == 2 ? 1 : values.dim(1);
    if (sample < 0 || sample >= batch) {
      throw new IllegalArgumentException(
          name + ": expected a sample below " + batch + ", got " + sample);
    }
    float[] all = values.toArray();
    int neurons = steps == 0 ? 0 : all.length / steps / batch;
    float[][] rows = new float[steps][neurons];
    for (int t = 0; t < steps; t++) {
      System.arraycopy(all, (t * batch + sample) * neurons, rows[t], 0, neurons);
    }
    return rows;
  }
}
