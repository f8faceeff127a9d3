package dev.sleipnir.spark;

import dev.sleipnir.tasks.sweep.Trial;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.SequencedMap;

/**
 * What runs one trial of a sweep on an executor: a lambda that captures only what can be
 * serialised.
 */
@FunctionalInterface
public interface SparkTrial extends Serializable {
  /**
   * Runs a trial to its end; called again, elsewhere, if its executor is lost.
   *
   * @param trial its settings
   * @param folder an empty folder on the executor, deleted afterwards
   * @return figures by name
   * @throws Exception if it fails; the others go on
   */
  SequencedMap<String, Double> run(Trial trial, Path folder) throws Exception;
}
