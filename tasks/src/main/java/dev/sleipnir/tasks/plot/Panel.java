package dev.sleipnir.tasks.plot;

import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.plot.XYPlot;
import org.jspecify.annotations.Nullable;

/** One pair of axes of a {@link Picture}, with what is drawn between them. */
public abstract sealed class Panel permits HeatMap, ImageGrid, Plot, Raster {
  private final String title;
  private final String xTitle;
  private final String yTitle;
  private final List<Panel> stack = new ArrayList<>();
  private double height;

  final Axis x = new Axis();
  final Axis y = new Axis();

  Panel(String title, String xTitle, String yTitle) {
    this.title = title;
    this.xTitle = xTitle;
    this.yTitle = yTitle;
    stack.add(this);
  }

  /**
   * Puts another panel directly below, which shares the axis across: of time, as a rule. Only the
   * lowest one shows its numbers and what they are.
   *
   * @param other what goes below this panel and what was put there before; shown here only
   * @return this
   * @throws IllegalArgumentException if it is this panel itself
   */
  public Panel above(Panel other) {
    if (other == this) {
      throw new IllegalArgumentException("above: expected another panel, got the same");
    }
    stack.addAll(other.stack);
    return this;
  }

  /**
   * Sets how high the panel is between its axes, instead of what suits its kind.
   *
   * @param points in points, of which a picture of one column is 640 wide; positive
   * @return this
   * @throws IllegalArgumentException if it is not positive
   */
  public Panel height(double points) {
    if (!(points > 0) || Double.isInfinite(points)) {
      throw new IllegalArgumentException("height: expected a positive number, got " + points);
    }
    height = points;
    return this;
  }

  final String title() {
    return title;
  }

  final String xTitle() {
    return xTitle;
  }

  final String yTitle() {
    return yTitle;
  }

  /** This panel and those below it. */
  final List<Panel> stack() {
    return stack;
  }

  /** How high it is, in a cell of this width that leaves so much to it. */
  final double height(double cell, double width) {
    return height > 0 ? height : preferredHeight(cell, width);
  }

  double preferredHeight(double cell, double width) {
    return cell > 500 ? 190 : cell > 300 ? 170 : 100;
  }

  /** Height by width of the area between the axes; 0 if it does not matter. */
  double aspect() {
    return 0;
  }

  /** What it shows across, without room at the ends. */
  abstract Extent xExtent();

  abstract Extent yExtent();

  /** Puts what is shown into a plot that has its axes. */
  abstract void draw(XYPlot plot);

  List<Legend.Entry> legend() {
    return List.of();
  }

  @Nullable ColorScale colors() {
    return null;
  }
}
