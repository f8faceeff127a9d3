package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.network.analysis.CrossCorrelogram;
import dev.sleipnir.network.analysis.Histogram;
import dev.sleipnir.network.analysis.IsiDistance;
import dev.sleipnir.network.analysis.Moments;
import dev.sleipnir.network.analysis.SpikeDistance;
import dev.sleipnir.network.analysis.SpikeStatistics;
import dev.sleipnir.network.analysis.SpikeTimeTiling;
import dev.sleipnir.network.analysis.VanRossum;
import dev.sleipnir.network.analysis.VictorPurpura;
import dev.sleipnir.network.exchange.Nwb;
import dev.sleipnir.network.exchange.Sonata;
import dev.sleipnir.network.exchange.SpikeTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide to recording: its code is this test, token for token. */
class RecordingGuideTest {
  private static final String GUIDE = "../docs/guide/recording.md";

  private static final String LIF =
      """
      model lif
      parameters tau = 20, I = 1.05
      input xi
      state v = 0
      dv/dt = (I - v) / tau + 0.05 * xi : exact
      threshold v > 1
      reset v = 0
      """;

  private static final String LEARNING =
      """
      synapse learning
      state w = 0.5
      on pre deliver 0.01 * w into v
      on pre w = clip(w - 0.001, 0, 1)
      on post w = clip(w + 0.002, 0, 1)
      """;

  @TempDir private Path folder;

  @Test
  void recording() throws IOException {
    String lif = LIF;
    String learning = LEARNING;
    // snippet begins
    var net = new Network(0.1, 7); // time step, here in ms, and seed
    var e = net.population("e", Neuron.parse(lif), 400);
    var noise = net.poisson("noise", 100, 0.02); // 20 spikes a second and neuron
    var plastic =
        net.project(noise, e)
            .connect(Connectivity.probability(0.2))
            .synapse(Synapse.parse(learning))
            .weight(Values.uniform(0, 1));

    var spikes = net.record(e).spikes(); // all, in memory
    var last = net.record(e).lastSpikes(1000); // the last, in memory of fixed size
    var file = net.record(e).spikes(folder.resolve("e.spikes"));
    var some = net.record(e, 0, 10, 20).spikes(); // of some neurons
    var v = net.record(e, 0, 10, 20).state("v", 1); // every ms
    var rate = net.record(e).rate(10); // in bins of 10 ms
    var weights = net.record(plastic, 0, 5).weights(50);
    var histogram = net.record(plastic).histogram(0, 1, 20, 50);
    net.run(500);
    file.close();
    // snippet ends
    assertTrue(spikes.count() > 400 && some.count() > 3 && some.count() < 100);
    assertEquals(1000, last.count());
    assertEquals(500, v.values(2).length);
    assertEquals(50, rate.rates().length);
    assertEquals(10, weights.values(1).length);
    assertEquals(plastic.size(), Arrays.stream(histogram.histograms().get(3).counts()).sum());
    // snippet begins
    var intervals = net.record(e).intervals();
    var counts = net.record(e).counts(50, 0, 1, 2); // windows of 50 ms; pairs of these neurons
    var spectrum = net.record(e).spectrum(1, 100); // bins of 1 ms, windows of 100 of them
    net.run(1000);
    double cv = Moments.of(intervals.cvs(5)).mean(); // of neurons with 5 spikes or more
    double fano = counts.fano(0);
    double[] correlations = counts.correlations(); // 3 pairs
    double synchrony = counts.synchrony();
    double[] power = spectrum.power(); // at spectrum.frequencies(), here in 1 / ms

    var trains = spikes.trains().between(5000, 15000); // steps
    var recorded = new SpikeStatistics(trains);
    double same = Moments.of(recorded.intervals().cvs(5)).mean();
    // snippet ends
    assertEquals(cv, same);
    assertTrue(cv > 0 && fano > 0 && synchrony > 0 && synchrony < 1);
    assertEquals(3, correlations.length);
    assertEquals(51, power.length);
    // snippet begins
    double[] a = trains.times(0);
    double[] b = trains.times(1);
    double begin = trains.from() * trains.dt();
    double end = trains.to() * trains.dt();
    double moved = VictorPurpura.distance(a, b, 0.1); // a cost of 0.1 for each ms
    double filtered = VanRossum.distance(a, b, 10);
    double tiled = SpikeTimeTiling.coefficient(a, b, 5, begin, end);
    double ratio = IsiDistance.distance(a, b, begin, end);
    double apart = SpikeDistance.distance(a, b, begin, end);
    long[] lags = CrossCorrelogram.counts(trains.steps(0), trains.steps(1), 10, 50);
    long[] distribution = Histogram.of(trains.intervals(0), 0, 100, 20).counts();
    // snippet ends
    assertTrue(moved > 0 && filtered > 0 && tiled < 1 && ratio > 0 && ratio < 1 && apart > 0);
    assertEquals(101, lags.length);
    assertTrue(Arrays.stream(distribution).sum() > 0);
    // snippet begins
    spikes.write(folder.resolve("spikes.csv")); // or .npz, .h5
    v.write(folder.resolve("v.npz"));
    rate.write(folder.resolve("rate.h5"));
    weights.write(folder.resolve("weights.csv"));
    SpikeTables.write(folder.resolve("e.npz"), SpikeFile.read(folder.resolve("e.spikes")));
    Sonata.write(folder.resolve("sonata.h5"), 1, Map.of("e", spikes.trains())); // unit of 1 ms
    Nwb.write(folder.resolve("spikes.nwb"), 1, Map.of("e", spikes.trains()));
    var again = Sonata.read(folder.resolve("sonata.h5"), "e", 0.1, 1, 400);
    var played = new Network(0.1, 1).spikes("e", 400, again.steps(), again.neurons());
    // snippet ends
    assertArrayEquals(spikes.steps(), again.steps());
    assertEquals(400, played.size());
  }

  @Test
  void theGuideHasThisCode() throws IOException {
    assertEquals(Snippets.inTest(RecordingGuideTest.class), Snippets.inDocument(GUIDE));
  }
}
