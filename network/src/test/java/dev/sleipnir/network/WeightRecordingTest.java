package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.exchange.StateDict;
import dev.sleipnir.network.analysis.Histogram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightRecordingTest {
  private static final Neuron CELL = Neuron.parse("model m\nstate g = 0\noutput g");

  /** Each spike adds 1/8. */
  private static final Synapse GROWING =
      Synapse.parse("synapse s\nstate w = 0, x = 1\non pre w = w + 0.125\non pre x = 2 * x");

  @TempDir private Path folder;

  /** Two synapses, of neuron 0, which spikes at 1, 3, 5, ..., and of neuron 1, which never does. */
  private static Projection growing(Network net) {
    long[] steps = new long[50];
    Arrays.setAll(steps, k -> 2L * k + 1);
    var source = net.spikes("s", 2, steps, new int[50]);
    var cells = net.population("n", CELL, 1);
    return net.project(source, cells).connect(Connectivity.allToAll()).synapse(GROWING);
  }

  @Test
  void weightsOverTime() throws IOException {
    var net = new Network(0.5, 1);
    Projection growing = growing(net);
    WeightMonitor all = net.record(growing).weights(2);
    WeightMonitor one = net.record(growing, 0).values("x", 1);
    WeightHistogram histogram = net.record(growing).histogram(0, 1, 4, 4);
    net.run(5);
    assertArrayEquals(new long[] {0, 4, 8}, all.steps());
    assertArrayEquals(new double[] {0, 2, 4}, all.times());
    assertArrayEquals(new float[] {0, 0.25f, 0.5f}, all.values(0));
    assertArrayEquals(new float[3], all.values(1));
    assertArrayEquals(new float[] {0.5f, 0}, all.sample(2));
    assertArrayEquals(new float[] {1, 2, 4, 8, 16}, one.values(0));
    assertArrayEquals(new int[] {0}, one.synapses());
    assertArrayEquals(new int[] {0, 1}, all.synapses());
    assertArrayEquals(new long[] {0, 8}, histogram.steps());
    Histogram last = histogram.histograms().getLast();
    assertArrayEquals(new long[] {1, 0, 1, 0}, last.counts());
    assertArrayEquals(new double[] {0, 0.25, 0.5, 0.75, 1}, last.edges());
    Path file = folder.resolve("w.csv");
    one.write(file);
    assertTrue(Files.readString(file).startsWith("step,time,x[0]\n0,0.0,1.0\n2,1.0,2.0\n"));
    all.write(folder.resolve("w.npz"));
    assertArrayEquals(new int[] {3, 2}, StateDict.read(folder.resolve("w.npz")).get("w").shape());
  }

  @Test
  void fixedWeightsAreStoredOnce() {
    var net = new Network(0.5, 1);
    var cells = net.population("n", CELL, 3);
    Projection fixed =
        net.project(cells, cells)
            .connect(Connectivity.allToAll())
            .synapse(Synapse.into("g"))
            .weight(2);
    WeightMonitor weights = net.record(fixed, 8, 2).weights(1);
    WeightHistogram histogram = net.record(fixed).histogram(0, 4, 2, 1);
    net.run(1);
    assertArrayEquals(new float[] {2, 2}, weights.sample(0));
    assertArrayEquals(new long[] {0, 9}, histogram.histograms().getFirst().counts());
  }

  @Test
  void snapshotsHoldThem() throws IOException {
    var net = new Network(0.5, 1);
    WeightMonitor weights = net.record(growing(net)).weights(1);
    WeightHistogram histogram = net.record(net.projection("s to n")).histogram(0, 1, 3, 1);
    net.run(4);
    net.store(folder.resolve("snapshot"));
    net.run(4);
    var other = new Network(0.5, 1);
    WeightMonitor more = other.record(growing(other)).weights(1);
    WeightHistogram counted = other.record(other.projection("s to n")).histogram(0, 1, 3, 1);
    other.restore(folder.resolve("snapshot"));
    other.run(4);
    assertArrayEquals(weights.values(0), more.values(0));
    assertArrayEquals(weights.steps(), more.steps());
    assertEquals(8, counted.histograms().size());
    for (int k = 0; k < 8; k++) {
      assertArrayEquals(
          histogram.histograms().get(k).counts(), counted.histograms().get(k).counts());
    }
  }

  private static void refuse(String message, Runnable action) {
    var error = assertThrows(RuntimeException.class, action::run);
    assertEquals(message, String.valueOf(error.getMessage()));
  }

  @Test
  void badInputIsRefused() {
    var net = new Network(0.5, 1);
    Projection growing = growing(net);
    refuse("s to n: expected synapses from 0 on, got -1", () -> net.record(growing, -1));
    SynapseRecording of = net.record(growing);
    refuse("s to n: every: expected at least a time step of 0.5, got 0.1", () -> of.weights(0.1));
    refuse(
        "s to n: histogram: expected a lower end below the upper one, got 1.0 to 1.0",
        () -> of.histogram(1, 1, 3, 1));
    var foreign = new Network(0.5, 1);
    refuse(
        "s to n: expected a projection of this network, got another's",
        () -> foreign.record(growing));
    net.record(growing, 0, 2).weights(1);
    refuse("s to n: expected synapses from 0 to 1 to record, got 2", () -> net.run(1));
    assertEquals(0, net.step());
    var third = new Network(0.5, 1);
    third.record(growing(third)).values("y", 1);
    var error = assertThrows(IllegalArgumentException.class, () -> third.run(1));
    assertTrue(String.valueOf(error.getMessage()).contains("got 'y'"), error.getMessage());
    assertEquals(0, third.step());
    assertFalse(String.valueOf(of.weights(1)).isEmpty());
  }
}
