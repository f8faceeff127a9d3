package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  private static final String LIF =
      """
      model lif
      parameters tau = 20, tau_s = 5, E_L = -49, v_th = -50, v_r = -60
      require tau > 0
      state v = E_L, g = 0
      dv/dt = (E_L - v + g) / tau : exact
      dg/dt = -g / tau_s : exact
      threshold v > v_th
      reset v = v_r
      refractory 5 holds v
      """;

  private static Network random(Parallel parallel, int size, double delay) {
    var net = new Network(0.1, 7, parallel);
    var e = net.population("e", Neuron.parse(LIF), size).set("v", Values.uniform(-60, -50));
    var i = net.population("i", Neuron.parse(LIF), size / 4).set("v", Values.uniform(-60, -50));
    net.project(e, e)
        .connect(Connectivity.probability(0.02))
        .delay(delay)
        .synapse(Synapse.into("g"))
        .weight(Values.uniform(0.5, 1));
    net.project(e, i).connect(Connectivity.inDegree(20)).synapse(Synapse.into("v")).weight(0.4);
    net.project(i, e).connect(Connectivity.outDegree(20)).synapse(Synapse.into("g")).weight(-9);
    return net;
  }

  private static List<Object> bits(int threads, int size) {
    try (var parallel = Parallel.of(threads)) {
      Network net = random(parallel, size, 1.5);
      var of = new ArrayList<>();
      var populations =
          List.of(net.population("more", Neuron.parse(LIF), 65), net.poisson("noise", 200, 0.01));
      net.project(populations.get(1), populations.get(0))
          .connect(Connectivity.allToAll())
          .synapse(Synapse.into("g"));
      var spikes = net.record(populations.get(0)).spikes();
      net.run(50);
      of.add(List.of(spikes.count(), java.util.Arrays.hashCode(spikes.neurons())));
      of.add(java.util.Arrays.hashCode(populations.get(0).state("v")));
      return of;
    }
  }

  @Test
  void threadsChangeNoBit() {
    List<Object> one = bits(1, 18_000);
    assertEquals(one, bits(2, 18_000));
    assertEquals(one, bits(3, 18_000));
  }

  /** The equations by a plain loop, in double precision, with the order of a step. */
  @Test
  void aNetworkIsItsDefinition() {
    int n = 65;
    double dt = 0.1;
    int[] pre = new int[900];
    int[] post = new int[900];
    double[] w = new double[900];
    double[] delay = new double[900];
    var random = new SplittableRandom(3);
    for (int s = 0; s < pre.length; s++) {
      pre[s] = random.nextInt(n);
      post[s] = random.nextInt(n);
      w[s] = random.nextInt(-8, 9) / 16.0;
      delay[s] = random.nextInt(0, 7) * dt;
    }
    double[] start = random.doubles(n, -60, -50).toArray();
    var net = new Network(dt, 1);
    var neurons = net.population("n", Neuron.parse(LIF), n).set("v", Values.of(start));
    neurons.set("E_L", Values.function(i -> -42 - i % 3 * 0.25));
    net.project(neurons, neurons)
        .connect(Connectivity.pairs(pre, post))
        .delay(Values.of(delay))
        .synapse(Synapse.into("g"))
        .weight(Values.of(w));
    var spikes = net.record(neurons).spikes();
    int steps = 600;
    net.runSteps(steps);

    double[] v = start.clone();
    double[] g = new double[n];
    long[] last = new long[n];
    java.util.Arrays.fill(last, -1000);
    double[][] arriving = new double[steps + 10][n];
    var expected = new ArrayList<String>();
    for (int t = 0; t < steps; t++) {
      var fired = new ArrayList<Integer>();
      for (int i = 0; i < n; i++) {
        double e = -42 - i % 3 * 0.25;
        if (t - last[i] >= 50) {
          // v' = (e - v + g) / 20, g' = -g / 5, solved.
          double c = g[i] / 20 / (1. / 20 - 1. / 5);
          v[i] = e + c * Math.exp(-dt / 5) + (v[i] - e - c) * Math.exp(-dt / 20);
        }
        g[i] *= Math.exp(-dt / 5);
        if (v[i] > -50 && t - last[i] >= 50) {
          fired.add(i);
          last[i] = t;
          expected.add(t + ":" + i);
        }
      }
      for (int i : fired) {
        for (int s = 0; s < pre.length; s++) {
          if (pre[s] == i) {
            arriving[t + (int) Math.round(delay[s] / dt)][post[s]] += w[s];
          }
        }
      }
      for (int i = 0; i < n; i++) {
        g[i] += arriving[t][i];
      }
      fired.forEach(i -> v[i] = -60);
    }
    var got = new ArrayList<String>();
    for (int s = 0; s < spikes.count(); s++) {
      got.add(spikes.steps()[s] + ":" + spikes.neurons()[s]);
    }
    assertTrue(expected.size() > 100, "spikes");
    assertEquals(expected, got);
    for (int i = 0; i < n; i++) {
      assertEquals(v[i], neurons.state("v")[i], 1e-3);
      assertEquals(g[i], neurons.state("g")[i], 1e-4);
    }
  }

  @Test
  void aStepAllocatesNothing() {
    Network net = random(Parallel.common(), 400, 1.5);
    net.runSteps(3000);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = Long.MAX_VALUE;
    for (int window = 0; window < 5; window++) {
      // The lists of spikes on their way may still grow now and then.
      long before = threads.getCurrentThreadAllocatedBytes();
      net.runSteps(400);
      bytes = Math.min(bytes, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, bytes, "bytes in 400 steps");
  }

  @Test
  void inputsAndTimeAndPlace() {
    var net = new Network(0.5, 1);
    var neurons =
        net.population(
            "n",
            Neuron.parse(
                """
                model m
                state v = 0
                input x, y, t, i
                dv/dt = x + y + t + 100 * i
                output v
                """),
            3);
    neurons.input("x", 0, Values.of(1)).input("x", 2, Values.of(2, 3, 4));
    var source = net.spikes("s", 1, new long[] {1, 3}, new int[] {0, 0});
    net.project(source, neurons)
        .connect(Connectivity.allToAll())
        .delay(0.5)
        .synapse(Synapse.into("y"))
        .weight(8);
    var v = net.record(neurons, 1, 2).state("v", 1);
    net.run(3);
    // Steps 0, 1: x = 1; then 2, 3, 4. y = 8 in steps 3 and 5: sent in 1 and 3, there in 2 and 4.
    double sum = 0.5 * (1 + 1 + 4 * 2) + 0.5 * (8 + 8) + 0.5 * (0 + 0.5 + 1 + 1.5 + 2 + 2.5);
    assertArrayEquals(
        new float[] {(float) sum, (float) (sum + 2 + 300), (float) (sum + 4 + 600)},
        neurons.state("v"));
    assertArrayEquals(new long[] {0, 2, 4}, v.steps());
    assertEquals(0, v.values(0)[0]);
    assertEquals(0.5 * (1 + 100) + 0.5 * (1 + 0.5 + 100), v.values(0)[1]);
  }

  @Test
  void spikesAreGivenNeuronByNeuron() {
    var net = new Network(1, 1);
    var one = net.spikes("one", 3, new long[] {1, 3, 0}, new int[] {0, 0, 2});
    var other = net.spikes("other", new long[] {3, 1}, new long[0], new long[] {0});
    var spikes = List.of(net.record(one).spikes(), net.record(other).spikes());
    net.run(5);
    for (var recorded : spikes) {
      assertArrayEquals(new long[] {0, 1, 3}, recorded.steps());
      assertArrayEquals(new int[] {2, 0, 0}, recorded.neurons());
    }
    assertEquals(3, other.size());
  }

  @Test
  void noiseHasItsVariance() {
    var net = new Network(0.1, 5);
    var neurons =
        net.population(
            "n",
            Neuron.parse(
                "model ou\nstate x = 0\ninput xi\ndx/dt = -x / 2 + 3 * xi : exact\noutput x\n"),
            20_001);
    net.run(12);
    double sum = 0;
    double squares = 0;
    for (float x : neurons.state("x")) {
      sum += x;
      squares += x * x;
    }
    assertEquals(0, sum / 20_001, 0.1);
    assertEquals(9, squares / 20_001, 0.3); // sigma^2 tau / 2, and little more for the time step
  }

  @Test
  void ratesAreCounted() {
    var net = new Network(1e-4, 2);
    var source = net.poisson("p", 1000, 20);
    var rate = net.record(source).rate(0.1);
    net.run(0.55);
    assertEquals(5, rate.rates().length);
    for (double r : rate.rates()) {
      assertEquals(20, r, 2);
    }
  }

  @Test
  void poissonNeuronsHaveRatesOfTheirOwn() {
    var net = new Network(0.5, 2);
    var source = net.poisson("p", 4, 0);
    var spikes = net.record(source).spikes();
    net.run(100);
    assertEquals(0, spikes.count());
    source.set("rate", Values.of(0.2, 0, 0.02, 0.2));
    net.run(50_000);
    int[] counts = new int[4];
    for (int neuron : spikes.neurons()) {
      counts[neuron]++;
    }
    // A step of 0.5 has a spike or none.
    assertEquals(100_000 * (1 - Math.exp(-0.1)), counts[0], 400);
    assertEquals(0, counts[1]);
    assertEquals(100_000 * (1 - Math.exp(-0.01)), counts[2], 130);
    assertEquals(100_000 * (1 - Math.exp(-0.1)), counts[3], 400);
    source.set("rate", 0);
    spikes.clear();
    net.run(100);
    assertEquals(0, spikes.count());
    refuse("p: rate: expected a number >= 0, got -1.0", () -> source.set("rate", -1));
    refuse("p: expected neurons, got a source of spikes", () -> source.set("v", 1));
  }

  @Test
  void truncatedNormalsAreDrawnAgain() {
    double[] values = Values.truncatedNormal(1, 1, 0, 9).draw(20_000, new RandomStream(3));
    double sum = 0;
    for (double value : values) {
      assertTrue(value > 0 && value < 9, String.valueOf(value));
      sum += value;
    }
    // 1 + phi(1) / Phi(1)
    assertEquals(1 + 0.24197 / 0.84134, sum / values.length, 0.02);
    assertArrayEquals(
        new double[] {2, 2}, Values.truncatedNormal(2, 0, 1, 3).draw(2, new RandomStream(3)));
    refuse(
        "truncated normal: expected a finite mean between the least and the greatest value, got 4.0"
            + " between 1.0 and 3.0",
        () -> Values.truncatedNormal(4, 1, 1, 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"euler", "rk2", "rk4"})
  void unstableMethodsAreRefused(String method) {
    var text =
        "model m\nparameters tau = 0.03\nstate v = 0\ndv/dt = -v / tau : " + method + "\noutput v";
    var net = new Network(0.1, 1);
    net.population("n", Neuron.parse(text), 1);
    var error = assertThrows(IllegalArgumentException.class, () -> net.run(1));
    assertTrue(
        String.valueOf(error.getMessage())
            .startsWith("n: m: " + method + " of v is unstable: expected a time step"),
        String.valueOf(error.getMessage()));
    assertEquals(0, net.step());
  }

  private static void refuse(String message, Runnable action) {
    var error = assertThrows(RuntimeException.class, action::run);
    assertEquals(message, String.valueOf(error.getMessage()));
  }

  @Test
  void badInputIsRefused() {
    var net = new Network(0.1, 1);
    var n = net.population("n", Neuron.parse(LIF), 10);
    var s = net.spikes("s", 2, new long[] {1}, new int[] {1});
    refuse(
        "population: expected a new name, got 'n' a second time",
        () -> net.population("n", Neuron.parse(LIF), 10));
    refuse(
        "n: expected one of the parameters [tau, tau_s, E_L, v_th, v_r] or the state variables [v,"
            + " g], got 'tua'",
        () -> n.set("tua", 1));
    refuse("n: expected a finite v, got NaN at neuron 0", () -> n.set("v", Double.NaN));
    refuse(
        "n: v: values: expected 10 values, one for each, got 2", () -> n.set("v", Values.of(1, 2)));
    refuse("s: expected neurons, got a source of spikes", () -> s.set("v", 1));
    refuse(
        "u: expected steps from 0 and neurons from 0 to 1, got step 3, neuron 2",
        () -> net.spikes("u", 2, new long[] {3}, new int[] {2}));
    refuse(
        "u: expected each neuron at most once a step, got 0 twice in step 3",
        () -> net.spikes("u", 2, new long[] {3, 3}, new int[] {0, 0}));
    refuse("size of u: expected at least 1, got 0", () -> net.spikes("u"));
    refuse(
        "u: expected each neuron at most once a step, got 1 twice in step 3",
        () -> net.spikes("u", new long[] {3}, new long[] {3, 3}));
    refuse("n: expected neurons from 0 to 9, got 10", () -> net.record(n, 10));
    refuse(
        "probability: expected a number from 0 to 1, got 1.5", () -> Connectivity.probability(1.5));
    var p = net.project(s, n);
    refuse("s to n: expected connect(...) before the network runs, got none", () -> net.run(1));
    p.connect(Connectivity.allToAll());
    refuse("s to n: expected synapse(...) before the network runs, got none", () -> net.run(1));
    p.synapse(Synapse.into("gee"));
    refuse(
        "s to n: n: expected one of the inputs [] or the state variables [v, g], got 'gee'",
        () -> net.run(1));
    p.synapse(Synapse.into("g")).delay(-1);
    refuse("s to n: expected delays of 0 to 65535 steps of 0.1, got -1.0", () -> net.run(1));
    p.delay(0).weight(Double.NaN);
    refuse("s to n: expected a finite weight, got NaN at synapse 0", () -> net.run(1));
    p.weight(1).connect(Connectivity.pairs(new int[] {2}, new int[] {0}));
    refuse("s to n: expected neurons from 0 to 1 and from 0 to 9, got 2 to 0", () -> net.run(1));
    p.connect(Connectivity.allToAll());
    n.set("tau", -1);
    refuse("n: lif: expected tau > 0, got tau = -1.0 at 0", () -> net.run(1));
    assertEquals(0, net.step());
    n.set("tau", 1);
    net.run(1);
    assertEquals(10, net.step());
    assertEquals(20, p.size());
    refuse("s to n: expected to be told before the first step", () -> p.delay(2));
  }
}
