package dev.sleipnir.tasks.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * How a trial ended.
 *
 * @param trial which
 * @param figures what it reached, by name; none if it failed; what is not finite is left out
 * @param error why it failed, in a line; null if it did not
 */
public record TrialResult(
    Trial trial, SequencedMap<String, Double> figures, @Nullable String error) {
  /** Copies the figures that are finite. */
  public TrialResult {
    SequencedMap<String, Double> finite = new LinkedHashMap<>(figures);
    finite.values().removeIf(figure -> !Double.isFinite(figure));
    figures = Collections.unmodifiableSequencedMap(finite);
  }

  /** {@return whether it failed} */
  public boolean isFailure() {
    return error != null;
  }
}
