package dev.sleipnir.tasks.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * One point of a {@link SearchSpace}.
 *
 * @param number from 1
 * @param settings values by name, in the order of the axes
 */
public record Trial(int number, SequencedMap<String, String> settings) {
  /** Copies the settings. */
  public Trial {
    settings = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(settings));
  }

  /**
   * A setting as a number.
   *
   * @param name what it is called
   * @return its value
   * @throws IllegalArgumentException if there is none of that name, or it is no number
   */
  public double number(String name) {
    String value = settings.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "expected one of " + settings.keySet() + ", got '" + name + "'");
    }
    return Double.parseDouble(value);
  }

  /** {@return its settings in a line, such as {@code seed=1 learning-rate=0.01}} */
  @Override
  public String toString() {
    return settings.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(" "));
  }
}
