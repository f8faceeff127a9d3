package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide to control: its code is this test, token for token. */
class ControlGuideTest {
  private static final String GUIDE = "../docs/guide/network-control.md";
  private static final String TEST = "src/test/java/dev/sleipnir/network/ControlGuideTest.java";

  @TempDir private Path folder;

  private static String code(String file, String begin, String end) throws IOException {
    return Pattern.compile(begin + "\n(.*?)" + end, Pattern.DOTALL)
        .matcher(Files.readString(Path.of(file)))
        .results()
        .flatMap(match -> match.group(1).lines())
        .map(line -> line.replaceFirst("//.*", "").replaceAll("\\s+", ""))
        .collect(Collectors.joining());
  }

  @Test
  void aNetworkUnderControl() throws IOException {
    Path file = folder.resolve("net.snapshot");
    List<String> lines = new ArrayList<>();
    var net = new Network(0.5, 1);
    var lif =
        Neuron.parse(
            """
            model lif
            input drive
            state v = -60, g = 0
            dv/dt = (-49 - v + g + drive) / 20 : exact
            dg/dt = -g / 5 : exact
            threshold v > -50
            reset v = -60
            """);
    var learning =
        Synapse.parse(
            """
            synapse learning
            state w = 0.5
            on pre deliver w into g
            on pre w = w * 0.99
            """);
    var e = net.population("e", lif, 100).set("v", Values.uniform(-60, -50));
    var plastic = net.project(e, e).connect(Connectivity.inDegree(5)).synapse(learning);
    var spikes = net.record(e).spikes();
    // snippet begins
    net.every(100, () -> e.set("v", Values.uniform(-60, -50)));
    net.at(500, () -> plastic.plastic(false)); // weights stand still from here on
    net.at(700, () -> plastic.plastic(true).weight(Values.uniform(0, 1)));
    net.progress(run -> lines.add(run.time() + " of " + run.to()));
    boolean found = net.runUntil(() -> spikes.count() >= 1000, 1000);
    // snippet ends
    assertTrue(found && net.time() < 700, net.time() + " " + spikes.count());
    assertEquals("0.0 of 1000.0", lines.getFirst());
    net.run(500 - net.time());
    float[] weights = plastic.values("w");
    net.run(200);
    assertArrayEquals(weights, plastic.values("w"));
    net.run(100);
    assertFalse(java.util.Arrays.equals(weights, plastic.values("w")));
    // snippet begins
    net.store(file); // as it is now
    net.run(50);
    net.restore(file); // back, or on in another process
    net.run(50);
    // snippet ends
    assertEquals(850, net.time());
  }

  @Test
  void theGuideHasThisCode() throws IOException {
    String here = code(TEST, "    // snippet begins", "    // snippet ends\n");
    assertTrue(here.length() > 200, here);
    assertEquals(here, code(GUIDE, "```java", "```\n"));
  }
}
