package dev.sleipnir.tasks.simulate;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.network.Population;
import dev.sleipnir.network.SpikeMonitor;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.report.JsonReport;
import dev.sleipnir.tasks.report.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
          + " second took.",
      "cuba, coba, cobahh: 4,000 neurons, integrate-and-fire with currents or conductances, or"
          + " Hodgkin-Huxley, each pair connected with probability 0.02, without delay (Vogels &"
          + " Abbott 2005; Brette et al. 2007).",
      "brunel_...: 12,500 integrate-and-fire neurons with 1,250 inputs each, in four regimes (Brunel"
          + " 2000).",
      "microcircuit: 77,169 integrate-and-fire neurons in four layers of cortex (Potjans & Diesmann"
          + " 2014); at a smaller scale weights and currents make up for missing synapses."
    },
    footer = {"", "Example:", "  sleipnir simulate cuba --seconds 10 --seed 3 --report cuba.json"},
    subcommands = Statistics.class)
public final class Simulate implements Callable<Integer> {
  private static final double MS_PER_SECOND = 1000;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "NETWORK",
      description = "One of ${COMPLETION-CANDIDATES}.")
  private @Nullable KnownNetwork network;

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

  @Option(
      names = "--report",
      paramLabel = "FILE.json",
      description = "Also write what is printed to a file.")
  private @Nullable Path report;

  Simulate() {}

  private record Report(
      String sleipnir,
      String network,
      double seconds,
      long seed,
      int threads,
      int neurons,
      long synapses,
      SequencedMap<String, Double> rates,
      double secondsToBuild,
      double secondsPerSecond) {}

  @Override
  public Integer call() throws IOException {
    KnownNetwork known = network;
    if (known == null) {
      throw Usage.error(spec, "expected a network, got none");
    }
    if (!(seconds > 0 && seconds <= 1e6)) {
      throw Usage.error(spec, "--seconds: expected a time above 0 and up to 1e6, got " + seconds);
    }
    double factor = factor(known);
    if (report != null) {
      OutputFile.check(report);
    }
    long began = System.nanoTime();
    try (Parallel parallel = threads.parallel()) {
      BuiltNetwork built = build(known, factor, parallel);
      SequencedMap<Population, SpikeMonitor> spikes = new LinkedHashMap<>();
      for (Population population : built.populations()) {
        spikes.put(population, built.net().record(population).spikes());
      }
      built.net().runSteps(0);
      long ready = System.nanoTime();
      built.net().run(seconds * MS_PER_SECOND);
      long done = System.nanoTime();
      SequencedMap<String, Double> rates = new LinkedHashMap<>();
      spikes.forEach(
          (population, of) ->
              rates.put(population.name(), of.count() / (population.size() * seconds)));
      var result =
          new Report(
              Version.number(),
              known.name().toLowerCase(Locale.ROOT),
              seconds,
              seed,
              parallel.threads(),
              built.neurons(),
              built.synapses(),
              rates,
              (ready - began) * 1e-9,
              (done - ready) * 1e-9 / seconds);
      print(result);
      if (report != null) {
        JsonReport.write(report, result);
      }
    }
    return 0;
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
            result.seconds,
            result.seed));
    out.println(
        "spikes per neuron and second: "
            + result.rates.entrySet().stream()
                .map(rate -> String.format(Locale.ROOT, "%s %.2f", rate.getKey(), rate.getValue()))
                .collect(Collectors.joining(", ")));
    out.println(
        String.format(
            Locale.ROOT,
            "%.3f s of wall clock per s on %d thread%s, after %.2f s to build",
            result.secondsPerSecond,
            result.threads,
            result.threads == 1 ? "" : "s",
            result.secondsToBuild));
  }
}
