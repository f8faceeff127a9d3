package dev.sleipnir.tasks.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Accuracy and loss against epochs. */
public final class LearningCurve {
  private static final Color TRAIN = new Color(0x1f, 0x77, 0xb4);
  private static final Color TEST = new Color(0xd6, 0x27, 0x28);

  private LearningCurve() {}

  /**
   * What one epoch reached. NaN stands for a figure that was not measured.
   *
   * @param trainLoss mean loss on the training data
   * @param trainAccuracy fraction right on the training data, in [0, 1]
   * @param testLoss mean loss on the test data
   * @param testAccuracy fraction right on the test data, in [0, 1]
   */
  public record Epoch(
      double trainLoss, double trainAccuracy, double testLoss, double testAccuracy) {}

  /**
   * Draws the curve.
   *
   * @param png file to write
   * @param title what was trained
   * @param epochs the first epoch first, at least one
   * @throws IOException if the file cannot be written
   * @throws IllegalArgumentException if there is no epoch
   */
  public static void write(Path png, String title, List<Epoch> epochs) throws IOException {
    if (epochs.isEmpty()) {
      throw new IllegalArgumentException("epochs: expected at least 1, got 0");
    }
    var accuracy = Panels.panel(380, title, "", "Accuracy (%)");
    accuracy.getStyler().setLegendPosition(LegendPosition.InsideSE);
    add(accuracy, "training", TRAIN, epochs, epoch -> 100 * epoch.trainAccuracy());
    add(accuracy, "test", TEST, epochs, epoch -> 100 * epoch.testAccuracy());
    var loss = Panels.panel(380, "", "Epoch", "Loss");
    add(loss, "training", TRAIN, epochs, Epoch::trainLoss);
    add(loss, "test", TEST, epochs, Epoch::testLoss);
    Panels.write(png, List.of(accuracy, loss));
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
