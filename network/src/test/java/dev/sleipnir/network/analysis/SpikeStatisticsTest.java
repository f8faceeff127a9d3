package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpikeStatisticsTest {
  /** Neuron 0 at 2, 4, 6, 10, 12 (window from 2 to 12), neuron 1 at 3 and 5, neuron 2 never. */
  private static SpikeStatistics few() {
    return new SpikeStatistics(
        new long[] {1, 2, 3, 4, 5, 6, 10, 12}, new int[] {0, 0, 1, 0, 1, 0, 0, 0}, 3, 0.5, 2, 12);
  }

  @Test
  void byHand() {
    SpikeStatistics few = few();
    assertEquals(6 / (3 * 5.0), few.rate());
    // Intervals 2, 2, 4 and 2.
    assertEquals(0.5 * 10 / 4.0, few.meanInterval());
    double mean = 8 / 3.0;
    double deviation = Math.sqrt(((2 - mean) * (2 - mean) * 2 + (4 - mean) * (4 - mean)) / 3);
    assertArrayEquals(new double[] {deviation / mean}, few.cvOfIntervals(4), 1e-12);
    assertEquals(2, few.cvOfIntervals(2).length);
    assertArrayEquals(new double[] {2, 2, 1, 0, 1}, few.counts(1));
    // Counts of bins of 5 steps: 3, 1 and 2, 0.
    assertArrayEquals(new double[] {1}, few.correlations(new int[] {0, 1, 2}, 2.5), 1e-12);
    assertThrows(IllegalArgumentException.class, () -> few.spectrum(1, 6));
  }

  /** A rhythm of 8 bins in windows of 64: the power is at 1 / 8. */
  @Test
  void aRhythmIsFound() {
    int n = 512;
    long[] steps = new long[n];
    Arrays.setAll(steps, k -> k / 2 * 2 % 8 < 4 ? k / 8 * 8L : k / 8 * 8L + 1);
    Arrays.sort(steps);
    double[] power = new SpikeStatistics(steps, new int[n], 1, 1, 0, n).spectrum(1, 64);
    int best = 0;
    for (int f = 0; f < power.length; f++) {
      best = power[f] > power[best] ? f : best;
    }
    assertEquals(33, power.length);
    assertEquals(0, best % 8, "a multiple of the rhythm");
    assertEquals(0, power[4], 1e-9 * power[8]);
  }

  @ParameterizedTest
  @CsvSource({"0.7, 1", "3, 2.5", "40, -1"})
  void poissonInputsHaveTheirMeanAndVariance(double mean, float weight) {
    var net = new Network(0.1, 4);
    int n = 5001;
    var to = net.population("n", Neuron.parse("model m\nstate g = 0\noutput g"), n);
    net.poissonInput(to, "g", 10, mean, weight);
    int steps = 20;
    net.runSteps(steps);
    double sum = 0;
    double squares = 0;
    for (float g : to.state("g")) {
      sum += g / weight;
      squares += (g / weight) * (g / weight);
    }
    double all = mean * steps;
    assertEquals(all, sum / n, 5 * Math.sqrt(all / n));
    assertEquals(all, squares / n - sum / n * sum / n, 0.1 * all);
  }

  @Test
  void inDegreesWithoutMultapses() {
    int n = 40;
    int[] of = new int[n];
    boolean[] anyFrom = new boolean[n];
    var seen = new BitSet();
    Connectivity.inDegree(39, false, false)
        .connect(
            n,
            n,
            new dev.sleipnir.kernels.random.RandomStream(1),
            (i, j) -> {
              assertTrue(i != j);
              assertTrue(!seen.get(i * n + j), "a pair twice");
              seen.set(i * n + j);
              of[j]++;
              anyFrom[i] = true;
            });
    for (int j = 0; j < n; j++) {
      assertEquals(39, of[j]);
      assertTrue(anyFrom[j]);
    }
    var net = new Network(1, 1);
    var a = net.population("a", Neuron.parse("model m\nstate g = 0\noutput g"), 10);
    net.project(a, a).connect(Connectivity.inDegree(10, false, false)).synapse(Synapse.into("g"));
    var error = assertThrows(IllegalArgumentException.class, () -> net.run(1));
    assertEquals(
        "in-degree: expected at most the 9 sources there are, without multapses, got 10",
        error.getMessage());
  }

  /** Each source is as likely as another. */
  @Test
  void subsetsAreFair() {
    int[] count = new int[10];
    Connectivity.inDegree(3, false, true)
        .connect(10, 20_000, new dev.sleipnir.kernels.random.RandomStream(2), (i, j) -> count[i]++);
    for (int c : count) {
      assertEquals(6000, c, 400);
    }
  }
}
