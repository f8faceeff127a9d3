package dev.sleipnir.tasks.simulate;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.tasks.option.Usage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many threads. */
final class ThreadsOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads; results do not depend on them (all cores).")
  private @Nullable Integer threads;

  Parallel parallel() {
    int number = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    if (number < 1 || number > Parallel.MOST_THREADS) {
      throw Usage.error(
          spec,
          "--threads: expected a number from 1 to " + Parallel.MOST_THREADS + ", got " + number);
    }
    return Parallel.of(number);
  }
}
