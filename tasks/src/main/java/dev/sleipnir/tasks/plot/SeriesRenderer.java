package dev.sleipnir.tasks.plot;

import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;

/**
 * Draws lines as one path each. Of a long line every so many points has a marker, which begin at
 * another point for each series: markers of lines that coincide lie beside each other.
 */
final class SeriesRenderer extends XYLineAndShapeRenderer {
  private static final long serialVersionUID = 1;
  private static final int MARKERS = 12;

  private final transient List<Integer> numbers = new ArrayList<>();

  SeriesRenderer() {
    setDrawSeriesLineAsPath(true);
    setDrawOutlines(false);
  }

  void set(int series, Legend.Entry entry, int number) {
    numbers.add(number);
    setSeriesPaint(series, entry.color());
    if (entry.stroke() != null) {
      setSeriesStroke(series, entry.stroke());
    }
    setSeriesLinesVisible(series, entry.stroke() != null);
    setSeriesShapesVisible(series, entry.marker() != null);
    if (entry.marker() != null) {
      setSeriesShape(series, entry.marker());
    }
  }

  /** Whether a line has so few points that each has its marker. */
  static boolean isEachMarked(int points) {
    return points < 2 * MARKERS;
  }

  @Override
  public boolean getItemShapeVisible(int series, int item) {
    if (!super.getItemShapeVisible(series, item) || !super.getItemLineVisible(series, item)) {
      return super.getItemShapeVisible(series, item);
    }
    int points = getPlot().getDataset().getItemCount(series);
    int every = isEachMarked(points) ? 1 : points / MARKERS;
    int phase = (2 * (numbers.get(series) % 4) + 1) * every / 8;
    return item % every == phase;
  }
}
