package dev.sleipnir.tasks.simulate;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.network.SpikeMonitor;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.report.JsonReport;
import dev.sleipnir.tasks.report.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
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
          + " 2000)."
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
      description = "How many, at least 10 (those of the literature).")
  private @Nullable Integer neurons;

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
      double rateExcitatory,
      double rateInhibitory,
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
    int size = neurons == null ? known.neurons() : neurons;
    if (size < 10) {
      throw Usage.error(spec, "--neurons: expected at least 10, got " + size);
    }
    if (report != null) {
      OutputFile.check(report);
    }
    long began = System.nanoTime();
    try (Parallel parallel = threads.parallel()) {
      KnownNetwork.Built built = known.build(size, seed, parallel);
      SpikeMonitor ofE = built.net().record(built.e()).spikes();
      SpikeMonitor ofI = built.net().record(built.i()).spikes();
      built.net().runSteps(0);
      long ready = System.nanoTime();
      built.net().run(seconds * MS_PER_SECOND);
      long done = System.nanoTime();
      var result =
          new Report(
              Version.number(),
              known.name().toLowerCase(Locale.ROOT),
              seconds,
              seed,
              parallel.threads(),
              size,
              built.synapses(),
              ofE.count() / (built.e().size() * seconds),
              ofI.count() / (built.i().size() * seconds),
              (ready - began) * 1e-9,
              (done - ready) * 1e-9 / seconds);
      print(result);
      if (report != null) {
        JsonReport.write(report, result);
      }
    }
    return 0;
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
        String.format(
            Locale.ROOT,
            "rate: %.2f /s excitatory, %.2f /s inhibitory",
            result.rateExcitatory,
            result.rateInhibitory));
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
