package dev.sleipnir.tasks.training;

import dev.sleipnir.tasks.plot.Picture;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a report says of one task besides what it says of all: figures, and pictures beside the
 * report. It is asked for after every epoch, of the network as it is then.
 */
public interface Findings {
  /** Nothing. */
  Findings NONE = new Findings() {};

  /**
   * Figures, of the report's {@code findings}.
   *
   * @return by name: numbers, texts, lists, maps and records of these; none unless overridden
   */
  default Map<String, ?> figures() {
    return Map.of();
  }

  /**
   * Pictures, as files beside the report.
   *
   * @return by what they show, one word: that of {@code report.json} becomes {@code
   *     report-WORD.png}; none unless overridden
   */
  default SequencedMap<String, Picture> pictures() {
    return new LinkedHashMap<>();
  }
}
