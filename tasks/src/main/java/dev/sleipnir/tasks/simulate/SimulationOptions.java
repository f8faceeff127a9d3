package dev.sleipnir.tasks.simulate;

import dev.sleipnir.kernels.parallel.Parallel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every simulation may be asked. */
final class SimulationOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "TIME",
      defaultValue = "1",
      description = "Biological time in s (${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "What connections and initial values are drawn from (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads; results do not depend on them (all cores).")
  private @Nullable Integer threads;

  @Option(
      names = "--report",
      paramLabel = "FILE.json",
      description = "Also write what is printed to a file.")
  private @Nullable Path report;

  double seconds() {
    if (!(seconds >= 0 && seconds <= 1e6)) {
      throw usage("--seconds: expected a time from 0 to 1e6, got " + seconds);
    }
    return seconds;
  }

  long seed() {
    return seed;
  }

  Parallel parallel() {
    int number = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    if (number < 1 || number > Parallel.MOST_THREADS) {
      throw usage(
          "--threads: expected a number from 1 to " + Parallel.MOST_THREADS + ", got " + number);
    }
    return Parallel.of(number);
  }

  @Nullable Path report() {
    return report;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
