package dev.sleipnir.tasks.sweep;

import dev.sleipnir.model.file.OutputLock;
import dev.sleipnir.tasks.report.JsonReport;
import dev.sleipnir.tasks.report.Version;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a sweep keeps: its plan, and the result of each trial as soon as there is one. Each file is
 * written whole or not at all, so that a sweep can be killed at any moment.
 */
final class SweepFolder implements Closeable {
  private final Path folder;
  private final OutputLock lock;

  private SweepFolder(Path folder, OutputLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** What is compared before a sweep goes on. */
  private record Plan(String sleipnir, String task, List<Trial> trials) {}

  private record Result(
      int trial,
      SequencedMap<String, String> settings,
      SequencedMap<String, Double> figures,
      @Nullable String error) {}

  static Path plan(Path folder) {
    return folder.resolve("plan.json");
  }

  /**
   * Takes hold of a folder, for a new sweep or to go on with the same.
   *
   * @throws IOException if another sweep has it, or it is of another one
   */
  static SweepFolder open(Path folder, String task, List<Trial> trials) throws IOException {
    Path file = plan(folder);
    OutputLock lock = OutputLock.of(file);
    try {
      Plan plan = new Plan(Version.number(), task, trials);
      if (!Files.exists(file)) {
        JsonReport.write(file, plan);
      } else {
        JsonNode now = JsonMapper.shared().valueToTree(plan);
        JsonNode before = read(file);
        for (String part : List.of("sleipnir", "task", "trials")) {
          if (!before.path(part).equals(now.path(part))) {
            throw new IOException(
                file
                    + ": expected the same "
                    + part
                    + " as in the sweep that is there, got "
                    + (part.equals("trials")
                        ? "others"
                        : now.path(part).asString()
                            + " instead of "
                            + before.path(part).asString("none")));
          }
        }
      }
      return new SweepFolder(folder, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static JsonNode read(Path file) throws IOException {
    try {
      return JsonMapper.shared().readTree(Files.readString(file));
    } catch (JacksonException e) {
      throw new IOException(file + ": expected JSON that a sweep wrote, got other text", e);
    }
  }

  Path of(Trial trial) {
    return folder.resolve(String.format(Locale.ROOT, "%04d", trial.number()));
  }

  private Path result(Trial trial) {
    return of(trial).resolve("result.json");
  }

  void write(TrialResult result) throws IOException {
    JsonReport.write(
        result(result.trial()),
        new Result(
            result.trial().number(), result.trial().settings(), result.figures(), result.error()));
  }

  /** What a trial reached before; empty if it is still to be run, which one that failed is. */
  Optional<TrialResult> read(Trial trial) throws IOException {
    Path file = result(trial);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode result = read(file);
    if (result.path("error").isString()) {
      return Optional.empty();
    }
    SequencedMap<String, Double> figures = new LinkedHashMap<>();
    result
        .path("figures")
        .propertyStream()
        .forEach(each -> figures.put(each.getKey(), each.getValue().asDouble(Double.NaN)));
    return Optional.of(new TrialResult(trial, figures, null));
  }

  @Override
  public void close() {
    lock.close();
  }
}
