package dev.sleipnir.spark;

import dev.sleipnir.tasks.sweep.Sweep;
import dev.sleipnir.tasks.sweep.Trial;
import dev.sleipnir.tasks.sweep.TrialRunner;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * Trials of a {@link Sweep} on the executors of a Spark cluster. The sweep itself stays with the
 * driver, with its folder of results, from which it goes on after a loss of the driver; a trial
 * whose executor is lost is run again on another.
 *
 * <pre>{@code
 * new Sweep("rate", space, folder, SparkSweep.runner(spark, (trial, own) -> measure(trial)))
 *     .parallel(spark.defaultParallelism())
 *     .run();
 * }</pre>
 */
public final class SparkSweep {
  private SparkSweep() {}

  /**
   * What runs trials on executors, as many at once as the sweep asks for.
   *
   * @param spark the cluster
   * @param trial runs one
   * @return for a {@link Sweep}
   */
  public static TrialRunner runner(JavaSparkContext spark, SparkTrial trial) {
    return (point, own) -> {
      int number = point.number();
      var settings = new LinkedHashMap<>(point.settings());
      Outcome outcome =
          spark.parallelize(List.of(number), 1).map(n -> of(trial, n, settings)).first();
      if (outcome.failure != null) {
        throw outcome.failure;
      }
      return outcome.figures;
    };
  }

  /** How a trial ended: what it threw is an answer, too, and no reason to try it again. */
  private record Outcome(LinkedHashMap<String, Double> figures, @Nullable Exception failure)
      implements Serializable {}

  private static Outcome of(SparkTrial trial, int number, SequencedMap<String, String> settings) {
    try {
      return new Outcome(new LinkedHashMap<>(run(trial, number, settings)), null);
    } catch (Exception e) {
      return new Outcome(new LinkedHashMap<>(), e);
    }
  }

  private static SequencedMap<String, Double> run(
      SparkTrial trial, int number, SequencedMap<String, String> settings) throws Exception {
    Path folder = Files.createTempDirectory("sleipnir-trial");
    try {
      return trial.run(new Trial(number, settings), folder);
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
