package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Threads share what is delivered in a step, whatever the projections do. */
class PhasesTest {
  private static final String LIF =
      """
      model lif
      parameters tau = 20
      state v = 0, g = 0, c = 0
      dv/dt = (g - v) / tau : exact
      dg/dt = -g / 5 : exact
      threshold v > 1
      reset v = 0
      refractory 1 holds v
      """;

  private static List<Object> run(int threads) {
    try (Parallel parallel = Parallel.of(threads)) {
      var net = new Network(0.5, 5, parallel);
      var neurons = net.population("n", Neuron.parse(LIF), 300).set("v", Values.uniform(0, 1));
      var others = net.population("m", Neuron.parse(LIF), 70).set("v", Values.uniform(0, 1));
      var source = net.poisson("p", 200, 0.8);
      net.poissonInput(neurons, "v", 100, 0.02, 0.03);
      net.project(source, neurons)
          .connect(Connectivity.probability(0.5))
          .delay(Values.uniform(0, 3))
          .weight(Values.uniform(0, 0.01))
          .synapse(Synapse.into("v"));
      // One that is not by ranges of its own, one of a pathway for each of two delays.
      net.project(neurons, others)
          .connect(Connectivity.probability(0.5))
          .synapse(Synapse.parse("synapse reads\non pre deliver 0.01 * v_pre into g"));
      net.project(source, others)
          .connect(Connectivity.probability(0.5))
          .synapse(
              Synapse.parse(
                  """
                  synapse twice
                  state w = 0.01, x = 0
                  dx/dt = -x / 10
                  on pre x = x + 1
                  on pre deliver w into g
                  on pre after slow w = w + 0.0001 * x
                  """))
          .delay("slow", Values.of(2));
      net.project(neurons, neurons)
          .connect(Connectivity.probability(0.5))
          .synapse(Synapse.parse("synapse own\non pre c_post = c_post * 0.9 + g_post"));
      var learning =
          net.project(source, neurons)
              .connect(Connectivity.probability(0.5))
              .delay(1)
              .weight(Values.uniform(0, 0.02))
              .synapse(
                  Synapse.parse(
                      """
                      synapse stdp
                      state w = 0, x = 0, y = 0
                      dx/dt = -x / 20
                      dy/dt = -y / 20
                      on pre deliver w into g
                      on pre x = x + 0.001
                      on pre w = clip(w - y, 0, 0.02)
                      on post y = y + 0.001
                      on post w = clip(w + x, 0, 0.02)
                      """));
      var spikes = net.record(neurons).spikes();
      net.runSteps(60);
      assertTrue(spikes.count() > 1000, spikes.count() + " spikes");
      return List.of(
          neurons.state("v"),
          others.state("g"),
          neurons.state("c"),
          learning.values("w"),
          spikes.steps(),
          spikes.neurons());
    }
  }

  @Test
  void bitsDoNotDependOnThreads() {
    Object[] one = run(1).toArray();
    for (int threads : new int[] {2, 3, 8}) {
      assertArrayEquals(one, run(threads).toArray(), threads + " threads");
    }
  }
}
