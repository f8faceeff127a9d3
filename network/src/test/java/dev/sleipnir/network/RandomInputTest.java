package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
