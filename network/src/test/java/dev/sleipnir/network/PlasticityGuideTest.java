package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The guide to plasticity in networks: its texts run, and change what they should. */
class PlasticityGuideTest {
  private static final String NEURON =
      """
      model target
      parameters tau = 10
      state v = -70, u = -70, g = 0, d = 0.001
      input I
      dv/dt = (-70 - v + g + I) / tau : exact
      du/dt = (v - u) / 10 : exact
      dg/dt = -g / 5 : exact
      threshold v > -55
      reset v = -70
      """;

  private static List<String> texts() throws IOException {
    String page = Files.readString(Path.of("../docs/guide/populations-plasticity.md"));
    return Pattern.compile("```text\n(.*?)```", Pattern.DOTALL)
        .matcher(page)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  @Test
  void everyTextRuns() throws IOException {
    List<String> texts = texts();
    assertEquals(7, texts.size());
    for (String text : texts) {
      var net = new Network(0.1, 1);
      var source = net.poisson("source", 20, 0.02);
      var target = net.population("target", NEURON, 10).input("I", 0, Values.of(20));
      var p = net.project(source, target).connect(Connectivity.allToAll());
      p.synapse(Synapse.parse(text)).delay(Values.uniform(0.5, 2));
      if (!text.contains("short_term")) {
        p.weight(Values.uniform(0.1, 0.9));
      }
      net.run(0.1);
      float[] before = p.values(text.contains("short_term") ? "x" : "w");
      var spikes = net.record(target).spikes();
      net.run(200);
      float[] after = p.values(text.contains("short_term") ? "x" : "w");
      assertTrue(spikes.count() > 20, text);
      assertFalse(Arrays.equals(before, after), text);
      for (float one : after) {
        assertTrue(Float.isFinite(one), text);
      }
    }
  }
}
