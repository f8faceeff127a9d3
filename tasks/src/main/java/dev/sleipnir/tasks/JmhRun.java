package dev.sleipnir.tasks;

import dev.sleipnir.bench.Benchmarks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import tools.jackson.databind.json.JsonMapper;

/** One run of a benchmark under JMH, in JVMs of its own that are started as this one was. */
final class JmhRun {
  private JmhRun() {}

  /** Runs it, with JMH's report on standard output; returns a line of JSON for each result. */
  static List<String> run(Benchmarks.Entry entry, CommandLineOptions options)
      throws RunnerException {
    var all =
        new OptionsBuilder()
            .parent(options)
            .include("^" + Pattern.quote(entry.type().getName()) + "\\.")
            .addProfiler(GCProfiler.class)
            .addProfiler(ForkProfiler.class)
            .jvmArgs(forkArguments(options))
            .shouldFailOnError(true)
            .build();
    var json = JsonMapper.shared();
    return new Runner(all)
        .run().stream().map(result -> json.writeValueAsString(summary(entry, result))).toList();
  }

  private static String[] forkArguments(CommandLineOptions options) {
    List<String> given = new ArrayList<>(options.getJvmArgs().orElse(List.of()));
    List<String> all = new ArrayList<>(given);
    all.addAll(options.getJvmArgsPrepend().orElse(List.of()));
    all.addAll(options.getJvmArgsAppend().orElse(List.of()));
    // JMH would hand on this JVM's arguments only where the user names none.
    var arguments = new ArrayList<>(JvmOptions.without(JvmOptions.ofThisJvm(), all));
    // Nobody adds the module to a fork when it runs.
    arguments.add("--add-modules=jdk.incubator.vector");
    // JMH's own; the JDK would warn of it in every fork.
    arguments.add("--sun-misc-unsafe-memory-access=allow");
    arguments.add(Parent.option());
    arguments.addAll(given);
    return arguments.toArray(String[]::new);
  }

  private static Map<String, Object> summary(Benchmarks.Entry entry, RunResult result) {
    var summary = new LinkedHashMap<String, Object>();
    summary.put("benchmark", entry.name());
    var benchmark = result.getParams();
    summary.put("method", benchmark.getBenchmark().replaceFirst("^.*\\.", ""));
    Collection<String> keys = benchmark.getParamsKeys();
    for (String key : keys) {
      summary.put(key, benchmark.getParam(key));
    }
    summary.put("mode", benchmark.getMode().shortLabel());
    Result<?> primary = result.getPrimaryResult();
    summary.put("score", primary.getScore());
    // One iteration has no error.
    if (Double.isFinite(primary.getScoreError())) {
      summary.put("scoreError", primary.getScoreError());
    }
    summary.put("unit", primary.getScoreUnit());
    result
        .getSecondaryResults()
        .forEach((label, value) -> summary.put(label.replaceFirst("^\\W+", ""), value.getScore()));
    return summary;
  }
}
