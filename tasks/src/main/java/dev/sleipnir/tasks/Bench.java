package dev.sleipnir.tasks;

import dev.sleipnir.bench.Benchmarks;
import dev.sleipnir.tasks.option.Effect;
import dev.sleipnir.tasks.option.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sleipnir bench}: lists and runs the benchmarks. */
@Command(
    name = "bench",
    customSynopsis = {
      "sleipnir bench --list",
      "       sleipnir bench NAME [-- JMH-OPTION...]",
      "       sleipnir bench COMMAND [OPTION...]"
    },
    description = "Run a benchmark. Its last lines are JSON, one for each result.",
    subcommands = {
      BenchLifLayer.class,
      BenchMnistTrain.class,
      BenchMnistInfer.class,
      BenchBptt.class,
      BenchLinearLif.class,
      BenchVgg.class,
      BenchLayer.class,
      BenchSgemm.class,
      BenchRecurrentStep.class,
      BenchDensity.class,
      BenchNetwork.class,
      BenchEvents.class
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir bench triad",
      "  sleipnir bench triad -- -f 3 -p floats=2048",
      "  sleipnir bench triad -- -h      (lists JMH's options)",
      "  sleipnir bench lif-layer --features 2000 --threads 2",
      "  sleipnir bench lif-layer --help"
    })
final class Bench implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--list", description = "List the benchmarks and exit.")
  private boolean list;

  @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "What to run.")
  private @Nullable String name;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "JMH-OPTION",
      description = "Handed to JMH as they are.")
  private List<String> jmhOptions = List.of();

  @Override
  public Integer call() throws RunnerException, IOException {
    var out = spec.commandLine().getOut();
    if (list) {
      Effect.require(spec, "--list", name == null, "no benchmark", String.valueOf(name));
      for (var entry : Benchmarks.all()) {
        out.println(String.format(Locale.ROOT, "%-20s %s", entry.name(), entry.description()));
      }
      spec.subcommands()
          .forEach(
              (command, line) ->
                  out.println(
                      String.format(
                          Locale.ROOT,
                          "%-20s %s",
                          command,
                          line.getCommandSpec().usageMessage().description()[0])));
      return 0;
    }
    var entry = chosen();
    var options = parsed();
    if (options.shouldHelp()) {
      options.showHelp();
      return 0;
    }
    for (String json : JmhRun.run(entry, options)) {
      out.println(json);
    }
    return 0;
  }

  private Benchmarks.Entry chosen() {
    var all = new ArrayList<>(Benchmarks.all().stream().map(Benchmarks.Entry::name).toList());
    all.addAll(spec.subcommands().keySet());
    var names = String.join(", ", all);
    if (name == null) {
      throw Usage.error(spec, "missing benchmark NAME; expected one of " + names);
    }
    return Benchmarks.find(name)
        .orElseThrow(
            () -> Usage.error(spec, "unknown benchmark '" + name + "'; expected one of " + names));
  }

  private CommandLineOptions parsed() {
    try {
      var options = new CommandLineOptions(jmhOptions.toArray(String[]::new));
      if (!options.getIncludes().isEmpty()) {
        throw Usage.error(
            spec,
            "unexpected argument '" + options.getIncludes().getFirst() + "'; expected JMH options");
      }
      return options;
    } catch (CommandLineOptionException e) {
      throw Usage.error(spec, "JMH options: " + e.getMessage());
    }
  }
}
