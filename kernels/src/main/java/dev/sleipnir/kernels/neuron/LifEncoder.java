package dev.sleipnir.kernels.neuron;

import java.util.Arrays;

/**
 * Neurons driven by a constant current, which turn a value into a spike train:
 *
 * <pre>
 * u  = v + membrane ((leak - v) + x)
 * z  = 1 if u &gt; threshold, else 0
 * v' = u - z (u - reset)
 * </pre>
 *
 * <p>The potential starts at 0 whatever the leak, and there is no synaptic current.
 */
public final class LifEncoder {
  private LifEncoder() {}

  /**
   * Encodes values {@code from} to {@code to - 1}.
   *
   * @param k constants; synapse and alpha are not used
   * @param steps number of time steps
   * @param n number of values: the distance between time steps of z
   * @param x the constant currents, [n]
   * @param firstOnly whether only the first spike of each value is kept (latency code)
   * @param z receives the spikes, 0 or 1, [steps][n]
   * @param from first value
   * @param to one past the last value
   * @throws IllegalArgumentException if a size is negative or an array is too short for it
   * @throws IndexOutOfBoundsException if the range lies outside the population
   */
  public static void encode(
      LifConstants k, int steps, int n, float[] x, boolean firstOnly, float[] z, int from, int to) {
    Population.range(steps, n, from, to);
    Population.series("z", z, steps, n);
    Population.state("x", x, n);
    for (int t = 0; t < steps; t++) {
      Arrays.fill(z, t * n + from, t * n + to, 0f);
    }
    float membrane = k.membrane();
    float leak = k.leak();
    float threshold = k.threshold();
    for (int e = from; e < to; e++) {
      float drive = x[e];
      float v = 0f;
      // The potential moves monotonically from 0 to leak + x. Where both are safely below the
      // threshold the value never fires: true of most pixels, and worth the test.
      if (membrane > 0f && membrane <= 1f && threshold > 0f && leak + drive < 0.99f * threshold) {
        continue;
      }
      for (int t = 0; t < steps; t++) {
        float u = v + ((leak - v) + drive) * membrane;
        if (u > threshold) {
          z[t * n + e] = 1f;
          if (firstOnly) {
            break;
          }
          v = u - (u - k.reset());
        } else {
          v = u;
        }
      }
    }
  }
}
