package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The guide to populations: its code is this test, token for token, and its texts run. */
class PopulationsGuideTest {
  private static final String GUIDE = "../docs/guide/populations.md";

  @Test
  void aNetwork() throws IOException {
    List<String> texts = Snippets.found(GUIDE, "```text", "```\n");
    assertEquals(4, texts.size());
    String text = texts.get(0);
    String plateau = texts.get(1);
    String stdp = texts.get(2);
    // snippet begins
    var lif = Neuron.parse(text);
    var net = new Network(0.1, 42); // time step, here in ms, and seed
    var e = net.population("e", lif, 3200).set("v", Values.uniform(-60, -50));
    var i = net.population("i", lif, 800).set("v", Values.uniform(-60, -50));
    var random = Connectivity.probability(0.02);
    net.project(e, e).connect(random).delay(1.5).synapse(Synapse.into("ge")).weight(1.62);
    net.project(e, i).connect(random).delay(1.5).synapse(Synapse.into("ge")).weight(1.62);
    net.project(i, e).connect(random).delay(0.8).synapse(Synapse.into("gi")).weight(-9);
    net.project(i, i).connect(random).delay(0.8).synapse(Synapse.into("gi")).weight(-9);
    var spikes = net.record(e).spikes();
    var potentials = net.record(e, 0, 10, 20).state("v", 1);
    var rate = net.record(i).rate(10);
    net.run(200);
    // snippet ends
    assertEquals(6, spikes.count() / (3200 * 0.2), 4);
    assertEquals(200, potentials.values(2).length);
    assertEquals(20, rate.rates().length);
    // snippet begins
    var p = net.population("p", plateau, 100).input("I", 0, Values.uniform(0, 20));
    net.project(p.event("rises"), i).connect(random).delay(1).synapse(Synapse.into("ge")).weight(2);
    var rises = net.record(p).events("rises");
    var high = net.record(p.event("is_high")).rate(10);
    net.run(50);
    // snippet ends
    assertTrue(rises.count() > 60 && high.counts()[4] > rises.count(), rises.count() + " rise");
    // snippet begins
    var inputs = net.poisson("inputs", 1000, 0.015); // 15 spikes a second and neuron
    var plastic =
        net.project(inputs, e)
            .connect(Connectivity.inDegree(20))
            .delay(Values.uniform(0.5, 2))
            .synapse(Synapse.parse(stdp))
            .weight(Values.uniform(0, 1));
    net.run(100);
    float[] w = plastic.values("w");
    // snippet ends
    assertEquals(64_000, w.length);
    for (float one : w) {
      assertTrue(one >= 0 && one <= 1);
    }
    var tired = net.project(inputs, i).connect(Connectivity.oneToOne().withoutAutapses());
    tired.connect(Connectivity.outDegree(5)).synapse(Synapse.parse(texts.get(3)));
    net.run(20);
    assertEquals(5000, tired.values("x").length);
    assertFalse(Arrays.equals(w, plastic.values("w")), "weights move");
  }

  @Test
  void theGuideHasThisCode() throws IOException {
    String here = Snippets.inTest(PopulationsGuideTest.class);
    assertTrue(here.length() > 500, here);
    assertEquals(here, Snippets.inDocument(GUIDE));
  }
}
