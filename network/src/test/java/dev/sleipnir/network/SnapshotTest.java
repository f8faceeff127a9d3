package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
  private static final String LIF =
      """
      model lif
      parameters tau = 20, E_L = -49, sigma = 0.5
      input drive, xi
      state v = E_L, g = 0
      dv/dt = (E_L - v + g + drive) / tau + sigma * xi : euler
      dg/dt = -g / 5 : exact
      threshold v > -50
      reset v = -60
      refractory 3 holds v
      """;

  private static final String STDP =
      """
      synapse stdp
      parameters tau = 20, a = 0.05
      state w = 0.5, x = 0, y = 0
      dx/dt = -x / tau
      dy/dt = -y / tau
      on pre deliver w into g
      on pre x = x + a
      on pre w = clip(w - y, 0, 1)
      on post y = y + a
      on post w = clip(w + x, 0, 1)
      """;

  private static final Synapse LEARNING = Synapse.parse(STDP);

  private static final Neuron NEURON = Neuron.parse(LIF);

  @TempDir private Path folder;

  /** All that has state: noise, refractoriness, delays, inputs by chance and by list, learning. */
  private static final class Everything {
    final Network net;
    final Population e;
    final Projection plastic;
    final SpikeMonitor spikes;
    final StateMonitor potentials;
    final RateMonitor rate;

    Everything(Parallel parallel) {
      this(parallel, 9, 65, LEARNING);
    }

    Everything(Parallel parallel, long seed, int size, Synapse synapse) {
      net = new Network(0.5, seed, parallel);
      e = net.population("e", NEURON, size).set("v", Values.uniform(-60, -50));
      e.set("tau", Values.uniform(15, 25));
      e.input("drive", 150, Values.of(2)).input("drive", 300, Values.uniform(0, 1));
      var i = net.population("i", NEURON, 20);
      var noise = net.poisson("noise", 30, 0.05);
      var listed = net.spikes("listed", 2, new long[] {3, 150, 240, 241}, new int[] {0, 1, 0, 1});
      net.poissonInput(e, "v", 10, 0.01, 0.3);
      plastic =
          net.project(e, e)
              .connect(Connectivity.probability(0.2))
              .delay(Values.uniform(0, 8))
              .delay("post", Values.of(1))
              .synapse(synapse)
              .set("tau", Values.uniform(10, 20));
      net.project(e, i).connect(Connectivity.inDegree(10)).delay(3).synapse(Synapse.into("g"));
      net.project(i, e).connect(Connectivity.inDegree(5)).synapse(Synapse.into("v")).weight(-1);
      net.project(noise, e)
          .connect(Connectivity.inDegree(3))
          .delay(Values.uniform(0, 20))
          .synapse(Synapse.into("g"))
          .weight(Values.uniform(0, 1));
      net.project(listed, i).connect(Connectivity.allToAll()).delay(9).synapse(Synapse.into("g"));
      spikes = net.record(e).spikes();
      potentials = net.record(e, 0, 3).state("v", 2.5);
      rate = net.record(i).rate(3.5);
    }

    List<Object> bits() {
      List<Object> bits = new ArrayList<>();
      bits.add(net.step());
      bits.add(Arrays.toString(spikes.steps()) + Arrays.toString(spikes.neurons()));
      bits.add(Arrays.toString(potentials.steps()) + Arrays.toString(potentials.values(1)));
      bits.add(Arrays.toString(rate.counts()));
      for (String state : List.of("v", "g")) {
        bits.add(Arrays.toString(e.state(state)));
      }
      for (String variable : List.of("w", "x", "y", "tau")) {
        bits.add(Arrays.toString(plastic.values(variable)));
      }
      return bits;
    }
  }

  private static Everything everything(int size) {
    return new Everything(Parallel.of(1), 9, size, LEARNING);
  }

  private Path stored(int steps) throws IOException {
    var net = new Everything(Parallel.of(1));
    net.net.runSteps(steps);
    Path file = folder.resolve("net-" + steps + ".snapshot");
    net.net.store(file);
    return file;
  }

  @Test
  void whatIsRestoredGoesOnBitForBit() throws IOException {
    var whole = new Everything(Parallel.of(1));
    whole.net.runSteps(401);
    for (int at : new int[] {0, 149, 241, 400}) {
      Path file = stored(at);
      for (int threads = 1; threads <= 3; threads++) {
        try (var parallel = Parallel.of(threads)) {
          var rest = new Everything(parallel);
          rest.net.runSteps(at == 149 ? 333 : 0); // what was there before is forgotten
          rest.net.restore(file);
          assertEquals(at, rest.net.step());
          rest.net.runSteps(401 - at);
          assertEquals(whole.bits(), rest.bits(), at + " steps, " + threads + " threads");
        }
      }
    }
  }

  @Test
  void parametersThatWereChangedComeBack() throws IOException {
    var whole = new Everything(Parallel.of(1));
    whole.net.runSteps(100);
    whole.e.set("sigma", 1.5).set("tau", 18);
    whole.net.runSteps(50);
    Path file = folder.resolve("changed");
    whole.net.store(file);
    whole.net.runSteps(50);
    var rest = new Everything(Parallel.of(1));
    rest.net.restore(file);
    rest.net.runSteps(50);
    assertEquals(whole.bits(), rest.bits());
  }

  @Test
  void monitorsMayDiffer() throws IOException {
    Path file = stored(200);
    var more = new Everything(Parallel.of(1));
    var late = more.net.record(more.e).spikes();
    more.net.restore(file);
    more.net.runSteps(100);
    var whole = new Everything(Parallel.of(1));
    whole.net.runSteps(300);
    assertEquals(whole.bits(), more.bits());
    assertTrue(late.count() > 0 && late.steps()[0] >= 200);
  }

  @Test
  void numbersOfTheProgramAreCarried() throws IOException {
    var net = new Everything(Parallel.of(1));
    long[] trials = {3, -1};
    net.net.carry("trials", trials);
    net.net.runSteps(10);
    Path file = folder.resolve("carried");
    net.net.store(file);
    trials[0] = 4;
    net.net.restore(file);
    assertArrayEquals(new long[] {3, -1}, trials);
    var e = assertThrows(IllegalArgumentException.class, () -> net.net.carry("trials", trials));
    assertTrue(String.valueOf(e.getMessage()).contains("got 'trials' a second time"));
    var longer = new Everything(Parallel.of(1));
    longer.net.carry("trials", new long[3]);
    assertRefused(file, longer, "carried: trials: expected 3 values, got 2");
    var more = new Everything(Parallel.of(1));
    more.net.carry("others", trials);
    assertRefused(file, more, "carried: others: expected a value, got none");
  }

  @Test
  void theSnapshotOfAnotherNetworkIsRefused() throws IOException {
    Path file = stored(200);
    assertRefused(file, everything(64), "population e: neurons: expected 64, got 65");
    assertRefused(file, new Everything(Parallel.of(1), 8, 65, LEARNING), "seed: expected 8, got 9");
    assertRefused(
        file,
        new Everything(Parallel.of(1), 9, 65, Synapse.parse(STDP.replace("w - y", "w - 2 * y"))),
        "projection e to e: synapse: expected on pre w = clip(w - 2 * y, 0, 1), got on pre w");
    var more = new Everything(Parallel.of(1));
    more.net.poisson("more", 1, 0);
    assertRefused(file, more, "populations: expected more, got nothing more");
    var denser = new Everything(Parallel.of(1));
    denser.plastic.connect(Connectivity.probability(0.21));
    assertRefused(file, denser, "projection e to e: ");
    var slower = new Everything(Parallel.of(1));
    slower.plastic.delay(Values.uniform(0, 7));
    assertRefused(file, slower, "checksum of synapses and delays");
  }

  private static void assertRefused(Path file, Everything net, String message) {
    net.net.runSteps(20);
    List<Object> before = net.bits();
    var error = assertThrows(IOException.class, () -> net.net.restore(file));
    String said = String.valueOf(error.getMessage());
    assertTrue(said.contains(message) && said.contains(file.toString()), said);
    assertEquals(before, net.bits());
    net.net.runSteps(5);
  }

  @Test
  void damagedFilesAreRefused() throws IOException {
    byte[] whole = Files.readAllBytes(stored(60));
    Path file = folder.resolve("damaged");
    var net = new Everything(Parallel.of(1));
    for (int length : new int[] {0, 7, 100, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertRefused(file, net, "expected");
    }
    byte[] flipped = whole.clone();
    flipped[whole.length / 3] ^= 4;
    Files.write(file, flipped);
    assertRefused(file, net, "checksum");
  }

  /** Bytes that are wrong under a right checksum: an error, or a network that still runs. */
  @Test
  void craftedFilesBreakNothing() throws IOException {
    byte[] whole = Files.readAllBytes(stored(60));
    Path file = folder.resolve("crafted");
    var random = new SplittableRandom(1);
    var net = new Everything(Parallel.of(1));
    net.net.runSteps(3);
    int refused = 0;
    for (int round = 0; round < 100; round++) {
      byte[] crafted = whole.clone();
      crafted[random.nextInt(40, whole.length - 4)] = (byte) random.nextInt();
      var crc = new CRC32C();
      crc.update(crafted, 0, crafted.length - 4);
      java.nio.ByteBuffer.wrap(crafted).putInt(crafted.length - 4, (int) crc.getValue());
      Files.write(file, crafted);
      List<Object> before = net.bits();
      try {
        net.net.restore(file);
      } catch (IOException e) {
        refused++;
        assertEquals(before, net.bits());
      }
      net.net.runSteps(2);
    }
    assertTrue(refused > 10);
  }

  @Test
  void aSnapshotIsMuchLikeTheStateInSize() throws IOException {
    Path file = stored(0);
    assertTrue(Files.size(file) < 64_000, () -> "bytes: " + file.toFile().length());
    assertArrayEquals(
        "SLEIPARC".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        Arrays.copyOf(Files.readAllBytes(file), 8));
  }
}
