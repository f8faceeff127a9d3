package dev.sleipnir.tasks.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A metric, such as accuracy, and loss against epochs. */
public final class LearningCurve {
  private static final Color TRAIN = new Color(0x1f, 0x77, 0xb4);
  private static final Color TEST = new Color(0xd6, 0x27, 0x28);

  private LearningCurve() {}

  /**
   * What one epoch reached. NaN stands for a figure that was not measured.
   *
   * @param trainLoss mean loss on the training data
   * @param trainMetric the metric on the training data: of accuracy, the fraction right
   * @param testLoss mean loss on the test data
   * @param testMetric the metric on the test data
   */
  public record Epoch(double trainLoss, double trainMetric, double testLoss, double testMetric) {}

  /**
   * Draws the curve.
   *
   * @param png file to write
   * @param title what was trained
   * @param metric what the metric is called; {@code accuracy} is shown in per cent
   * @param epochs the first epoch first, at least one
   * @throws IOException if the file cannot be written
   * @throws IllegalArgumentException if there is no epoch
   */
  public static void write(Path png, String title, String metric, List<Epoch> epochs)
      throws IOException {
    if (epochs.isEmpty()) {
      throw new IllegalArgumentException("epochs: expected at least 1, got 0");
    }
    var panels = new ArrayList<XYChart>();
    boolean accuracy = metric.equals("accuracy");
    double scale = accuracy ? 100 : 1;
    if (epochs.stream()
        .anyMatch(e -> Double.isFinite(e.trainMetric()) || Double.isFinite(e.testMetric()))) {
      var upper = Picture.panel(380, title, "", accuracy ? "Accuracy (%)" : metric);
      upper.getStyler().setLegendPosition(LegendPosition.InsideSE);
      add(upper, "training", TRAIN, epochs, epoch -> scale * epoch.trainMetric());
      add(upper, "test", TEST, epochs, epoch -> scale * epoch.testMetric());
      panels.add(upper);
    }
    var loss = Picture.panel(380, panels.isEmpty() ? title : "", "Epoch", "Loss");
    add(loss, "training", TRAIN, epochs, Epoch::trainLoss);
    add(loss, "test", TEST, epochs, Epoch::testLoss);
    panels.add(loss);
    Picture.write(png, panels);
  }

  private static void add(
      XYChart chart, String name, Color color, List<Epoch> epochs, ToDoubleFunction<Epoch> value) {
    double[] x = new double[epochs.size()];
    double[] y = new double[epochs.size()];
    int n = 0;
    for (int i = 0; i < x.length; i++) {
      double v = value.applyAsDouble(epochs.get(i));
      if (Double.isFinite(v)) {
        x[n] = i + 1;
        y[n++] = v;
      }
    }
    if (n > 0) {
      chart
          .addSeries(name, Arrays.copyOf(x, n), Arrays.copyOf(y, n))
          .setMarker(SeriesMarkers.CIRCLE)
          .setMarkerColor(color)
          .setLineColor(color)
          .setLineStyle(new BasicStroke(2f));
    }
  }
}
