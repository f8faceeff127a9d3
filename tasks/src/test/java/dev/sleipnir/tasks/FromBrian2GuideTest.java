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

/** The guide for those who come from Brian2: its lines are this test's. */
@SuppressWarnings({"NullAway", "UnusedVariable"}) // as users write
class FromBrian2GuideTest {
  @TempDir private Path folder;

  @Test
  void everyLineRuns() throws IOException {
    // guide begins
    var text =
        """
        model lif
        parameters tau = 20 (ms), tau_e = 5 (ms), E_L = -60 (mV), v_th = -50 (mV), v_r = -60 (mV)
        parameters b = 0.1, sigma = 0.5
        state v = E_L, ge = 0, w = 0
        input t, i, xi, I, Igap
        drive = 0.1 * sin(0.05 * t) + 0.001 * i
        dv/dt = (E_L - v + ge - w + I + Igap) / tau + drive + sigma * xi / sqrt(tau) : exact
        dge/dt = -ge / tau_e : exact
        dw/dt = -w / 100 : exact
        threshold v > v_th
        reset v = v_r
        reset w = w + b
        refractory 5 (ms) holds v
        event close when v > -51
        on close w = w + 0.01
        """;
    var stdp =
        Synapse.parse(
            """
            synapse stdp
            parameters taupre = 20 (ms), taupost = 20 (ms), Apre = 0.01, Apost = -0.0105, wmax = 1
            state w = 0, apre = 0, apost = 0
            dapre/dt = -apre / taupre
            dapost/dt = -apost / taupost
            on pre deliver w into ge
            on pre apre = apre + Apre
            on pre w = clip(w + apost, 0, wmax)
            on post apost = apost + Apost
            on post w = clip(w + apre, 0, wmax)
            """);
    var slow =
        Synapse.parse(
            """
            synapse slow
            parameters w = 0.1, k = 0.01
            state s = 0, x = 0
            on step ds/dt = -s / 100 + x * (1 - s) : rk2
            on step dx/dt = -x / 2 : rk2
            on pre x = x + 1
            on pre after late deliver w into ge
            on post v_post = v_post - k * (v_post + 60)
            """);
    var gap =
        Synapse.parse(
            """
            synapse gap
            parameters w = 0.05
            sum w * (v_pre - v_post) into Igap
            """);
    var bursting =
        """
        model bursting
        parameters rate = 0.01
        state v = -50, n = 0
        dv/dt = (-65 - v) / 10 : exponential_euler
        active = where(v > -64, 1, 0)
        threshold bernoulli(rate * dt) > 0
        reset v = v + 20, n = n + active
        refractory while v > -40 holds nothing
        """;
    var net = new Network(0.1, 42);
    var g = net.population("g", text, 1000);
    g.set("v", -60);
    g.set("v", Values.uniform(-60, -50));
    g.set("v", Values.normal(-60, 2));
    g.set("tau", Values.function(i -> 15 + 0.01 * i));
    float[] v = g.state("v");
    g.input("I", 10, new double[][] {{0}, {2}, {10}});
    g.input("I", 500, Values.of(9));
    var p = net.poisson("p", 100, 0.015);
    var each = net.poisson("each", 100, 0.01).set("rate", Values.uniform(0, 0.02));
    var given = net.spikes("given", 10, new long[] {0, 50}, new int[] {3, 4});
    net.poissonInput(g, "ge", 100, 0.01, 0.1);
    var s = net.project(p, g).synapse(Synapse.into("ge")).weight(0.5);
    net.project(g.event("close"), g).synapse(Synapse.into("ge")).connect(Connectivity.oneToOne());
    s.connect(Connectivity.probability(0.1));
    net.project(given, g).synapse(Synapse.into("v")).connect(Connectivity.allToAll());
    var plastic =
        net.project(g, g).synapse(stdp).connect(Connectivity.inDegree(20).withoutAutapses());
    var late = net.project(g, g).synapse(slow).connect(Connectivity.oneToOne());
    net.project(g, g).synapse(gap).connect(Connectivity.pairs(new int[] {0, 1}, new int[] {2, 3}));
    net.project(each, g).synapse(Synapse.into("ge")).connect(Connectivity.outDegree(5));
    s.delay(1.5);
    plastic.delay(Values.uniform(0, 2));
    late.delay("late", Values.of(10));
    plastic.weight(Values.uniform(0, 1));
    plastic.set("taupre", 15);
    var spikes = net.record(g).spikes();
    var close = net.record(g).events("close");
    var course = net.record(g, 0, 10).state("v", 1);
    var rate = net.record(g).rate(10);
    net.every(50, () -> g.set("b", 0.2));
    net.run(100);
    int[] i = spikes.neurons();
    long[] t = spikes.steps();
    float[] w = plastic.values("w");
    net.store(folder.resolve("network.bin"));
    net.restore(folder.resolve("network.bin"));
    plastic.plastic(false);
    net.runUntil(() -> spikes.count() > 100_000, 50);
    var two = new Network(0.1, 42, Parallel.of(2));
    two.population("adex", Neurons.adex(), 10);
    // guide ends
    assertTrue(spikes.count() > 100 && i.length == t.length && w.length == 20_000);
    assertEquals(1000, v.length);
    assertTrue(close.count() > spikes.count(), close.count() + " events");
  }

  @Test
  void theGuideHasTheseLines() throws IOException {
    assertEquals(
        ComparedLines.ofTest(FromBrian2GuideTest.class), ComparedLines.ofPage("from-brian2.md"));
  }

  @Test
  void theLinesOfTextsAreThose() throws IOException {
    assertEquals("", ComparedLines.notInCode("from-brian2.md"));
  }
}
