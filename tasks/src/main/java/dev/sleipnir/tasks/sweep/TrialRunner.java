package dev.sleipnir.tasks.sweep;

import java.nio.file.Path;
import java.util.SequencedMap;

/** Runs one trial of a {@link Sweep}. */
@FunctionalInterface
public interface TrialRunner {
  /**
   * Runs a trial to its end. Called on several threads at once, and again for a trial that was
   * interrupted, whose folder then has what it left.
   *
   * @param trial its settings
   * @param folder its own folder, which is there
   * @return figures by name; what is not finite is left out of tables
   * @throws Exception if it fails; the others go on
   */
  SequencedMap<String, Double> run(Trial trial, Path folder) throws Exception;
}
