package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.network.Connectivity;
import dev.sleipnir.network.Network;
import dev.sleipnir.network.Neurons;
import dev.sleipnir.network.Synapse;
import dev.sleipnir.network.Values;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide for those who come from NEST: its lines are this test's. */
@SuppressWarnings({"NullAway", "UnusedVariable"}) // as users write
class FromNestGuideTest {
  @TempDir private Path folder;

  @Test
  void everyLineRuns() throws IOException {
    // guide begins
    var stdp =
        Synapse.parse(
            """
            synapse stdp
            parameters tau_plus = 20 (ms), tau_minus = 20 (ms), lambda = 0.01, alpha = 1, mu_plus = 1,
                mu_minus = 1, Wmax = 100
            state w = 1, x = 0, y = 0
            dx/dt = -x / tau_plus
            dy/dt = -y / tau_minus
            on pre w = max(w - lambda * alpha * Wmax * (w / Wmax)^mu_minus * y, 0)
            on pre deliver w into Ie
            on pre x = x + 1
            on post w = min(w + lambda * Wmax * (1 - w / Wmax)^mu_plus * x, Wmax)
            on post y = y + 1
            """);
    var tsodyks =
        Synapse.parse(
            """
            synapse tsodyks2
            parameters w = 250, U = 0.5, tau_rec = 800 (ms), tau_fac = 100 (ms)
            state x = 1, u = U
            dx/dt = (1 - x) / tau_rec
            du/dt = (U - u) / tau_fac
            on pre deliver w * u * x into Ie
            on pre x = x - u * x
            on pre u = u + U * (1 - u)
            """);
    var net = new Network(0.1, 42);
    var two = new Network(0.1, 42, Parallel.of(2));
    var e = net.population("e", Neurons.lifExp(), 400);
    var i = net.population("i", Neurons.lifExp(), 100).set("tau_m", 8);
    e.set("C", 200);
    e.set("v", Values.uniform(-70, -55));
    e.set("v_th", Values.normal(-55, 1));
    e.input("I", 0, Values.of(300));
    i.input("I", 20, new double[][] {{0}, {200}, {400}});
    net.poissonInput(e, "Ie", 1, 8, 20);
    var noise = net.poisson("noise", 100, 0.01);
    var given = net.spikes("given", new long[] {10, 20});
    net.project(given, e)
        .connect(Connectivity.allToAll())
        .synapse(Synapse.into("Ie"))
        .weight(100)
        .delay(1);
    var ee = net.project(e, e).connect(Connectivity.inDegree(40));
    var ei = net.project(e, i).connect(Connectivity.outDegree(10));
    var ie = net.project(i, e).connect(Connectivity.probability(0.1));
    var ii = net.project(i, i).connect(Connectivity.fixedTotal(1000));
    ii.connect(Connectivity.fixedTotal(1000).withoutAutapses());
    ee.connect(Connectivity.inDegree(40).withoutMultapses());
    net.project(noise, i).connect(Connectivity.oneToOne()).synapse(Synapse.into("Ie")).weight(500);
    ee.synapse(stdp).weight(Values.uniform(0, 20)).delay(1.5);
    ei.synapse(tsodyks).delay(Values.uniform(0.5, 2));
    ie.synapse(Synapse.into("Ii")).weight(-50).delay(0.8);
    ii.synapse(Synapse.into("Ii")).weight(Values.normal(-50, 5)).delay(0.8);
    var spikes = net.record(e).spikes();
    var potentials = net.record(e, 0, 1).state("v", 1);
    net.run(100);
    int[] senders = spikes.neurons();
    long[] steps = spikes.steps();
    float[] v = e.state("v");
    float[] w = ee.values("w");
    int connections = ee.size() + ei.size();
    // guide ends
    assertTrue(spikes.count() > 50 && senders.length == steps.length && connections == 20_000);
    assertEquals(16_000, w.length);
    assertEquals(100, potentials.values(0).length);
    assertEquals(400, v.length);
  }

  @Test
  void theGuideHasTheseLines() throws IOException {
    assertEquals(
        ComparedLines.ofTest(FromNestGuideTest.class), ComparedLines.ofPage("from-nest.md"));
  }
}
