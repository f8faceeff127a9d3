package dev.sleipnir.tasks;

import dev.sleipnir.bench.protocol.Protocol;
import dev.sleipnir.tasks.option.Effect;
import dev.sleipnir.tasks.option.Verbosity;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** A benchmark with options of its own: a few lines for a reader, then a line of JSON. */
abstract class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /**
   * The benchmark as the options ask for it.
   *
   * @throws IllegalArgumentException if an option is out of range; the message begins with its name
   */
  abstract Protocol protocol() throws IOException;

  /**
   * What else to do with the figures.
   *
   * @param figures as the protocol returned them
   */
  void finish(Map<String, Object> figures) throws IOException {}

  /** Refuses an option that was given but has no effect. */
  final void require(String option, boolean effective, String expected, String given) {
    Effect.require(spec, option, effective, expected, given);
  }

  /** Whether to show which way connections took. */
  final boolean isVerbose() {
    return Verbosity.of(spec);
  }

  @Override
  public final Integer call() throws IOException {
    var out = spec.commandLine().getOut();
    if (spec.parent() != null) {
      Effect.require(spec.parent(), "--list", false, "no benchmark", spec.name());
    }
    Protocol protocol;
    try {
      protocol = protocol();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
    var figures = protocol.run(out);
    finish(figures);
    out.println(JsonMapper.shared().writeValueAsString(figures));
    return 0;
  }
}
