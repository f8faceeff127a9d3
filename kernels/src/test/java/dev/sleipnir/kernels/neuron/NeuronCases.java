package dev.sleipnir.kernels.neuron;

import dev.sleipnir.kernels.TestArrays;
import java.util.List;
import java.util.Random;

/** Constants and inputs the neuron tests run over. */
final class NeuronCases {
  private NeuronCases() {}

  /** The usual constants, all of them moved away from 0 and 1, and some that are odd. */
  static List<LifConstants> constants() {
    return List.of(
        new LifConstants(0.1f, 0.2f, 0f, 1f, 0f, 100f),
        new LifConstants(0.3f, 0.45f, -0.3f, 0.7f, 0.25f, 5f),
        new LifConstants(1f, 1f, 0.5f, -0.2f, -0.9f, 2f),
        new LifConstants(0.5f, 0f, 2f, 0.4f, 0.6f, 0.1f));
  }

  /** Currents strong enough that some neurons fire. */
  static float[] currents(Random random, int length) {
    float[] x = TestArrays.normal(random, length);
    for (int e = 0; e < length; e++) {
      x[e] *= 6f;
    }
    return x;
  }

  /** Ranges of a population: all of it, none of it, and parts that start nowhere special. */
  static List<int[]> ranges(int n) {
    return n < 3
        ? List.of(new int[] {0, n}, new int[] {n, n})
        : List.of(new int[] {0, n}, new int[] {1, n - 1}, new int[] {n / 2, n}, new int[] {2, 2});
  }
}
