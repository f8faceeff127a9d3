package dev.sleipnir.tasks.images;

import dev.sleipnir.model.network.Conversion;
import dev.sleipnir.tasks.plot.Picture;
import dev.sleipnir.tasks.plot.Plot;
import dev.sleipnir.tasks.training.Findings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/** What a network lost by its conversion, by time steps; nothing before it is converted. */
final class ConversionFindings implements Findings {
  /**
   * After a number of time steps.
   *
   * @param steps how many
   * @param accuracy of the spiking network
   * @param loss of accuracy, to the network of rectifiers
   * @param agreement how often both answer the same
   */
  record Row(int steps, double accuracy, double loss, double agreement) {}

  private final Map<String, Object> figures = new LinkedHashMap<>();
  private final List<Row> rows = new ArrayList<>();
  private String data = "";
  private double original;

  void found(
      String from, List<Double> thresholds, int[] steps, List<Conversion.Accuracy> accuracies) {
    data = from;
    original = accuracies.getFirst().original();
    rows.clear();
    for (int n = 0; n < steps.length; n++) {
      Conversion.Accuracy each = accuracies.get(n);
      rows.add(new Row(steps[n], each.spiking(), each.loss(), each.agreement()));
    }
    figures.put("rectifierAccuracy", original);
    figures.put("spikingAccuracy", rows.getLast().accuracy());
    figures.put("thresholds", thresholds);
    figures.put("spiking", List.copyOf(rows));
  }

  /** A table, a line for each. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, "rectifiers: accuracy %.2f %%", 100 * original));
    for (Row row : rows) {
      lines.add(
          String.format(
              Locale.ROOT,
              "spiking, %d steps: accuracy %.2f %%, equal answers %.2f %%",
              row.steps(),
              100 * row.accuracy(),
              100 * row.agreement()));
    }
    return lines;
  }

  @Override
  public Map<String, ?> figures() {
    return figures;
  }

  @Override
  public SequencedMap<String, Picture> pictures() {
    SequencedMap<String, Picture> pictures = new LinkedHashMap<>();
    if (!rows.isEmpty()) {
      pictures.put(
          "conversion",
          Picture.of(
              new Plot("Converted network on " + data, "time steps", "accuracy [%]")
                  .logX()
                  .line(
                      "spiking",
                      rows.stream().mapToDouble(Row::steps).toArray(),
                      rows.stream().mapToDouble(row -> 100 * row.accuracy()).toArray())
                  .level("rectifiers", 100 * original)));
    }
    return pictures;
  }
}
