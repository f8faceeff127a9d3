package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sleipnir.network.analysis.CountStatistics;
import dev.sleipnir.network.analysis.IntervalStatistics;
import dev.sleipnir.network.analysis.PowerSpectrum;
import dev.sleipnir.network.analysis.SpikeStatistics;
import dev.sleipnir.network.analysis.SpikeTrains;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
  private static final Neuron LIF =
      Neuron.parse(
          """
          model lif
          state v = 0
          input drive, xi
          dv/dt = -v / 10 + drive + 0.3 * xi : exact
          threshold v > 1
          reset v = 0
          refractory 2 holds v
          """);

  @TempDir private Path folder;

  private static Population neurons(Network net) {
    return net.population("e", LIF, 65).input("drive", 0, Values.function(i -> 0.1 + i * 0.002));
  }

  private static void same(SpikeTrains expected, SpikeTrains got) {
    assertEquals(expected.toString(), got.toString());
    assertArrayEquals(expected.steps(), got.steps());
    assertArrayEquals(expected.neurons(), got.neurons());
    assertEquals(expected.dt(), got.dt());
  }

  @Test
  void allTheLastAndThoseOfAFileAreTheSame() throws IOException {
    var net = new Network(0.5, 4);
    Population e = neurons(net);
    net.runSteps(7);
    SpikeMonitor all = net.record(e).spikes();
    SpikeMonitor last = net.record(e).lastSpikes(100);
    Path path = folder.resolve("new/e.spikes");
    SpikeTrains whole;
    try (SpikeFile file = net.record(e).spikes(path)) {
      net.run(1);
      same(all.trains(), SpikeFile.read(path));
      net.run(2000);
      same(all.trains(), SpikeFile.read(path));
      assertEquals(all.total(), file.total());
      assertTrue(file.total() > 3 * 4096, "blocks");
      whole = all.trains();
    }
    net.run(5);
    same(whole, SpikeFile.read(path));
    whole = all.trains();
    assertEquals(7, whole.from());
    assertEquals(7 + 4012, whole.to());
    SpikeTrains kept = last.trains();
    assertEquals(100, last.count());
    assertEquals(all.total(), last.total());
    assertArrayEquals(
        Arrays.copyOfRange(all.steps(), all.count() - 100, all.count()), last.steps());
    assertArrayEquals(
        Arrays.copyOfRange(all.neurons(), all.count() - 100, all.count()), last.neurons());
    same(whole.between(kept.from(), kept.to()), kept);
    last.clear();
    assertEquals(0, last.trains().count());
    net.run(500);
    assertEquals(100, last.count());
  }

  @Test
  void someNeurons() {
    var net = new Network(0.5, 4);
    Population e = neurons(net);
    SpikeMonitor all = net.record(e).spikes();
    int[] some = {64, 3, 17};
    SpikeMonitor spikes = net.record(e, some).spikes();
    RateMonitor rate = net.record(e, some).rate(50);
    IntervalStatistics intervals = net.record(e, some).intervals();
    StateMonitor v = net.record(e, some).state("v", 100);
    net.run(400);
    SpikeTrains trains = all.trains();
    int sum = 0;
    for (int k = 0; k < some.length; k++) {
      assertArrayEquals(trains.steps(some[k]), spikes.trains().steps(some[k]));
      assertEquals(trains.count(some[k]), intervals.count(k));
      sum += trains.count(some[k]);
    }
    assertEquals(sum, spikes.count());
    assertTrue(sum > 20, "spikes");
    assertEquals(sum / (3 * 400.0), Arrays.stream(rate.rates()).average().orElse(0), 1e-12);
    assertArrayEquals(new long[] {0, 100, 200, 300, 400, 500, 600, 700}, rate.steps());
    assertArrayEquals(some, v.neurons());
    assertArrayEquals(new double[] {0, 100, 200, 300}, v.times());
    assertEquals("v", v.variable());
  }

  /** What is kept while the network runs is what is computed from recorded trains. */
  @Test
  void statisticsWhileItRuns() {
    var net = new Network(0.5, 4);
    Population e = neurons(net);
    net.runSteps(3);
    SpikeMonitor spikes = net.record(e).spikes();
    IntervalStatistics intervals = net.record(e).intervals();
    int[] sample = {1, 20, 64};
    CountStatistics counts = net.record(e).counts(20, sample);
    PowerSpectrum spectrum = net.record(e).spectrum(1, 50);
    net.run(501);
    var recorded = new SpikeStatistics(spikes.trains());
    assertArrayEquals(recorded.intervals().cvs(2), intervals.cvs(2));
    assertTrue(intervals.cvs(2).length > 60);
    CountStatistics expected = recorded.counts(20, sample);
    assertEquals(25, counts.windows());
    assertEquals(expected.rate(), counts.rate());
    assertEquals(expected.fano(64), counts.fano(64));
    assertEquals(expected.synchrony(), counts.synchrony());
    assertArrayEquals(expected.correlations(), counts.correlations());
    assertEquals(3, counts.correlations().length);
    assertArrayEquals(recorded.spectrum(1, 50).power(), spectrum.power());
  }

  /** All that records, of a run that goes on from a snapshot. */
  private record Recorded(
      Network net,
      SpikeMonitor last,
      SpikeFile file,
      IntervalStatistics intervals,
      CountStatistics counts,
      PowerSpectrum spectrum) {
    static Recorded of(Path path) throws IOException {
      var net = new Network(0.5, 4);
      Population e = neurons(net);
      return new Recorded(
          net,
          net.record(e, 5, 6, 7).lastSpikes(10),
          net.record(e).spikes(path),
          net.record(e).intervals(),
          net.record(e).counts(7, 3, 40),
          net.record(e).spectrum(1, 16));
    }
  }

  @Test
  void snapshotsHoldWhatHasBeenRecorded() throws IOException {
    Path snapshot = folder.resolve("snapshot");
    Path resumed = folder.resolve("resumed");
    Path uninterrupted = folder.resolve("uninterrupted");
    Recorded expected = Recorded.of(uninterrupted);
    expected.net.run(301);
    Recorded one = Recorded.of(resumed);
    one.net.run(151);
    one.net.store(snapshot);
    one.net.run(30); // and is killed
    one.file.close();
    Recorded other = Recorded.of(resumed);
    other.net.restore(snapshot);
    other.net.run(150);
    same(expected.last.trains(), other.last.trains());
    assertEquals(expected.last.total(), other.last.total());
    assertArrayEquals(expected.intervals.cvs(2), other.intervals.cvs(2));
    assertArrayEquals(expected.counts.correlations(), other.counts.correlations());
    assertEquals(expected.counts.synchrony(), other.counts.synchrony());
    assertEquals(expected.counts.windows(), other.counts.windows());
    assertArrayEquals(expected.spectrum.power(), other.spectrum.power());
    other.file.close();
    expected.file.close();
    same(SpikeFile.read(uninterrupted), SpikeFile.read(resumed));
    // A new file begins where the run goes on.
    var net = new Network(0.5, 4);
    Population e = neurons(net);
    Path elsewhere = folder.resolve("x/resumed");
    try (SpikeFile _ = net.record(e).spikes(elsewhere)) {
      net.restore(snapshot);
      net.run(150);
    }
    assertEquals(302, SpikeFile.read(elsewhere).from());
    // Another's file is not gone on with.
    Files.writeString(resumed, "x".repeat(100_000));
    var strange = new Network(0.5, 4);
    Population strangeE = neurons(strange);
    try (SpikeFile _ = strange.record(strangeE).spikes(resumed)) {
      var error = assertThrows(IOException.class, () -> strange.restore(snapshot));
      assertTrue(
          String.valueOf(error.getMessage()).contains("expected the file of the run that was"),
          error.getMessage());
      assertEquals(0, strange.step());
    }
    assertEquals(100_000, Files.size(resumed), "untouched");
  }

  @Test
  void aStepAllocatesNothing() throws IOException {
    var net = new Network(0.5, 4);
    Population e = net.poisson("e", 65, 0.1); // neurons' own steps have a test of their own
    net.record(e).lastSpikes(100);
    net.record(e, 1, 2, 3).lastSpikes(100);
    net.record(e).intervals();
    net.record(e).counts(10, 1, 2, 3);
    net.record(e).spectrum(1, 20);
    try (SpikeFile _ = net.record(e).spikes(folder.resolve("spikes"))) {
      net.runSteps(3000);
      var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long bytes = Long.MAX_VALUE;
      for (int window = 0; window < 5; window++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        net.runSteps(400);
        bytes = Math.min(bytes, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertEquals(0, bytes, "bytes in 400 steps");
    }
  }

  @Test
  void filesOfRunsThatWereKilled() throws IOException {
    var net = new Network(0.5, 4);
    Population e = neurons(net);
    Path path = folder.resolve("spikes");
    SpikeMonitor spikes = net.record(e).spikes();
    try (SpikeFile _ = net.record(e).spikes(path)) {
      net.run(300);
      net.run(300);
    }
    byte[] whole = Files.readAllBytes(path);
    same(spikes.trains(), SpikeFile.read(path));
    Files.write(path, Arrays.copyOf(whole, whole.length - 1));
    same(spikes.trains().between(0, 600), SpikeFile.read(path));
    for (int at : new int[] {0, 9, 30, 40, 60, whole.length - 1}) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(path, damaged);
      var error = assertThrows(IOException.class, () -> SpikeFile.read(path), "byte " + at);
      assertTrue(String.valueOf(error.getMessage()).contains(path.toString()), error.getMessage());
    }
    Files.write(path, new byte[0]);
    assertThrows(IOException.class, () -> SpikeFile.read(path));
  }

  private static void refuse(String message, Runnable action) {
    var error = assertThrows(RuntimeException.class, action::run);
    assertEquals(message, String.valueOf(error.getMessage()));
  }

  @Test
  void badInputIsRefused() throws IOException {
    var net = new Network(0.5, 4);
    Population e = neurons(net);
    Recording of = net.record(e);
    refuse("e: expected each neuron once, got 3 twice", () -> net.record(e, 3, 3));
    refuse("e: expected neurons from 0 to 64, got -1", () -> net.record(e, -1));
    refuse("e: spikes to keep: expected at least 1, got 0", () -> of.lastSpikes(0));
    refuse("e: window: expected at least a time step of 0.5, got 0.1", () -> of.counts(0.1));
    refuse(
        "e: sample: expected different neurons from 0 to 64, got 65 at 1",
        () -> of.counts(1, 0, 65));
    refuse("e: length of the window: expected at least 2, got 1", () -> of.spectrum(1, 1));
    assertThrows(IOException.class, () -> of.spikes(folder));
    // No step yet: no spikes, and no error.
    SpikeMonitor spikes = of.spikes();
    assertEquals(0, spikes.trains().count());
    Path path = folder.resolve("empty");
    of.spikes(path).close();
    var error = assertThrows(IOException.class, () -> SpikeFile.read(path));
    assertTrue(String.valueOf(error.getMessage()).contains("no step"), error.getMessage());
    net.runSteps(1);
    assertEquals(1, spikes.trains().to());
    assertEquals(0, of.rate(1).rates().length);
    assertTrue(Double.isNaN(of.counts(1).rate()) && Double.isNaN(of.intervals().mean()));
    StateMonitor v = net.record(e, 0, 5).state("v");
    net.runSteps(3);
    assertEquals(3, v.values(1).length);
    refuse(v + ": expected a place from 0 to 1, got 2", () -> v.values(2));
    refuse(v + ": expected a place from 0 to 1, got -1", () -> v.values(-1));
  }
}
