package dev.sleipnir.network.analysis;

import dev.sleipnir.kernels.require.Require;

/**
 * The spike time tiling coefficient (Cutts and Eglen 2014): whether spikes of two trains come
 * together, not moved by their rates. P is the fraction of a train's spikes that have one of the
 * other within a distance, T the fraction of time within that distance of the train's spikes:
 *
 * <pre>((P_a - T_b) / (1 - P_a T_b) + (P_b - T_a) / (1 - P_b T_a)) / 2</pre>
 *
 * <p>It is 1 for equal trains, and 0 in the mean for independent ones.
 */
public final class SpikeTimeTiling {
  private SpikeTimeTiling() {}

  /**
   * The coefficient.
   *
   * @param a times of one train, in order
   * @param b times of the other, in order
   * @param within the distance, positive
   * @param from when the recording begins
   * @param to when it ends
   * @return from -1 to 1; NaN if a train has no spikes
   * @throws IllegalArgumentException if times are not in order or not in the recording, or the
   *     distance is not positive
   */
  public static double coefficient(double[] a, double[] b, double within, double from, double to) {
    Trains.require("a", a, from, to);
    Trains.require("b", b, from, to);
    Require.positive("within", within);
    if (a.length == 0 || b.length == 0) {
      return Double.NaN;
    }
    double ofA = part(near(a, b, within), tiled(b, within, from, to));
    double ofB = part(near(b, a, within), tiled(a, within, from, to));
    return (ofA + ofB) / 2;
  }

  private static double part(double near, double tiled) {
    // Both are 1: as in the limit where all of the other's spikes are near.
    return near * tiled == 1 ? 1 : (near - tiled) / (1 - near * tiled);
  }

  /** The fraction of the spikes of one train that have one of the other near. */
  private static double near(double[] of, double[] others, double within) {
    int count = 0;
    int next = 0;
    for (double time : of) {
      while (next < others.length && others[next] < time - within) {
        next++;
      }
      count += next < others.length && others[next] <= time + within ? 1 : 0;
    }
    return count / (double) of.length;
  }

  /** The fraction of time near a spike. */
  private static double tiled(double[] times, double within, double from, double to) {
    double covered = 0;
    double end = from;
    for (double time : times) {
      double begin = Math.max(end, time - within);
      end = Math.max(end, Math.min(to, time + within));
      covered += Math.max(0, end - begin);
    }
    return covered / (to - from);
  }
}
