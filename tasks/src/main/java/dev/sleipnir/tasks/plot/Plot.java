package dev.sleipnir.tasks.plot;

import dev.sleipnir.model.tensor.Tensor;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Lines, points and bars over one pair of axes:
 *
 * <pre>{@code
 * new Plot("STDP window", "lag [ms]", "weight change [%]").line("theory", x, y).points("found", u, v)
 * }</pre>
 *
 * <p>Every method changes the plot and returns it. Arrays are copied.
 */
public final class Plot extends Panel {
  private enum Kind {
    LINE,
    POINTS,
    BARS
  }

  private final List<Series> series = new ArrayList<>();
  private final List<Level> levels = new ArrayList<>();

  private record Series(String name, List<Double> x, List<Double> y, Kind kind) {
    double barWidth() {
      double least = Double.POSITIVE_INFINITY;
      for (int b = 1; b < x.size(); b++) {
        least = Math.min(least, Math.abs(x.get(b) - x.get(b - 1)));
      }
      return Double.isInfinite(least) ? 1 : least;
    }
  }

  private record Level(String name, double y) {}

  /**
   * A plot without data.
   *
   * @param title above it; may be empty
   * @param xTitle below the x axis, with unit; may be empty
   * @param yTitle beside the y axis, with unit; may be empty
   */
  public Plot(String title, String xTitle, String yTitle) {
    super(title, xTitle, yTitle);
  }

  /**
   * A plot of neurons' state over time: one line for each neuron asked for.
   *
   * @param title above it; may be empty
   * @param yTitle what the state is, with unit
   * @param states [time, neurons] or [time, batch, ...], of which the first sample is shown
   * @param time what a step is
   * @param neurons which neurons, in row-major order of what is behind the batch; none for the
   *     first, up to three
   * @return the plot, to which {@link #level} adds a threshold
   * @throws IllegalArgumentException if there is no such neuron, or fewer than two dimensions
   */
  public static Plot traces(String title, String yTitle, Tensor states, Time time, int... neurons) {
    float[][] rows = Steps.of("states", states, 0);
    int width = rows.length == 0 ? 0 : rows[0].length;
    int[] shown = neurons.length > 0 ? neurons : countingTo(Math.min(3, width));
    Plot plot = new Plot(title, time.title(), yTitle);
    for (int neuron : shown) {
      if (neuron < 0 || neuron >= width) {
        throw new IllegalArgumentException(
            "neurons: expected numbers from 0 to " + (width - 1) + ", got " + neuron);
      }
      double[] y = new double[rows.length];
      for (int t = 0; t < y.length; t++) {
        y[t] = rows[t][neuron];
      }
      plot.line("neuron " + neuron, time.of(y.length), y);
    }
    return plot;
  }

  /**
   * A histogram: how many of the values lie in each of equally wide bins from the least to the
   * greatest.
   *
   * @param title above it; may be empty
   * @param xTitle what the values are, with unit
   * @param values any number; NaN and infinities are left out
   * @param bins how many, at least 1
   * @return the plot
   * @throws IllegalArgumentException if there is no bin
   */
  public static Plot histogram(String title, String xTitle, float[] values, int bins) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, k -> values[k]);
    return histogram(title, xTitle, wide, bins);
  }

  /**
   * A histogram, as {@link #histogram(String, String, float[], int)}.
   *
   * @param title above it; may be empty
   * @param xTitle what the values are, with unit
   * @param values any number; NaN and infinities are left out
   * @param bins how many, at least 1
   * @return the plot
   * @throws IllegalArgumentException if there is no bin
   */
  public static Plot histogram(String title, String xTitle, double[] values, int bins) {
    if (bins < 1) {
      throw new IllegalArgumentException("bins: expected at least 1, got " + bins);
    }
    double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
    int n = finite.length;
    Extent extent = Extent.of(finite);
    Extent over = extent.length() > 0 ? extent : extent.padded(0);
    double[] centres = new double[bins];
    double[] counts = new double[bins];
    for (int b = 0; b < bins; b++) {
      centres[b] = over.low() + (b + 0.5) * over.length() / bins;
    }
    for (int i = 0; i < n; i++) {
      counts[Math.min(bins - 1, (int) (bins * (finite[i] - over.low()) / over.length()))]++;
    }
    Plot plot = new Plot(title, xTitle, "count").bars("values", centres, counts);
    plot.y.whole = true;
    return plot;
  }

  private static int[] countingTo(int count) {
    int[] numbers = new int[count];
    Arrays.setAll(numbers, n -> n);
    return numbers;
  }

  /**
   * Adds a line.
   *
   * @param name for the legend; a plot of one series has none
   * @param x where; NaN and infinities leave a point out
   * @param y the values, as many
   * @return this
   * @throws IllegalArgumentException if the lengths differ, or the name was used before
   */
  public Plot line(String name, double[] x, double[] y) {
    return add(name, x, y, Kind.LINE);
  }

  /**
   * Adds a line of a tensor's values.
   *
   * @param name for the legend; a plot of one series has none
   * @param x where; NaN and infinities leave a value out
   * @param y a tensor of as many values, taken in row-major order whatever its shape
   * @return this
   * @throws IllegalArgumentException if the numbers differ, or the name was used before
   */
  public Plot line(String name, double[] x, Tensor y) {
    return line(name, x, doubles(y));
  }

  /**
   * Adds points.
   *
   * @param name for the legend; a plot of one series has none
   * @param x where; NaN and infinities leave a point out
   * @param y the values, as many
   * @return this
   * @throws IllegalArgumentException if the lengths differ, or the name was used before
   */
  public Plot points(String name, double[] x, double[] y) {
    return add(name, x, y, Kind.POINTS);
  }

  /**
   * Adds points of a tensor's values.
   *
   * @param name for the legend; a plot of one series has none
   * @param x where; NaN and infinities leave a value out
   * @param y a tensor of as many values, taken in row-major order whatever its shape
   * @return this
   * @throws IllegalArgumentException if the numbers differ, or the name was used before
   */
  public Plot points(String name, double[] x, Tensor y) {
    return points(name, x, doubles(y));
  }

  /**
   * Adds bars from 0, side by side without a gap: a histogram. Those of several series show their
   * outlines.
   *
   * @param name for the legend; a plot of one series has none
   * @param x centres, evenly spaced; NaN and infinities leave a bar out
   * @param y heights, as many
   * @return this
   * @throws IllegalArgumentException if the lengths differ, or the name was used before
   */
  public Plot bars(String name, double[] x, double[] y) {
    return add(name, x, y, Kind.BARS);
  }

  /**
   * Adds bars of a tensor's values.
   *
   * @param name for the legend; a plot of one series has none
   * @param x where; NaN and infinities leave a value out
   * @param y a tensor of as many values, taken in row-major order whatever its shape
   * @return this
   * @throws IllegalArgumentException if the numbers differ, or the name was used before
   */
  public Plot bars(String name, double[] x, Tensor y) {
    return bars(name, x, doubles(y));
  }

  /**
   * Adds a dashed line across, named at its right end: a threshold, a target.
   *
   * @param name written beside it; may be empty
   * @param height where
   * @return this
   * @throws IllegalArgumentException if the height is not finite
   */
  public Plot level(String name, double height) {
    if (!Double.isFinite(height)) {
      throw new IllegalArgumentException(name + ": expected a finite level, got " + height);
    }
    levels.add(new Level(name, height));
    return this;
  }

  private static double[] doubles(Tensor values) {
    float[] all = values.toArray();
    double[] wide = new double[all.length];
    Arrays.setAll(wide, i -> all[i]);
    return wide;
  }

  private Plot add(String name, double[] x, double[] y, Kind kind) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          name + ": expected as many x as y, got " + x.length + " and " + y.length);
    }
    if (series.stream().anyMatch(s -> s.name.equals(name))) {
      throw new IllegalArgumentException(name + ": expected a name for each series, got it twice");
    }
    List<Double> keptX = new ArrayList<>();
    List<Double> keptY = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      if (Double.isFinite(x[i]) && Double.isFinite(y[i])) {
        keptX.add(x[i]);
        keptY.add(y[i]);
      }
    }
    series.add(new Series(name, keptX, keptY, kind));
    return this;
  }

  /**
   * Makes the x axis logarithmic; what is not positive is left out.
   *
   * @return this
   */
  public Plot logX() {
    x.logarithmic = true;
    return this;
  }

  /**
   * Makes the y axis logarithmic; what is not positive is left out.
   *
   * @return this
   */
  public Plot logY() {
    y.logarithmic = true;
    return this;
  }

  /**
   * Gives the x axis ticks at whole numbers only: of steps, epochs, counts.
   *
   * @return this
   */
  public Plot wholeX() {
    x.whole = true;
    return this;
  }

  /**
   * Names what x = 0, 1, 2, ... stand for, instead of numbers.
   *
   * @param names in order
   * @return this
   */
  public Plot xNames(List<String> names) {
    x.names = List.copyOf(names);
    return this;
  }

  /**
   * Sets from where to where the x axis goes, instead of over all that is shown.
   *
   * @param low left end
   * @param high right end, above it
   * @return this
   * @throws IllegalArgumentException if they are not finite, or not in order
   */
  public Plot xRange(double low, double high) {
    x.fixed = range("xRange", low, high);
    return this;
  }

  /**
   * Sets from where to where the y axis goes, instead of over all that is shown.
   *
   * @param low lower end
   * @param high upper end, above it
   * @return this
   * @throws IllegalArgumentException if they are not finite, or not in order
   */
  public Plot yRange(double low, double high) {
    y.fixed = range("yRange", low, high);
    return this;
  }

  private static Extent range(String name, double low, double high) {
    if (!(low < high) || !Double.isFinite(low) || !Double.isFinite(high)) {
      throw new IllegalArgumentException(
          name + ": expected two finite numbers in order, got " + low + " and " + high);
    }
    return new Extent(low, high);
  }

  /**
   * Writes plots into one picture, row by row; {@link Picture} does the same with panels of any
   * kind.
   *
   * @param file to write, .png or .svg
   * @param columns plots in a row
   * @param plots from left to right and top to bottom, at least one
   * @throws IOException if the file cannot be written
   * @throws IllegalArgumentException if there is no plot or no column
   */
  public static void write(Path file, int columns, List<Plot> plots) throws IOException {
    Picture.grid(columns, plots).write(file);
  }

  @Override
  Extent xExtent() {
    Extent extent = Extent.NONE;
    boolean onlyLines = true;
    for (Series s : series) {
      Extent own = extent(s, s.x, x.logarithmic);
      if (own.isEmpty()) {
        continue;
      }
      double half = s.kind == Kind.BARS ? s.barWidth() / 2 : 0;
      extent = extent.and(new Extent(own.low() - half, own.high() + half));
      boolean marked =
          s.kind == Kind.LINE && SeriesRenderer.isEachMarked(s.x.size()) && series.size() > 1;
      onlyLines &= s.kind != Kind.POINTS && !marked;
    }
    if (x.logarithmic) {
      return extent.paddedLog(0.03);
    }
    return extent.isEmpty() || (onlyLines && !extent.isPoint()) ? extent : room(extent);
  }

  /** Room at both ends, as much on each: an axis across need not begin at 0. */
  private static Extent room(Extent extent) {
    double room = 0.03 * extent.length();
    return extent.isPoint()
        ? extent.padded(0)
        : new Extent(extent.low() - room, extent.high() + room);
  }

  @Override
  Extent yExtent() {
    boolean barred = series.stream().anyMatch(s -> s.kind == Kind.BARS && !s.x.isEmpty());
    Extent extent = shownY();
    if (y.logarithmic) {
      return extent.paddedLog(0.05);
    }
    if (!barred) {
      Extent padded = extent.padded(0.06);
      boolean topped = levels.stream().anyMatch(l -> !l.name.isEmpty() && l.y >= extent.high());
      // Room for the name above the line.
      return topped ? new Extent(padded.low(), padded.high() + 0.12 * padded.length()) : padded;
    }
    // Bars stand on the axis.
    Extent whole = extent.and(new Extent(0, 0));
    if (whole.isPoint()) {
      return new Extent(0, 1);
    }
    Extent padded = whole.padded(0.06);
    return new Extent(whole.low() == 0 ? 0 : padded.low(), whole.high() == 0 ? 0 : padded.high());
  }

  private Extent shownY() {
    Extent extent = Extent.NONE;
    for (Series s : series) {
      extent = extent.and(extent(s, s.y, y.logarithmic));
    }
    for (Level level : levels) {
      extent = extent.and(new Extent(level.y, level.y));
    }
    return extent;
  }

  /** Of the points that are shown: on logarithmic axes the positive ones. */
  private Extent extent(Series s, List<Double> of, boolean positive) {
    Extent extent = Extent.NONE;
    for (int i = 0; i < s.x.size(); i++) {
      if (isShown(s, i) && (!positive || of.get(i) > 0)) {
        extent = extent.and(new Extent(of.get(i), of.get(i)));
      }
    }
    return extent;
  }

  private boolean isShown(Series s, int point) {
    return (!x.logarithmic || s.x.get(point) > 0) && (!y.logarithmic || s.y.get(point) > 0);
  }

  @Override
  void draw(XYPlot plot) {
    if (series.stream().allMatch(s -> s.x.isEmpty())) {
      plot.addAnnotation(new Marks(Plot::drawNothing));
    }
    var points = new XYSeriesCollection();
    var renderer = new SeriesRenderer();
    for (int s = 0; s < series.size(); s++) {
      Series given = series.get(s);
      int number = s;
      if (given.kind == Kind.BARS) {
        plot.addAnnotation(new Marks((g, scales) -> drawBars(g, scales, number)));
        continue;
      }
      XYSeries kept = new XYSeries(given.name, false, true);
      Thinning.of(given.x, given.y)
          .forEach(
              i -> {
                if (isShown(given, i)) {
                  kept.add(given.x.get(i), given.y.get(i), false);
                }
              });
      renderer.set(points.getSeriesCount(), legendEntry(s), s);
      points.addSeries(kept);
    }
    for (Level level : levels) {
      plot.addAnnotation(new Marks((g, scales) -> drawLevel(g, scales, level)));
    }
    plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
    plot.setDataset(points);
    plot.setRenderer(renderer);
  }

  private static void drawNothing(Graphics2D g, Marks.Scales scales) {
    g.setFont(Style.font(Font.ITALIC, Style.TICK_SIZE));
    g.setColor(Style.MUTED);
    String text = "none";
    g.drawString(
        text,
        (float) (scales.area().getCenterX() - g.getFontMetrics().stringWidth(text) / 2.),
        (float) scales.area().getCenterY() + 4);
  }

  private void drawLevel(Graphics2D g, Marks.Scales scales, Level level) {
    double at = scales.y(level.y);
    g.setColor(Style.MUTED);
    g.setStroke(Style.stroke(1.2f, 5, 3));
    g.draw(new Line2D.Double(scales.area().getMinX(), at, scales.area().getMaxX(), at));
    g.setFont(Style.font(Font.PLAIN, Style.TICK_SIZE - 1));
    double length = g.getFontMetrics().stringWidth(level.name);
    double left = scales.area().getMaxX() - length - 4;
    boolean above = at - scales.area().getMinY() > 16;
    double base = above ? at - 4 : at + 13;
    g.setColor(new Color(255, 255, 255, 220));
    g.fill(new Rectangle2D.Double(left - 3, base - 11, length + 6, 14));
    g.setColor(Style.TEXT);
    g.drawString(level.name, (float) left, (float) base);
  }

  private void drawBars(Graphics2D g, Marks.Scales scales, int number) {
    Series bars = series.get(number);
    double half = bars.barWidth() / 2;
    double zero = scales.y(y.logarithmic ? scales.y().getLowerBound() : 0);
    boolean several = series.size() > 1;
    Color color = Style.color(number);
    Path2D outline = new Path2D.Double();
    for (int b = 0; b < bars.x.size(); b++) {
      double left = scales.x(bars.x.get(b) - half);
      double right = scales.x(bars.x.get(b) + half);
      double top = scales.y(bars.y.get(b));
      if (!several) {
        g.setColor(color);
        g.fill(
            new Rectangle2D.Double(left, Math.min(top, zero), right - left, Math.abs(zero - top)));
        g.setColor(Color.WHITE);
        g.setStroke(Style.stroke(right - left > 5 ? 0.8f : 0));
        if (right - left > 5) {
          g.draw(new Line2D.Double(left, top, left, zero));
        }
        continue;
      }
      if (b == 0) {
        outline.moveTo(left, zero);
      }
      outline.lineTo(left, top);
      outline.lineTo(right, top);
      if (b == bars.x.size() - 1) {
        outline.lineTo(right, zero);
      }
    }
    if (several) {
      g.setColor(color);
      g.setStroke(Style.stroke(number, series.size()));
      g.draw(outline);
    }
  }

  private Legend.Entry legendEntry(int number) {
    Series s = series.get(number);
    int count = series.size();
    boolean marked = s.kind == Kind.POINTS || (s.kind == Kind.LINE && count > 1);
    return new Legend.Entry(
        s.name,
        Style.color(number),
        s.kind == Kind.POINTS ? null : Style.stroke(number, count),
        marked
            ? s.kind == Kind.POINTS && count > 1 ? Style.ring(number) : Style.marker(number)
            : null);
  }

  @Override
  List<Legend.Entry> legend() {
    List<Legend.Entry> entries = new ArrayList<>();
    for (int s = 0; s < series.size() && series.size() > 1; s++) {
      entries.add(legendEntry(s));
    }
    return entries;
  }
}
