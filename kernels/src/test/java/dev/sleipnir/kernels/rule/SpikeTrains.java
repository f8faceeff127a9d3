package dev.sleipnir.kernels.rule;

import java.util.Arrays;
import java.util.Random;

/** Random spikes: silent steps, steps of one side only, and steps with spikes on both. */
final class SpikeTrains {
  private final Random random;

  SpikeTrains(long seed) {
    random = new Random(seed);
  }

  /** Weights within [0, 1]. */
  float[] weights(int n) {
    float[] w = new float[n];
    for (int s = 0; s < n; s++) {
      w[s] = random.nextFloat();
    }
    return w;
  }

  /** Spikes of a step on both sides, at least one on each where both are to spike. */
  void next(int step, float[] pre, float[] post) {
    fill(pre, step % 5 == 4 || step % 7 == 5 ? 0 : 0.15f);
    fill(post, step % 5 == 4 || step % 7 == 6 ? 0 : 0.15f);
  }

  private void fill(float[] z, float probability) {
    Arrays.fill(z, 0);
    if (probability > 0) {
      for (int n = 0; n < z.length; n++) {
        z[n] = random.nextFloat() < probability ? 1 : 0;
      }
      z[random.nextInt(z.length)] = 1;
      z[0] = 1; // so that neurons of the same synapse spike at once
    }
  }
}
