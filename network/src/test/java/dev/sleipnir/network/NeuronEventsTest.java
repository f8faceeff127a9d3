package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events other than spikes: against a plain loop, and as what a projection sends. */
class NeuronEventsTest {
  private static final String TEXT =
      """
      model ramp
      parameters up = 0.05, high = 0.5
      state v = 0, before = 0, n = 0, m = 0, seen = 0
      before = v
      dv/dt = up : euler
      threshold v > 1
      event crossed when v > high and not (before > high)
      event low when v < 0.25
      reset v = 0, seen = seen + 8
      refractory 3 holds v
      on crossed n = n + 1, v = v + 0.0078125
      on low m = m + v
      on low seen = seen + 1
      """;

  private static final String SINK =
      """
      model sink
      state g = 0
      dg/dt = 0 * g : exact
      output g
      """;

  private static final int STEPS = 60;
  private static final int DELAY = 2;

  /** Numbers that are added up without rounding. */
  private static float up(int i) {
    return (2 + i % 11) / 64f;
  }

  private static float first(int i) {
    return i % 16 / 64f;
  }

  private static Network network(int size, Parallel parallel) {
    var net = new Network(1, 3, parallel);
    var ramps =
        net.population("ramps", TEXT, size)
            .set("up", Values.function(NeuronEventsTest::up))
            .set("v", Values.function(NeuronEventsTest::first));
    net.project(ramps.event("crossed"), net.population("sink", SINK, size))
        .connect(Connectivity.oneToOne())
        .delay(DELAY)
        .synapse(Synapse.into("g"));
    // A text's pathway carries the same events, and reads the neuron that sends.
    net.project(ramps.event("low"), net.population("sum", SINK, 1))
        .connect(Connectivity.allToAll())
        .synapse(Synapse.parse("synapse seen\non pre deliver v_pre into g"));
    return net;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "65, 2", "300, 3", "5000, 8"})
  void happenAsInAPlainLoop(int size, int threads) {
    float[] n = new float[size];
    float[] m = new float[size];
    float[] seen = new float[size];
    float[] v = new float[size];
    float[] sink = new float[size];
    float sum = 0;
    int[] refractory = new int[size];
    List<Long> steps = new ArrayList<>();
    List<Integer> neurons = new ArrayList<>();
    int low = 0;
    int spikes = 0;
    for (int i = 0; i < size; i++) {
      v[i] = first(i);
    }
    for (int t = 0; t < STEPS; t++) {
      for (int i = 0; i < size; i++) {
        float before = v[i];
        refractory[i] = Math.max(0, refractory[i] - 1);
        if (refractory[i] == 0) {
          v[i] += up(i);
        }
        boolean spike = refractory[i] == 0 && v[i] > 1;
        boolean crosses = v[i] > 0.5f && !(before > 0.5f);
        boolean isLow = v[i] < 0.25f;
        if (isLow) {
          sum += v[i]; // before the reset
          low++;
        }
        if (spike) {
          spikes++;
          refractory[i] = 3;
          v[i] = 0;
          seen[i] += 8;
        }
        if (crosses) {
          steps.add((long) t);
          neurons.add(i);
          sink[i] += t + DELAY < STEPS ? 1 : 0;
          n[i]++;
          v[i] += 0.0078125f;
        }
        if (isLow) {
          m[i] += v[i];
          seen[i]++;
        }
      }
    }
    try (Parallel parallel = Parallel.of(threads)) {
      var net = network(size, parallel);
      var ramps = net.population("ramps");
      var crossed = net.record(ramps).events("crossed");
      var lows = net.record(ramps.event("low")).rate(STEPS);
      var ofSpikes = net.record(ramps).spikes();
      net.runSteps(STEPS);
      assertTrue(spikes > 0 && spikes != low && low != steps.size(), spikes + ", " + low);
      assertArrayEquals(steps.stream().mapToLong(s -> s).toArray(), crossed.steps());
      assertArrayEquals(neurons.stream().mapToInt(i -> i).toArray(), crossed.neurons());
      assertEquals(low, lows.counts()[0]);
      assertEquals(spikes, ofSpikes.count());
      assertArrayEquals(v, ramps.state("v"));
      assertArrayEquals(n, ramps.state("n"));
      assertArrayEquals(m, ramps.state("m"));
      assertArrayEquals(seen, ramps.state("seen"));
      assertArrayEquals(sink, net.population("sink").state("g"));
      assertEquals(sum, net.population("sum").state("g")[0], 1e-4 * sum);
    }
  }

  @Test
  void threadsAndSnapshotsGiveTheSameBits(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("events.snapshot");
    List<float[]> got = new ArrayList<>();
    for (int threads : new int[] {1, 2, 3, 8}) {
      try (Parallel parallel = Parallel.of(threads)) {
        var net = network(4500, parallel);
        var crossed = net.record(net.population("ramps")).events("crossed");
        if (threads == 3) {
          net.restore(file);
        } else {
          net.runSteps(STEPS / 2);
        }
        if (threads == 2) {
          net.store(file);
        }
        net.runSteps(STEPS / 2);
        got.add(net.population("sum").state("g"));
        got.add(net.population("sink").state("g"));
        float[] all = new float[crossed.count()];
        for (int s = 0; s < all.length; s++) {
          all[s] = crossed.steps()[s] * 4500f + crossed.neurons()[s];
        }
        got.add(all);
      }
    }
    for (int k = 3; k < got.size(); k++) {
      assertArrayEquals(got.get(k % 3), got.get(k), String.valueOf(k));
    }
  }

  @Test
  void neuronsMayHaveEventsAndNoSpikes() {
    var net = new Network(1, 1);
    var p =
        net.population(
            "p",
            """
            model counter
            state v = 0, c = 0
            v = v + 1
            event even when bernoulli(1) > 0 and v > 2 * c + 1
            on even c = c + 1
            output v
            """,
            70);
    var spikes = net.record(p).spikes();
    var even = net.record(p, 69, 3).events("even");
    net.runSteps(6);
    assertEquals(0, spikes.count());
    assertArrayEquals(new int[] {3, 69, 3, 69, 3, 69}, even.neurons());
    assertArrayEquals(new long[] {1, 1, 3, 3, 5, 5}, even.steps());
    assertEquals("spikes of p.even at 2 neurons", even.toString());
  }

  @Test
  void anEventOfAnotherNameIsRefused() {
    var net = new Network(1, 1);
    var ramps = net.population("ramps", TEXT, 2);
    var noise = net.poisson("noise", 2, 0.1);
    assertEquals(
        "ramps: expected one of the events [crossed, low], got 'lo'",
        refusal(() -> ramps.event("lo")));
    assertEquals(
        "ramps: expected one of the events [crossed, low], got 'z'",
        refusal(() -> net.record(ramps).events("z")));
    assertEquals(
        "noise: expected neurons, got a source of spikes", refusal(() -> noise.event("low")));
    var others = new Network(1, 1).population("others", TEXT, 2);
    assertEquals(
        "others: expected a population of this network, got another's",
        refusal(() -> net.project(others.event("low"), ramps)));
    assertEquals(0, net.projections().size());
    assertEquals("ramps.low", ramps.event("low").toString());
    var low = net.project(ramps.event("low"), ramps);
    assertEquals("ramps.low to ramps", low.toString());
    assertEquals(Arrays.asList(low), net.projections());
  }

  private static String refusal(Runnable bad) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, bad::run).getMessage());
  }
}
