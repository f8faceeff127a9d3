package dev.sleipnir.bench;

import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.spikes.SpikePacking;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.Parameter;

/** Spikes of many time steps, drawn before the clock runs, and used again and again. */
final class DrawnSpikes {
  private static final int STEPS = 64;
  private static final float PROBABILITY = 0.02f;

  private final float[][] steps;
  private int next;

  DrawnSpikes(long seed, int neurons) {
    steps = new float[STEPS][neurons];
    for (int t = 0; t < STEPS; t++) {
      Philox.bernoulli(seed, 0, (long) t * neurons, PROBABILITY, steps[t], 0, neurons);
    }
  }

  /** Spikes as bits, in rows of so many neurons. */
  static SpikeRows rows(long seed, int rows, int features, float probability) {
    SpikeRows spikes = SpikeRows.silent(rows, features);
    float[] row = new float[features];
    for (int r = 0; r < rows; r++) {
      Philox.bernoulli(seed, 0, (long) r * features, probability, row, 0, features);
      SpikePacking.pack(row, 0, features, spikes.bits(), r * spikes.words());
    }
    return spikes;
  }

  float[] next() {
    float[] z = steps[next];
    next = (next + 1) % STEPS;
    return z;
  }

  /** Weights uniform in [0.25, 0.75): most stay clear of the bounds for as long as we measure. */
  static void initialise(Parameter weights) {
    float[] w = weights.data();
    Philox.uniform(3, 0, 0, w, 0, w.length);
    for (int e = 0; e < w.length; e++) {
      w[e] = 0.25f + 0.5f * w[e];
    }
  }

  /** Fails where weights are not within [0, 1] or none has changed. */
  static void check(float[] before, Parameter weights) {
    float[] w = weights.data();
    int changed = 0;
    for (int e = 0; e < w.length; e++) {
      if (!(w[e] >= 0 && w[e] <= 1)) {
        throw new IllegalStateException("weight " + e + ": expected within [0, 1], got " + w[e]);
      }
      changed += w[e] == before[e] ? 0 : 1;
    }
    if (changed == 0) {
      throw new IllegalStateException("weights: expected some to have changed, got none");
    }
  }
}
