package dev.sleipnir.tasks.simulate;

import dev.sleipnir.network.Network;
import dev.sleipnir.network.Population;
import dev.sleipnir.network.Progress;
import dev.sleipnir.network.SpikeMonitor;
import dev.sleipnir.tasks.training.TerminalProgress;
import dev.sleipnir.tasks.watch.NetworkWatch;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A network that runs, shown and kept while it does. Times are in ms. */
final class Simulation {
  private static final double MS_PER_SECOND = 1000;

  /** Enough for the half second that is drawn, at 200 spikes a second. */
  private static final long SPIKES_OF_NEURON = 100;

  private static final long MOST_SPIKES = 1 << 22;

  private final String name;
  private final Network net;
  private final SequencedMap<String, Activity> activity = new LinkedHashMap<>();

  /** The last of them. */
  private final SequencedMap<Population, SpikeMonitor> spikes = new LinkedHashMap<>();

  private final int neurons;
  private double ran;

  /** Spikes are kept only if they are to be drawn, now or when the run is resumed. */
  Simulation(String name, BuiltNetwork built, boolean isDrawn) {
    this.name = name;
    net = built.net();
    neurons = built.neurons();
    for (Population population : built.populations()) {
      activity.put(population.name(), new Activity(net, population));
      if (isDrawn) {
        int most = (int) Math.min(MOST_SPIKES, SPIKES_OF_NEURON * population.size());
        spikes.put(population, net.record(population).lastSpikes(most));
      }
    }
  }

  /**
   * Runs to a time, from where the snapshot is if that was asked for.
   *
   * @return whether it was not interrupted
   */
  boolean run(double end, SnapshotOptions snapshot, boolean watch, boolean quiet, PrintWriter out)
      throws IOException {
    try (Closeable _ = snapshot.lock();
        @Nullable NetworkWatch page = watch ? new NetworkWatch(name, net, spikes, end) : null;
        TerminalProgress progress = new TerminalProgress(quiet)) {
      if (page != null) {
        out.println("Watch: " + page.address());
        out.flush();
      }
      snapshot.attach(net);
      double from = net.time();
      double left = end - from;
      if (left > net.dt() / 2) {
        progress.start("simulate " + name, Math.max(1, Math.round(left)), "ms", "rate [Hz]");
        net.progress(each -> show(each, progress));
        try {
          net.run(left);
        } catch (UncheckedIOException e) {
          throw e.getCause();
        }
      }
      ran = net.time() - from;
      // Else files could not be written.
      boolean interrupted = Thread.interrupted();
      snapshot.store(net);
      return !interrupted;
    }
  }

  private void show(Progress run, TerminalProgress progress) {
    double passed = run.time() - run.from();
    long total = Math.max(1, Math.round(run.to() - run.from()));
    double rate = MS_PER_SECOND * run.spikes() / (neurons * passed);
    progress.step(Math.min(total, Math.round(passed)), Double.NaN, rate);
  }

  SequencedMap<String, Activity.Figures> figures() {
    SequencedMap<String, Activity.Figures> figures = new LinkedHashMap<>();
    activity.forEach((population, of) -> figures.put(population, of.figures(net.time())));
    return figures;
  }

  /** How long it ran, without what was in the snapshot. */
  double ran() {
    return ran;
  }

  SequencedMap<Population, SpikeMonitor> spikes() {
    return spikes;
  }
}
