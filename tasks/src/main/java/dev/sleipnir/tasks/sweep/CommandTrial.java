package dev.sleipnir.tasks.sweep;

import dev.sleipnir.tasks.option.Usage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A command as a trial: its settings are options, its figures those of the report it writes. It
 * runs in this process, and goes on from its checkpoint where one was left.
 */
final class CommandTrial implements TrialRunner {
  private static final String REPORT = "--report";
  private static final String CHECKPOINT = "--checkpoint";

  private final CommandSpec command;
  private final IFactory factory;
  private final List<String> asked;
  private final List<String> given;

  /**
   * A command.
   *
   * @param command which, as it is registered
   * @param factory makes another
   * @param given arguments of every trial
   * @param threads of each, unless they are given
   * @throws ParameterException if it has no report, or is given one
   */
  CommandTrial(CommandSpec command, IFactory factory, List<String> given, int threads) {
    this.command = command;
    this.factory = factory;
    asked = List.copyOf(given);
    List<String> all = new ArrayList<>(given);
    for (String own : List.of(REPORT, CHECKPOINT, "--resume", "--force")) {
      if (given.stream().anyMatch(arg -> arg.equals(own) || arg.startsWith(own + "="))) {
        throw Usage.error(command, own + ": expected none, as the sweep sets it, got one");
      }
    }
    if (!has(REPORT)) {
      throw Usage.error(command, "expected a task that writes a report, got one without " + REPORT);
    }
    if (has("--threads") && given.stream().noneMatch(arg -> arg.startsWith("--threads"))) {
      all.add("--threads=" + threads);
    }
    if (has("--quiet") && !given.contains("--quiet")) {
      all.add("--quiet");
    }
    this.given = List.copyOf(all);
  }

  private boolean has(String option) {
    return command.optionsMap().containsKey(option);
  }

  /**
   * Refuses settings that are no options of the command, or values that are none of theirs.
   *
   * @throws ParameterException for the first that is
   */
  void check(List<Trial> trials) {
    for (String name : trials.getFirst().settings().keySet()) {
      if (!has("--" + name)) {
        throw Usage.error(
            command,
            "expected an option of "
                + command.name()
                + ", got '"
                + name
                + "'; it has "
                + String.join(
                    ", ",
                    command.options().stream()
                        .map(option -> option.longestName())
                        .sorted()
                        .toList()));
      }
    }
    for (Trial trial : trials) {
      try {
        another().parseArgs(arguments(trial).toArray(String[]::new));
      } catch (ParameterException e) {
        throw Usage.error(command, trial + ": " + e.getMessage());
      }
    }
  }

  private CommandLine another() {
    try {
      return new CommandLine(factory.create(command.userObject().getClass()), factory)
          .setCaseInsensitiveEnumValuesAllowed(true);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> arguments(Trial trial) {
    List<String> args = new ArrayList<>(given);
    args.addAll(options(trial));
    return args;
  }

  private static List<String> options(Trial trial) {
    return trial.settings().entrySet().stream().map(each -> "--" + each).toList();
  }

  /** The command that does what a trial does. */
  String line(Trial trial) {
    List<String> words = new ArrayList<>(List.of("sleipnir", command.name()));
    words.addAll(asked);
    words.addAll(options(trial));
    return String.join(" ", words);
  }

  /** What the command threw. */
  private static final class Thrown {
    private @Nullable Exception exception;
  }

  @Override
  public SequencedMap<String, Double> run(Trial trial, Path folder) throws Exception {
    Path report = folder.resolve("report.json");
    Path checkpoint = folder.resolve("checkpoint");
    List<String> args = arguments(trial);
    args.add(REPORT + "=" + report);
    if (has(CHECKPOINT)) {
      args.add(CHECKPOINT + "=" + checkpoint);
      if (Files.exists(checkpoint)) {
        args.add("--resume");
      }
    }
    Thrown thrown = new Thrown();
    int status;
    try (PrintWriter said =
        new PrintWriter(
            Files.newBufferedWriter(folder.resolve("output.txt"), StandardCharsets.UTF_8), true)) {
      status =
          another()
              .setOut(said)
              .setErr(said)
              .setExecutionExceptionHandler((e, line, parsed) -> keep(thrown, e))
              .setParameterExceptionHandler((e, line) -> keep(thrown, e))
              .execute(args.toArray(String[]::new));
    }
    if (thrown.exception != null) {
      throw thrown.exception;
    }
    if (status != 0) {
      throw new IOException("exit status " + status);
    }
    SequencedMap<String, Double> figures = figures(report);
    Files.deleteIfExists(checkpoint);
    return figures;
  }

  private static int keep(Thrown thrown, Exception e) {
    thrown.exception = e;
    return 1;
  }

  /** The numbers of the last epoch, or of a report without epochs, and of its findings. */
  private static SequencedMap<String, Double> figures(Path report) throws IOException {
    JsonNode json = JsonMapper.shared().readTree(Files.readString(report));
    JsonNode epochs = json.path("epochs");
    SequencedMap<String, Double> figures = new LinkedHashMap<>();
    put(figures, epochs.isArray() && !epochs.isEmpty() ? epochs.get(epochs.size() - 1) : json);
    put(figures, json.path("findings"));
    return figures;
  }

  private static void put(Map<String, Double> figures, JsonNode of) {
    of.propertyStream()
        // How fast it was is another each time.
        .filter(each -> each.getValue().isNumber() && !each.getKey().endsWith("PerSecond"))
        .forEach(each -> figures.put(each.getKey(), each.getValue().asDouble()));
  }
}
