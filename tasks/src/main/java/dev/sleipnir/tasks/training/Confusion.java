package dev.sleipnir.tasks.training;

import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.train.ConfusionMatrix;
import dev.sleipnir.model.train.Metric;
import dev.sleipnir.tasks.plot.HeatMap;
import dev.sleipnir.tasks.plot.Picture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The confusion matrix of the last test, as a finding: the share of each class that was answered
 * rightly, and a picture. It is the metric of the task that is tested, and is accuracy.
 */
public final class Confusion implements Metric, Findings {
  private final String title;
  private final List<String> classes;
  private final int samples;
  private final ConfusionMatrix matrix;
  private int seen;

  /**
   * A matrix without counts.
   *
   * @param title above the picture
   * @param classes their names
   * @param samples samples of a test
   */
  public Confusion(String title, List<String> classes, int samples) {
    this.title = title;
    this.classes = List.copyOf(classes);
    this.samples = samples;
    matrix = new ConfusionMatrix(classes.size());
  }

  @Override
  public double of(Tensor decoded, Tensor targets) {
    if (seen >= samples) {
      matrix.clear(); // another test begins
      seen = 0;
    }
    seen += decoded.dim(-2);
    return matrix.of(decoded, targets);
  }

  @Override
  public String name() {
    return matrix.name();
  }

  /** {@return the counts of the last test} */
  public ConfusionMatrix matrix() {
    return matrix;
  }

  @Override
  public Map<String, ?> figures() {
    Map<String, Double> recall = new LinkedHashMap<>();
    for (int c = 0; c < classes.size(); c++) {
      double share = matrix.recall(c);
      if (!Double.isNaN(share)) {
        recall.put(classes.get(c), share);
      }
    }
    return Map.of("recall", recall);
  }

  @Override
  public SequencedMap<String, Picture> pictures() {
    SequencedMap<String, Picture> pictures = new LinkedHashMap<>();
    if (seen > 0) {
      pictures.put("confusion", picture());
    }
    return pictures;
  }

  private Picture picture() {
    long[][] counts = new long[classes.size()][classes.size()];
    for (int wanted = 0; wanted < counts.length; wanted++) {
      for (int given = 0; given < counts.length; given++) {
        counts[wanted][given] = matrix.count(wanted, given);
      }
    }
    return Picture.of(HeatMap.confusion(title, counts, classes.toArray(new String[0])));
  }
}
