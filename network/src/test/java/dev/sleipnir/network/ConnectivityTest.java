package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConnectivityTest {
  private record Pair(int pre, int post) {}

  private static List<Pair> of(Connectivity rule, int pre, int post) {
    List<Pair> pairs = new ArrayList<>();
    rule.connect(pre, post, new RandomStream(3), (i, j) -> pairs.add(new Pair(i, j)));
    return pairs;
  }

  private static List<Pair> inParts(Connectivity rule, int pre, int post, int parts) {
    List<Pair> pairs = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      rule.connectPart(
          pre, post, new RandomStream(3), part, parts, (i, j) -> pairs.add(new Pair(i, j)));
    }
    return pairs;
  }

  private static List<Connectivity> rules(int pre, int post) {
    Positions from = Positions.ring(pre, 1);
    Positions to = Positions.ring(post, 1);
    return List.of(
        Connectivity.allToAll(),
        Connectivity.probability(0.2),
        Connectivity.probability(1),
        Connectivity.probability(0),
        Connectivity.inDegree(3),
        Connectivity.outDegree(3),
        Connectivity.fixedTotal(40),
        Connectivity.distance(from, to, Profile.gaussian(0.9, 0.1)),
        Connectivity.pairs(new int[] {0, 0, 0}, new int[] {0, 0, 0}),
        (_, _, random, into) -> into.add(0, random.nextInt(post)));
  }

  @Test
  void partsAreTheWhole() {
    for (int[] size : new int[][] {{1, 1}, {65, 9}, {9, 65}}) {
      for (Connectivity rule : rules(size[0], size[1])) {
        for (Connectivity one : List.of(rule, rule.withoutAutapses())) {
          if (size[0] == 1 && (one instanceof Degree || one instanceof FixedTotal)) {
            continue; // no partner
          }
          List<Pair> whole = of(one, size[0], size[1]);
          for (int parts : new int[] {1, 2, 7, 100}) {
            assertEquals(whole, inParts(one, size[0], size[1], parts), one + " in " + parts);
          }
        }
      }
    }
  }

  @Test
  void autapsesAndMultapsesCanBeLeftOut() {
    for (Connectivity rule : rules(20, 20)) {
      List<Pair> apart = of(rule.withoutAutapses(), 20, 20);
      assertTrue(apart.stream().noneMatch(p -> p.pre == p.post), rule.toString());
      List<Pair> once = of(rule.withoutMultapses(), 20, 20);
      assertEquals(once.size(), new HashSet<>(once).size(), rule.toString());
      List<Pair> both = of(rule.withoutAutapses().withoutMultapses(), 20, 20);
      assertEquals(both, of(rule.withoutMultapses().withoutAutapses(), 20, 20));
      assertEquals(both.size(), new HashSet<>(both).size(), rule.toString());
      assertTrue(both.stream().noneMatch(p -> p.pre == p.post), rule.toString());
    }
  }

  @Test
  void degreesAndTotalsStay() {
    for (Connectivity rule :
        List.of(
            Connectivity.inDegree(19),
            Connectivity.inDegree(19).withoutMultapses(),
            Connectivity.inDegree(19).withoutMultapses().withoutAutapses())) {
      Map<Integer, Long> of =
          of(rule, 20, 30).stream()
              .collect(Collectors.groupingBy(p -> p.post, Collectors.counting()));
      assertEquals(30, of.size());
      assertTrue(of.values().stream().allMatch(n -> n == 19), rule.toString());
    }
    Connectivity out = Connectivity.outDegree(5).withoutMultapses().withoutAutapses();
    assertTrue(
        of(out, 30, 6).stream()
            .collect(Collectors.groupingBy(p -> p.pre, Collectors.counting()))
            .values()
            .stream()
            .allMatch(n -> n == 5));
    for (long total : new long[] {0, 1, 599, 1000}) {
      assertEquals(total, of(Connectivity.fixedTotal(total), 20, 30).size());
    }
    // All pairs there are.
    assertEquals(
        600, new HashSet<>(of(Connectivity.fixedTotal(600).withoutMultapses(), 20, 30)).size());
    Connectivity all = Connectivity.fixedTotal(580).withoutMultapses().withoutAutapses();
    assertEquals(580, new HashSet<>(of(all, 20, 30)).size());
  }

  @Test
  void totalsAreDrawnEvenly() {
    int[] seen = new int[12];
    for (int seed = 0; seed < 3000; seed++) {
      Connectivity.fixedTotal(5)
          .withoutMultapses()
          .connect(3, 4, new RandomStream(seed), (i, j) -> seen[4 * i + j]++);
    }
    for (int pair = 0; pair < 12; pair++) {
      assertEquals(1250, seen[pair], 4.5 * Math.sqrt(1250 * 7 / 12.0), "pair " + pair);
    }
  }

  @Test
  void probabilitiesFollowDistance() {
    int n = 400;
    Positions ring = Positions.ring(n, 1);
    int[] seen = new int[n / 2 + 1];
    for (Pair p : of(Connectivity.distance(ring, ring, Profile.exponential(0.8, 0.1)), n, n)) {
      int apart = Math.abs(p.pre - p.post);
      seen[Math.min(apart, n - apart)]++;
    }
    for (int d = 1; d < n / 2; d += 20) {
      double p = 0.8 * Math.exp(-(double) d / n / 0.1);
      assertEquals(2 * n * p, seen[d], 4.5 * Math.sqrt(2 * n * p * (1 - p)) + 1, "distance " + d);
    }
    Positions grid = Positions.grid(3, 4, 3, 4);
    assertEquals(12, grid.size());
    assertEquals(Math.hypot(2, 3), grid.distance(0, grid, 11), 1e-12);
    assertEquals(Math.hypot(1, 1), grid.periodic().distance(0, grid, 11), 1e-12);
    assertEquals(3, Positions.line(4, 4).distance(3, Positions.line(4, 4), 0), 1e-12);
    Positions anywhere = Positions.of(new double[] {0, 3}, new double[] {0, 4});
    assertEquals(5, anywhere.distance(0, anywhere, 1), 1e-12);
    assertEquals(0, Profile.within(Profile.linear(1, 2), 3).applyAsDouble(3.5));
    assertEquals(7, Profile.within(Profile.linear(1, 2), 3).applyAsDouble(3));
  }

  private static final Neuron SUM =
      Neuron.parse("model sum\nstate v = 0\ninput x\nv = v + x\nthreshold v > 1e9\n");

  private record Made(Network net, Projection p) {}

  private static Made between(int n, Parallel parallel) {
    var net = new Network(1, 5, parallel);
    var a = net.poisson("a", n, 0.1);
    var b = net.population("b", SUM, n);
    return new Made(net, net.project(a, b).synapse(Synapse.into("x")));
  }

  @Test
  void valuesAreInTheOrderOfTheRule() {
    int n = 50;
    Positions line = Positions.line(n, n);
    for (Connectivity rule : rules(n, n)) {
      List<Float> expected = new ArrayList<>();
      Connectivity listening =
          (pre, post, random, into) -> {
            expected.clear();
            rule.connect(
                pre,
                post,
                random,
                (i, j) -> {
                  expected.add((float) Math.abs(i - j));
                  into.add(i, j);
                });
          };
      Made made = between(n, Parallel.of(1));
      made.p
          .connect(listening)
          .delay(Values.ofDistance(line, line, Profile.linear(1, 0.5)))
          .weight(Values.ofDistance(line, line, d -> d));
      made.net.run(1);
      float[] w = made.p.values("w");
      assertEquals(expected.size(), w.length);
      for (int s = 0; s < w.length; s++) {
        assertEquals(expected.get(s), w[s], "synapse " + s);
      }
    }
    Made drawn = between(n, Parallel.of(1));
    drawn.p.connect(Connectivity.outDegree(4)).weight(Values.uniform(0, 1));
    drawn.net.run(1);
    Made same = between(n, Parallel.of(2));
    same.p.connect(Connectivity.inDegree(4)).weight(Values.uniform(0, 1));
    same.net.run(1);
    // A weight follows from the index of its synapse alone.
    assertArrayEquals(same.p.values("w"), drawn.p.values("w"));
  }

  /** Before the first step and after it, where one weight for all becomes one for each. */
  @Test
  void weightsAreFunctionsOfTheirNeurons() {
    float[] expected = {0, 1, 2, 10, 11, 12, 20, 21, 22};
    Values of = Values.function((pre, post) -> 10 * pre + post);
    for (boolean later : new boolean[] {false, true}) {
      Made made = between(3, Parallel.of(2));
      made.p.connect(Connectivity.allToAll()).weight(later ? Values.of(7) : of);
      made.net.runSteps(0);
      if (later) {
        made.p.weight(of);
      }
      assertArrayEquals(expected, made.p.values("w"));
    }
    var b = new Network(1, 1).population("b", SUM, 3);
    var error = assertThrows(IllegalArgumentException.class, () -> b.set("v", of));
    assertTrue(
        String.valueOf(error.getMessage())
            .contains("values of pairs: expected synapses, which have two neurons, got neurons"),
        error.getMessage());
  }

  private static float[] run(int threads) {
    try (var parallel = Parallel.of(threads)) {
      var net = new Network(1, 5, parallel);
      Neuron neuron =
          Neuron.parse(
              """
              model leaky
              state v = 0
              input x
              dv/dt = -v / 20 : exact
              threshold v > 15
              reset v = 0
              refractory 3 holds v
              """);
      var a = net.population("a", neuron, 1500).set("v", Values.uniform(0, 15));
      var b = net.population("b", neuron, 333);
      var random = Connectivity.outDegree(200);
      for (var from : List.of(a, b)) {
        for (var to : List.of(a, b)) {
          net.project(from, to)
              .connect(random)
              .delay(Values.uniform(0, 5))
              .synapse(Synapse.into("v"))
              .weight(from == a ? Values.uniform(0, 0.1) : Values.of(-0.2));
        }
        net.poissonInput(from, "v", 100, 0.05, 0.3);
      }
      net.project(a, b).connect(random).delay(2).synapse(Synapse.into("x"));
      net.run(60);
      float[] v = Arrays.copyOf(a.state("v"), 1833);
      System.arraycopy(b.state("v"), 0, v, 1500, 333);
      return v;
    }
  }

  @Test
  void deliveriesAreTheSameOnAnyNumberOfThreads() {
    float[] expected = run(1);
    for (int threads : new int[] {2, 3, 8}) {
      assertArrayEquals(expected, run(threads), threads + " threads");
    }
  }

  private static void assertRejected(
      String message, Connectivity rule, Values delay, Values weight) {
    Made made = between(10, Parallel.of(2));
    made.p.connect(rule).delay(delay).weight(weight);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> made.net.run(5));
    assertEquals("a to b: " + message, String.valueOf(e.getMessage()));
    // Nothing has changed: it can be told again, and runs.
    made.p.connect(Connectivity.oneToOne()).delay(1).weight(1);
    made.net.run(5);
    assertEquals(10, made.p.size());
  }

  @Test
  void rejectsWhatCannotBe() {
    Values one = Values.of(1);
    Connectivity all = Connectivity.allToAll();
    assertRejected(
        "in-degree: expected at most the 10 sources there are, without multapses, got 11",
        Connectivity.inDegree(11).withoutMultapses(),
        one,
        one);
    assertRejected(
        "out-degree: expected at most the 9 targets there are, without multapses, got 10",
        Connectivity.outDegree(10).withoutMultapses().withoutAutapses(),
        one,
        one);
    assertRejected(
        "fixed total: expected at most the 100 pairs there are, without multapses, got 101",
        Connectivity.fixedTotal(101).withoutMultapses(),
        one,
        one);
    assertRejected(
        "expected neurons from 0 to 9 and from 0 to 9, got 3 to 10",
        Connectivity.pairs(new int[] {3}, new int[] {10}),
        one,
        one);
    assertRejected(
        "expected a finite weight, got NaN at synapse 0", all, one, Values.of(Double.NaN));
    assertRejected(
        "expected a finite weight, got Infinity at synapse 7",
        all,
        one,
        Values.function(s -> s == 7 ? 1e300 * 1e300 : 1));
    assertRejected("expected delays of 0 to 65535 steps of 1.0, got -1.0", all, Values.of(-1), one);
    assertRejected(
        "expected delays of 0 to 65535 steps of 1.0, got NaN", all, Values.of(Double.NaN), one);
    assertRejected(
        "expected delays of 0 to 65535 steps of 1.0, got 65536.0",
        all,
        Values.function(s -> s == 0 ? 65536 : 1),
        one);
    assertRejected(
        "weight: values: expected 100 values, one for each, got 2", all, one, Values.of(1, 2));
    Positions five = Positions.line(5, 1);
    assertRejected(
        "positions: expected those of 10 neurons that send and 10 that receive, got 5 and 5",
        Connectivity.distance(five, five, d -> 0.5),
        one,
        one);
    Positions ten = Positions.line(10, 10);
    assertRejected(
        "probability: expected 0 to 1, got 1.5 at distance 0.0",
        Connectivity.distance(ten, ten, d -> 1.5),
        one,
        one);
  }

  @Test
  void rejectsBadArgumentsAtOnce() {
    assertThrows(IllegalArgumentException.class, () -> Connectivity.probability(1.01));
    assertThrows(IllegalArgumentException.class, () -> Connectivity.probability(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Connectivity.inDegree(-1));
    assertThrows(IllegalArgumentException.class, () -> Connectivity.fixedTotal(-1));
    assertThrows(IllegalArgumentException.class, () -> Positions.line(0, 1));
    assertThrows(IllegalArgumentException.class, () -> Positions.ring(5, -1));
    assertThrows(IllegalArgumentException.class, () -> Positions.of(new double[] {Double.NaN}));
    assertThrows(IllegalStateException.class, () -> Positions.of(new double[] {1, 2}).periodic());
    assertThrows(IllegalArgumentException.class, () -> Profile.gaussian(1, 0));
    var net = new Network(1, 1);
    var b = net.population("b", SUM, 3);
    Positions three = Positions.line(3, 1);
    assertThrows(
        IllegalArgumentException.class, () -> b.set("v", Values.ofDistance(three, three, d -> d)));
  }
}
