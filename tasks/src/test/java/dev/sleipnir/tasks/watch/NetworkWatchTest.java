package dev.sleipnir.tasks.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.network.Network;
import dev.sleipnir.network.Population;
import dev.sleipnir.network.SpikeMonitor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class NetworkWatchTest {
  private static JsonNode state(NetworkWatch watch) throws IOException {
    try (var in = watch.address().resolve("state").toURL().openStream()) {
      return JsonMapper.shared().readTree(in.readAllBytes());
    }
  }

  @Test
  void thePageShowsWhatWasLast() throws IOException {
    var net = new Network(0.1, 1);
    var source = net.spikes("source", 4, new long[] {3, 1500, 1507}, new int[] {1, 2, 3});
    SequencedMap<Population, SpikeMonitor> spikes = new LinkedHashMap<>();
    spikes.put(source, net.record(source).spikes());
    try (var watch = new NetworkWatch("net", net, spikes, 200)) {
      net.run(180);
      JsonNode before = state(watch);
      assertEquals(0, before.path("layers").size(), "nobody looked");
      net.run(10);
      JsonNode state = state(watch);
      assertEquals("[\"net\",180.0,200.0]", list(state, "title", "done", "total"));
      assertTrue(state.path("losses").isMissingNode());
      JsonNode layer = state.path("layers").path(0);
      assertEquals(
          "[\"source\",4,200,5.0,[141,3,140,2]]",
          list(layer, "name", "neurons", "steps", "rate", "spikes"));
    }
  }

  private static String list(JsonNode of, String... names) {
    StringBuilder text = new StringBuilder("[");
    for (String name : names) {
      text.append(text.length() > 1 ? "," : "").append(of.path(name));
    }
    return text.append("]").toString();
  }
}
