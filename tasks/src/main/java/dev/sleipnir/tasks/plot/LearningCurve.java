package dev.sleipnir.tasks.plot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** A metric, such as accuracy, and loss against epochs. */
public final class LearningCurve {
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
   * The curve as panels that share their epochs: the metric, where it was measured, above the loss,
   * whose axis is logarithmic if it falls to less than a hundredth.
   *
   * @param title what was trained
   * @param metric what the metric is called; {@code accuracy} is shown in per cent
   * @param epochs the first epoch first, at least one
   * @return a panel, or two of which the second is below the first
   * @throws IllegalArgumentException if there is no epoch
   */
  public static Panel of(String title, String metric, List<Epoch> epochs) {
    if (epochs.isEmpty()) {
      throw new IllegalArgumentException("epochs: expected at least 1, got 0");
    }
    boolean measured =
        epochs.stream()
            .anyMatch(e -> Double.isFinite(e.trainMetric()) || Double.isFinite(e.testMetric()));
    Plot loss = plot(measured ? "" : title, "loss", epochs, Epoch::trainLoss, Epoch::testLoss);
    if (fallsFar(epochs)) {
      loss.logY();
    }
    if (!measured) {
      return loss;
    }
    boolean accuracy = metric.equals("accuracy");
    double scale = accuracy ? 100 : 1;
    return plot(
            title,
            accuracy ? "accuracy [%]" : metric,
            epochs,
            e -> scale * e.trainMetric(),
            e -> scale * e.testMetric())
        .above(loss);
  }

  /** Whether all losses are positive and some a hundred times others. */
  private static boolean fallsFar(List<Epoch> epochs) {
    double[] losses =
        epochs.stream()
            .flatMapToDouble(e -> DoubleStream.of(e.trainLoss(), e.testLoss()))
            .filter(loss -> !Double.isNaN(loss))
            .toArray();
    double least = Arrays.stream(losses).min().orElse(0);
    return least > 0 && Arrays.stream(losses).max().orElse(0) > 100 * least;
  }

  private static Plot plot(
      String title,
      String yTitle,
      List<Epoch> epochs,
      ToDoubleFunction<Epoch> train,
      ToDoubleFunction<Epoch> test) {
    double[] x = IntStream.rangeClosed(1, epochs.size()).asDoubleStream().toArray();
    Plot plot = new Plot(title, "epoch", yTitle).wholeX();
    add(plot, "training", x, epochs.stream().mapToDouble(train).toArray());
    add(plot, "test", x, epochs.stream().mapToDouble(test).toArray());
    return plot;
  }

  private static void add(Plot plot, String name, double[] x, double[] y) {
    if (Arrays.stream(y).anyMatch(Double::isFinite)) {
      plot.line(name, x, y);
    }
  }

  /**
   * Draws the curve.
   *
   * @param file to write, .png or .svg
   * @param title what was trained
   * @param metric what the metric is called; {@code accuracy} is shown in per cent
   * @param epochs the first epoch first, at least one
   * @throws IOException if the file cannot be written
   * @throws IllegalArgumentException if there is no epoch
   */
  public static void write(Path file, String title, String metric, List<Epoch> epochs)
      throws IOException {
    Picture.of(of(title, metric, epochs)).write(file);
  }
}
