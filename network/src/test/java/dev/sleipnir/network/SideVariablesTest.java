package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.parallel.Parallel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is the same at all synapses of a neuron is kept once. Given as a list a parameter counts as
 * one that differs, so that every synapse has its own variables: both have to say the same.
 */
class SideVariablesTest {
  private static final String PAIR =
      """
      synapse pair
      parameters tau = 20, a = 0.05
      state w = 0.5, x = 0, y = 0
      dx/dt = -x / tau
      dy/dt = -y / tau
      on pre deliver w into g
      on pre x = x + a
      on pre w = clip(w - y, 0, 1)
      on post y = y + a
      on post w = clip(w + x, 0, 1)
      """;

  private static final String TRIPLET =
      """
      synapse triplet
      parameters tau = 15, a = 0.02
      state w = 0.5, r1 = 0.1, r2 = 0, o1 = 0, o2 = 0, seen = 0
      dr1/dt = -r1 / tau
      dr2/dt = -r2 / (5 * tau)
      do1/dt = -o1 / (2 * tau)
      do2/dt = -o2 / (7 * tau)
      on pre deliver w * (1 + r2) into g
      on pre w = clip(w - o1 * (a + 0.1 * r2), 0, 1)
      on pre r1 = r1 + 1
      on pre r2 = r2 + r1
      on post w = clip(w + r1 * (a + 0.1 * o2), 0, 1)
      on post o1 = o1 + 1
      on post o2 = o2 * a + 1
      on post seen = seen + w
      """;

  private static final String SHORT_TERM =
      """
      synapse tsodyks_markram
      parameters tau = 100, a = 0.2
      state w = 1, u = 0, x = 1
      du/dt = -u / tau
      dx/dt = (1 - x) / (2 * tau)
      on pre u = u + a * (1 - u)
      on pre deliver w * u * x into g
      on pre x = x * (1 - u)
      """;

  private static final String GATED =
      """
      synapse gated
      parameters tau = 30, a = 0.1
      state w = 0.3, x = 0, c = 0
      dx/dt = -x / tau
      on pre x = x + a * clip(w, 0, 0.5)
      on pre deliver x into g
      on post after back w = w + x - 0.1 * c
      on post c = c + a
      """;

  private static final int STEPS = 100;

  private record Outcome(List<float[]> values, List<float[]> sums) {}

  private static Outcome run(String text, int threads, boolean listed, int n, int m) {
    try (Parallel parallel = Parallel.of(threads)) {
      var net = new Network(0.5, 7, parallel);
      var from = net.poisson("from", n, 0.4);
      var to = net.poisson("to", m, 0.3);
      var target = net.population("sum", Neuron.parse("model sum\nstate g = 0\noutput g\n"), m);
      // One learns from spikes of both sides, one delivers: a source takes nothing.
      var learning = projection(net, from, to, text.replaceAll("on pre deliver .*\n", ""), listed);
      var delivering = projection(net, from, target, text, listed);
      net.runSteps(STEPS);
      List<float[]> values = new ArrayList<>(valuesOf(text, learning));
      values.addAll(valuesOf(text, delivering));
      return new Outcome(values, List.of(target.state("g")));
    }
  }

  private static Projection projection(
      Network net, Population from, Population to, String text, boolean listed) {
    var p =
        net.project(from, to)
            .connect(Connectivity.probability(0.7))
            .delay(1)
            .weight(Values.uniform(0.2, 0.8))
            .synapse(Synapse.parse(text));
    if (text.contains("after back")) {
      p.delay("back", Values.of(2.5));
    }
    double tau = 25;
    double a = 0.07;
    return listed
        ? p.set("tau", Values.function(_ -> tau)).set("a", Values.function(_ -> a))
        : p.set("tau", tau).set("a", a);
  }

  private static List<float[]> valuesOf(String text, Projection p) {
    String line = text.lines().filter(l -> l.startsWith("state")).findFirst().orElseThrow();
    return Arrays.stream(line.substring(6).split(", ", -1))
        .map(definition -> p.values(definition.split(" ", -1)[0]))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {PAIR, TRIPLET, SHORT_TERM, GATED})
  void variablesOfNeuronsAreThoseOfTheirSynapses(String text) {
    Outcome kept = run(text, 1, false, 40, 65);
    Outcome own = run(text, 1, true, 40, 65);
    assertEquals(own.values.size(), kept.values.size());
    for (int v = 0; v < own.values.size(); v++) {
      requireClose(own.values.get(v), kept.values.get(v), "variable " + v);
    }
    requireClose(own.sums.getFirst(), kept.sums.getFirst(), "sums");
  }

  private static void requireClose(float[] expected, float[] got, String what) {
    for (int k = 0; k < expected.length; k++) {
      assertEquals(expected[k], got[k], 2e-5f * (1 + Math.abs(expected[k])), what + " at " + k);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {PAIR, TRIPLET, SHORT_TERM, GATED})
  void bitsDoNotDependOnThreads(String text) {
    for (boolean listed : new boolean[] {false, true}) {
      Outcome one = run(text, 1, listed, 120, 130);
      for (int threads : new int[] {2, 3, 8}) {
        Outcome more = run(text, threads, listed, 120, 130);
        for (int v = 0; v < one.values.size(); v++) {
          assertArrayEquals(one.values.get(v), more.values.get(v), "variable " + v);
        }
        assertArrayEquals(one.sums.getFirst(), more.sums.getFirst(), "sums on " + threads);
      }
    }
  }

  /** What is the same for all may differ from some step on, and in what is restored. */
  @Test
  void variablesBecomeThoseOfSynapses(@TempDir Path folder) throws IOException {
    Path snapshot = folder.resolve("net.snapshot");
    var own = new Changed(true);
    var kept = new Changed(false);
    kept.net.runSteps(100);
    own.net.runSteps(100);
    kept.change();
    own.change();
    kept.net.runSteps(50);
    kept.net.store(snapshot);
    kept.net.runSteps(50);
    own.net.runSteps(100);
    for (String name : List.of("w", "x", "y")) {
      requireClose(own.p.values(name), kept.p.values(name), name);
    }
    var restored = new Changed(false);
    restored.net.restore(snapshot);
    restored.net.runSteps(50);
    for (String name : List.of("w", "x", "y")) {
      assertArrayEquals(kept.p.values(name), restored.p.values(name), name);
    }
    // And back: what was noted when neurons kept them.
    var early = new Changed(false);
    early.net.runSteps(30);
    early.net.store(snapshot);
    early.net.runSteps(20);
    kept.net.restore(snapshot);
    kept.net.runSteps(20);
    for (String name : List.of("w", "x", "y")) {
      assertArrayEquals(early.p.values(name), kept.p.values(name), name);
    }
  }

  private static final class Changed {
    final Network net = new Network(0.5, 3);
    final Projection p;

    Changed(boolean listed) {
      var from = net.poisson("from", 30, 0.2);
      var to = net.poisson("to", 20, 0.2);
      p = projection(net, from, to, PAIR.replace("on pre deliver w into g\n", ""), listed);
    }

    void change() {
      p.set("x", Values.function(s -> 0.01 * s));
      p.set("tau", Values.function(s -> 10 + s));
    }
  }
}
