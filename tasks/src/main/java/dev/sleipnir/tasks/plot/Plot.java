package dev.sleipnir.tasks.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Lines and points over one pair of axes:
 *
 * <pre>{@code
 * new Plot("STDP window", "lag [ms]", "weight change").line("theory", x, y).points("found", u, v)
 * }</pre>
 *
 * <p>Every method changes the plot and returns it. Arrays are copied.
 */
public final class Plot {
  private static final Color[] COLORS = {
    new Color(0x1f, 0x77, 0xb4),
    new Color(0xd6, 0x27, 0x28),
    new Color(0x2c, 0xa0, 0x2c),
    new Color(0xff, 0x7f, 0x0e),
    new Color(0x94, 0x67, 0xbd),
    new Color(0x8c, 0x56, 0x4b),
    new Color(0x17, 0xbe, 0xcf),
    new Color(0x7f, 0x7f, 0x7f)
  };

  private final String title;
  private final String xTitle;
  private final String yTitle;
  private final List<Series> series = new ArrayList<>();
  private boolean xLogarithmic;
  private boolean yLogarithmic;

  private record Series(String name, List<Double> x, List<Double> y, boolean isLine) {}

  /**
   * A plot without data.
   *
   * @param title above it; may be empty
   * @param xTitle below the x axis, with unit; may be empty
   * @param yTitle beside the y axis, with unit; may be empty
   */
  public Plot(String title, String xTitle, String yTitle) {
    this.title = title;
    this.xTitle = xTitle;
    this.yTitle = yTitle;
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
    return add(name, x, y, true);
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
    return add(name, x, y, false);
  }

  private Plot add(String name, double[] x, double[] y, boolean isLine) {
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
    series.add(new Series(name, keptX, keptY, isLine));
    return this;
  }

  /**
   * Makes the x axis logarithmic; all x have to be positive.
   *
   * @return this
   */
  public Plot logX() {
    xLogarithmic = true;
    return this;
  }

  /**
   * Makes the y axis logarithmic; all y have to be positive.
   *
   * @return this
   */
  public Plot logY() {
    yLogarithmic = true;
    return this;
  }

  /**
   * Writes plots into one picture, row by row.
   *
   * @param png file to write
   * @param columns plots in a row
   * @param plots from left to right and top to bottom, at least one
   * @throws IOException if the file cannot be written
   * @throws IllegalArgumentException if there is no plot or no column
   */
  public static void write(Path png, int columns, List<Plot> plots) throws IOException {
    if (columns < 1 || plots.isEmpty()) {
      throw new IllegalArgumentException(
          "columns, plots: expected at least 1 of each, got " + columns + " and " + plots.size());
    }
    List<XYChart> charts = new ArrayList<>();
    for (Plot plot : plots) {
      charts.add(plot.chart(columns == 1 ? Picture.WIDTH : 2 * Picture.WIDTH / (columns + 1)));
    }
    Picture.write(png, columns, charts);
  }

  private XYChart chart(int width) {
    var chart =
        Picture.panel(width, width == Picture.WIDTH ? 420 : width / 2, title, xTitle, yTitle);
    var style = chart.getStyler();
    style.setXAxisDecimalPattern(null);
    style.setXAxisTickMarkSpacingHint(100);
    style.setXAxisLogarithmic(xLogarithmic).setYAxisLogarithmic(yLogarithmic);
    style.setYAxisTitleVisible(!yTitle.isEmpty());
    style.setLegendVisible(series.size() > 1).setLegendPosition(LegendPosition.OutsideE);
    for (int s = 0; s < series.size(); s++) {
      Series given = series.get(s);
      if (given.x.isEmpty()) {
        continue;
      }
      Color color = COLORS[s % COLORS.length];
      XYSeries drawn = chart.addSeries(given.name, given.x, given.y);
      drawn.setLineColor(color);
      drawn.setLineStyle(new BasicStroke(2f));
      drawn.setMarkerColor(color);
      drawn.setMarker(given.isLine ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
      if (!given.isLine) {
        drawn.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
      }
    }
    return chart;
  }
}
