package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.random.RandomStream;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chance: numbers of spikes, and subsets of sources. */
class RandomInputTest {
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

  /** Of more neurons than a piece of work has, and an odd number. */
  @Test
  void noiseIsDrawnByAllThreads() {
    int n = 4999;
    float[] sums = new float[n];
    float[] heads = new float[n];
    float[] drawn = new float[n];
    var stream = new RandomStream(4).split("population").split("n").split("xi");
    for (int step = 0; step < 3; step++) {
      Philox.normal(stream.seed(), stream.stream(), (long) step * n, 0, 2, drawn, 0, n);
      for (int i = 0; i < n; i++) {
        sums[i] = (float) (sums[i] + 0.25 * drawn[i]);
      }
      RandomStream coins = stream.split("bernoulli").split(0);
      Philox.uniform(coins.seed(), coins.stream(), (long) step * n, drawn, 0, n);
      for (int i = 0; i < n; i++) {
        heads[i] += drawn[i] < 0.5f ? 1 : 0;
      }
    }
    for (int threads : new int[] {1, 2, 3, 8}) {
      try (Parallel parallel = Parallel.of(threads)) {
        var net = new Network(0.25, 4, parallel);
        String text = "model m\nstate g = 0, c = 0\ninput xi\ndg/dt = xi\nc = c + bernoulli(0.5)";
        var noisy = net.population("n", text + "\noutput g", n);
        net.runSteps(3);
        assertArrayEquals(sums, noisy.state("g"), 1e-6f);
        assertArrayEquals(heads, noisy.state("c"));
      }
    }
  }

  @Test
  void inDegreesWithoutMultapses() {
    int n = 40;
    int[] of = new int[n];
    boolean[] anyFrom = new boolean[n];
    var seen = new BitSet();
    Connectivity.inDegree(39)
        .withoutMultapses()
        .withoutAutapses()
        .connect(
            n,
            n,
            new RandomStream(1),
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
    net.project(a, a)
        .connect(Connectivity.inDegree(10).withoutMultapses().withoutAutapses())
        .synapse(Synapse.into("g"));
    var error = assertThrows(IllegalArgumentException.class, () -> net.run(1));
    assertEquals(
        "a to a: in-degree: expected at most the 9 sources there are, without multapses, got 10",
        error.getMessage());
  }

  /** Each source is as likely as another. */
  @Test
  void subsetsAreFair() {
    int[] count = new int[10];
    Connectivity.inDegree(3)
        .withoutMultapses()
        .connect(10, 20_000, new dev.sleipnir.kernels.random.RandomStream(2), (i, j) -> count[i]++);
    for (int c : count) {
      assertEquals(6000, c, 400);
    }
  }
}
