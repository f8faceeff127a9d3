package dev.sleipnir.tasks.plot;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;

/** What a panel draws between its axes where the chart library has nothing like it. */
final class Marks extends AbstractXYAnnotation {
  private static final long serialVersionUID = 1;

  /** Draws, given what places values. */
  @FunctionalInterface
  interface Drawing {
    void draw(Graphics2D g, Scales scales);
  }

  /**
   * From values to places.
   *
   * @param x the axis across
   * @param y the axis upwards
   * @param area between the axes
   */
  record Scales(ValueAxis x, ValueAxis y, Rectangle2D area) {
    double x(double value) {
      return x.valueToJava2D(value, area, RectangleEdge.BOTTOM);
    }

    double y(double value) {
      return y.valueToJava2D(value, area, RectangleEdge.LEFT);
    }
  }

  private final transient Drawing drawing;

  Marks(Drawing drawing) {
    this.drawing = drawing;
  }

  @Override
  public void draw(
      Graphics2D g,
      XYPlot plot,
      Rectangle2D area,
      ValueAxis x,
      ValueAxis y,
      int index,
      PlotRenderingInfo info) {
    drawing.draw(g, new Scales(x, y, area));
  }
}
