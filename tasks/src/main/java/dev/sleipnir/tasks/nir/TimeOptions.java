package dev.sleipnir.tasks.nir;

import dev.sleipnir.nir.NirTime;
import dev.sleipnir.tasks.option.Usage;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How time is meant in a graph, which does not say it. */
final class TimeOptions {
  @Option(
      names = "--dt",
      paramLabel = "SECONDS",
      description = "Time step [s] (default: ${DEFAULT-VALUE}; graphs do other things at another).",
      defaultValue = "1e-4")
  private double dt;

  @Option(
      names = "--time-unit",
      paramLabel = "UNIT",
      description =
          "In what the graph's time constants are: s, ms or steps (default: ${DEFAULT-VALUE}).",
      defaultValue = "s")
  private String unit = "s";

  double dt(CommandSpec spec) {
    Usage.positive(spec, "--dt", dt);
    return dt;
  }

  NirTime unit(CommandSpec spec) {
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "s" -> NirTime.SECONDS;
      case "ms" -> NirTime.MILLISECONDS;
      case "steps" -> NirTime.STEPS;
      default -> throw Usage.error(spec, "--time-unit: expected s, ms or steps, got " + unit);
    };
  }
}
