package dev.sleipnir.tasks.simulate;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.network.Network;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.plot.Panel;
import dev.sleipnir.tasks.plot.Picture;
import dev.sleipnir.tasks.report.JsonReport;
import dev.sleipnir.tasks.report.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sleipnir simulate}: runs a well-known network. */
@Command(
    name = "simulate",
    sortOptions = false,
    description = {
      "Run a network of populations that is known from the literature; print rates, and how long a"
          + " second took. Ctrl-C ends it with the results so far.",
      "cuba, coba, cobahh: 4,000 neurons, integrate-and-fire with currents or conductances, or"
          + " Hodgkin-Huxley, each pair connected with probability 0.02, without delay (Vogels &"
          + " Abbott 2005; Brette et al. 2007).",
      "brunel, or brunel_ai, brunel_si_fast, brunel_si_slow, brunel_sr: 12,500 integrate-and-fire"
          + " neurons with 1,250 inputs each, in four regimes (Brunel 2000).",
      "microcircuit: 77,169 integrate-and-fire neurons in four layers of cortex (Potjans & Diesmann"
          + " 2014); at a smaller scale weights and currents make up for missing synapses.",
      "vogels: 10,000 integrate-and-fire neurons whose inhibitory synapses learn to balance"
          + " excitation (Vogels et al. 2011).",
      "izhikevich: 1,000 neurons with noise, all connected, with rhythms (Izhikevich 2003)."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir simulate cuba --seconds 10 --seed 3 --report cuba.json --plot cuba.png",
      "  sleipnir simulate vogels --recall --scale 0.2 --seconds 16 --plot recall.png",
      "  sleipnir simulate microcircuit --seconds 100 --snapshot column.snapshot",
      "  sleipnir simulate microcircuit --seconds 100 --snapshot column.snapshot --resume"
    },
    subcommands = {Statistics.class, DiehlCookCommand.class})
public final class Simulate implements Callable<Integer> {
  private static final double MS_PER_SECOND = 1000;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "NETWORK",
      converter = NetworkName.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private @Nullable KnownNetwork network;

  @Option(
      names = "--regime",
      paramLabel = "NAME",
      description = "Of brunel: ${COMPLETION-CANDIDATES} (ai).")
  private @Nullable Regime regime;

  @Option(
      names = "--recall",
      description =
          "Of vogels: half way, store a memory in a tenth of the excitatory neurons; at the end,"
              + " recall it by a quarter of them. Inhibition learns ten times as fast.")
  private boolean recall;

  @Option(
      names = "--seconds",
      paramLabel = "TIME",
      defaultValue = "1",
      description = "Biological time in s (${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--neurons",
      paramLabel = "N",
      description = "How many, at least 10, instead of --scale.")
  private @Nullable Integer neurons;

  @Option(
      names = "--scale",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description =
          "As many times the neurons of the literature (${DEFAULT-VALUE}); what connects them is"
              + " scaled as usual for each network.")
  private double scale;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "What connections and initial values are drawn from (${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Mixin private SnapshotOptions snapshot = new SnapshotOptions();

  @Option(
      names = "--report",
      paramLabel = "FILE.json",
      description =
          "Write figures of each population here: its rate, intervals between spikes, their"
              + " variation, correlations.")
  private @Nullable Path report;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Draw the spikes and rates of the last half second here, as .png or .svg.")
  private @Nullable Path plot;

  @Option(
      names = "--watch",
      description =
          "Show spikes and rates on a local page while the network runs: its address is printed"
              + " first.")
  private boolean watch;

  @Option(names = "--quiet", description = "Print the result only.")
  private boolean quiet;

  Simulate() {}

  private record Report(
      String sleipnir,
      String network,
      double seconds,
      boolean interrupted,
      long seed,
      int threads,
      int neurons,
      long synapses,
      SequencedMap<String, Activity.Figures> populations,
      Recall.@Nullable Figures recall,
      double secondsToBuild,
      @Nullable Double secondsPerSecond) {}

  @Override
  public Integer call() throws IOException {
    KnownNetwork known = network;
    if (known == null) {
      throw Usage.error(spec, "expected a network, got none");
    }
    if (regime != null) {
      known = regime.of(known);
      if (known == null) {
        throw Usage.error(spec, "--regime: expected brunel beside it, got " + network);
      }
    }
    if (!(seconds > 0 && seconds <= 1e6)) {
      throw Usage.error(spec, "--seconds: expected a time above 0 and up to 1e6, got " + seconds);
    }
    if (recall && known != KnownNetwork.VOGELS) {
      throw Usage.error(spec, "--recall: expected vogels beside it, got " + network);
    }
    if (recall && seconds * MS_PER_SECOND < Recall.SHORTEST) {
      throw Usage.error(
          spec, "--recall: expected --seconds of at least 2 beside it, got " + seconds);
    }
    double factor = factor(known);
    snapshot.check();
    if (report != null) {
      OutputFile.check(report);
    }
    if (plot != null) {
      checkPlot(plot);
    }
    try (Interruption _ = new Interruption();
        Parallel parallel = threads.parallel()) {
      return run(known, factor, parallel) ? 0 : 1;
    }
  }

  private void checkPlot(Path file) throws IOException {
    try {
      Picture.check(file);
    } catch (IllegalArgumentException e) {
      throw Usage.error(spec, "--plot: " + e.getMessage());
    }
  }

  private boolean run(KnownNetwork known, double factor, Parallel parallel) throws IOException {
    long began = System.nanoTime();
    String name = known.name().toLowerCase(Locale.ROOT);
    BuiltNetwork built = build(known, factor, parallel);
    Network net = built.net();
    var simulation = new Simulation(name, built, plot != null || watch || snapshot.file() != null);
    var memory = recall ? new Recall(built, seconds * MS_PER_SECOND) : null;
    net.runSteps(0);
    long ready = System.nanoTime();
    PrintWriter out = spec.commandLine().getOut();
    boolean whole = simulation.run(seconds * MS_PER_SECOND, snapshot, watch, quiet, out);
    long done = System.nanoTime();
    double passed = simulation.ran();
    var result =
        new Report(
            Version.number(),
            name,
            net.time() / MS_PER_SECOND,
            !whole,
            seed,
            parallel.threads(),
            built.neurons(),
            built.synapses(),
            simulation.figures(),
            memory == null ? null : memory.figures(),
            (ready - began) * 1e-9,
            passed > 0 ? (done - ready) * 1e-9 / passed * MS_PER_SECOND : null);
    print(result);
    if (report != null) {
      JsonReport.write(report, result);
    }
    if (plot != null) {
      List<Panel> panels = new ArrayList<>();
      panels.add(ActivityPicture.of(name + ", seed " + seed, net, simulation.spikes()));
      if (memory != null) {
        panels.addAll(memory.plots());
      }
      Picture.grid(1, panels).write(plot);
    }
    if (!whole) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("Interrupted after " + (float) result.seconds + " s" + snapshot.hint());
      err.flush();
    }
    return whole;
  }

  private BuiltNetwork build(KnownNetwork known, double factor, Parallel parallel) {
    try {
      return known.build(factor, seed, parallel);
    } catch (IllegalArgumentException e) {
      throw Usage.error(spec, "--" + e.getMessage());
    }
  }

  private double factor(KnownNetwork known) {
    if (neurons != null && neurons < KnownNetwork.FEWEST) {
      throw Usage.error(
          spec, "--neurons: expected at least " + KnownNetwork.FEWEST + ", got " + neurons);
    }
    return neurons == null ? scale : (double) neurons / known.neurons();
  }

  private void print(Report result) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        String.format(
            Locale.ROOT,
            "%s: %,d neurons, %,d synapses, %s s, seed %d",
            result.network,
            result.neurons,
            result.synapses,
            (float) result.seconds,
            result.seed));
    out.println(
        "spikes per neuron and second: "
            + result.populations.entrySet().stream()
                .map(of -> String.format(Locale.ROOT, "%s %.2f", of.getKey(), of.getValue().rate()))
                .collect(Collectors.joining(", ")));
    Recall.Figures memory = result.recall;
    if (memory != null) {
      out.println(
          String.format(
              Locale.ROOT,
              "while %d neurons are stimulated, spikes per neuron and second: rest of the assembly"
                  + " %.2f, others %.2f; before the memory was stored %.2f, %.2f",
              memory.stimulated(),
              memory.with().assembly(),
              memory.with().others(),
              memory.without().assembly(),
              memory.without().others()));
    }
    if (result.secondsPerSecond == null) {
      out.println("All of it is in the snapshot.");
      return;
    }
    out.println(
        String.format(
            Locale.ROOT,
            "%.3f s of wall clock per s on %d thread%s, after %.2f s to build",
            result.secondsPerSecond,
            result.threads,
            result.threads == 1 ? "" : "s",
            result.secondsToBuild));
    out.flush();
  }
}
