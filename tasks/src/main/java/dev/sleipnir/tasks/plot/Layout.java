package dev.sleipnir.tasks.plot;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/**
 * Where everything of a picture is, in points. All columns have as much room for numbers and titles
 * left of the axes as the widest needs, and all panels of a row are as high as the highest: axes
 * are in line.
 */
final class Layout {
  private static final double MARGIN = 10;
  private static final double TITLE = 22;
  private static final double AXIS_TITLE = 19;
  private static final double TICK = 7;
  private static final double BETWEEN = 14;
  private static final double BAR = 10;

  /** Below which the chart library draws nothing. */
  private static final double LEAST_HEIGHT = 12;

  private final int width;
  private final List<Placed> placed = new ArrayList<>();
  private double height;

  /** A panel with its axes, where the area between them is, and how far out things reach. */
  private record Placed(
      Panel panel,
      XYPlot plot,
      Legend legend,
      Rectangle2D area,
      double left,
      double header,
      boolean lowest) {}

  /** A panel before it has a place. */
  private record Part(Panel panel, XYPlot plot, Legend legend, double height, boolean lowest) {}

  private Layout(int width) {
    this.width = width;
  }

  static Layout of(int columns, List<Panel> panels, Graphics2D g) {
    int width = columns == 1 ? 640 : columns == 2 ? 840 : 260 * columns;
    var layout = new Layout(width);
    double cell = (width - 2 * MARGIN) / columns;
    List<List<Part>> cells = panels.stream().map(p -> parts(p, cell)).toList();
    double left = 0;
    double right = 0;
    for (List<Part> parts : cells) {
      for (Part part : parts) {
        left = Math.max(left, leftOf(part, g));
        right = Math.max(right, rightOf(part, g));
      }
    }
    double inner = cell - left - right;
    double top = MARGIN;
    for (int from = 0; from < cells.size(); from += columns) {
      var row = cells.subList(from, Math.min(cells.size(), from + columns));
      top = layout.place(row, top, cell, left, inner, g) + MARGIN;
    }
    layout.height = top;
    return layout;
  }

  private static List<Part> parts(Panel first, double cell) {
    Extent across = Extent.NONE;
    for (Panel panel : first.stack()) {
      across = across.and(panel.x.fixed.isEmpty() ? panel.xExtent() : panel.x.fixed);
    }
    if (!first.x.fixed.isEmpty()) {
      across = first.x.fixed;
    }
    List<Part> parts = new ArrayList<>();
    Legend above = Legend.NONE;
    for (Panel panel : first.stack()) {
      boolean lowest = panel == first.stack().getLast();
      Extent upwards = panel.y.fixed.isEmpty() ? panel.yExtent() : panel.y.fixed;
      XYPlot plot = new XYPlot();
      plot.setDomainAxis(panel.x.over(across.isEmpty() ? new Extent(0, 1) : across));
      plot.setRangeAxis(panel.y.over(upwards));
      plot.getDomainAxis().setTickLabelsVisible(lowest);
      plot.setFixedDomainAxisSpace(new AxisSpace());
      plot.setFixedRangeAxisSpace(new AxisSpace());
      plot.setInsets(RectangleInsets.ZERO_INSETS);
      plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
      plot.setBackgroundPaint(null);
      plot.setOutlineVisible(false);
      plot.setDomainGridlinesVisible(false);
      plot.setRangeGridlinesVisible(panel instanceof Plot);
      plot.setRangeGridlinePaint(Style.FAINT);
      plot.setRangeGridlineStroke(Style.stroke(0.6f));
      panel.draw(plot);
      Legend legend = new Legend(panel.legend());
      boolean told = legend.tellsAs(above);
      above = legend;
      parts.add(
          new Part(
              panel, plot, told ? Legend.NONE : legend, panel.height(cell, cell - 100), lowest));
    }
    return parts;
  }

  private static List<NumberTick> ticks(
      ValueAxis axis, Rectangle2D area, RectangleEdge edge, Graphics2D g) {
    List<NumberTick> ticks = new ArrayList<>();
    for (Object tick : axis.refreshTicks(g, new AxisState(), area, edge)) {
      ticks.add((NumberTick) tick);
    }
    return ticks;
  }

  private static double leftOf(Part part, Graphics2D g) {
    ValueAxis axis = part.plot.getRangeAxis();
    double title = part.panel.yTitle().isEmpty() ? 0 : AXIS_TITLE;
    if (!axis.isVisible()) {
      return MARGIN + title;
    }
    var area = new Rectangle2D.Double(0, 0, 100, part.height);
    return Math.max(24, TICK + title + widest(ticks(axis, area, RectangleEdge.LEFT, g), g) + 2);
  }

  private static double widest(List<NumberTick> ticks, Graphics2D g) {
    var metrics = g.getFontMetrics(Style.font(Font.PLAIN, Style.TICK_SIZE));
    return ticks.stream().mapToDouble(t -> metrics.stringWidth(t.getText())).max().orElse(0);
  }

  private static double rightOf(Part part, Graphics2D g) {
    ColorScale colors = part.panel.colors();
    if (colors == null) {
      return BETWEEN + 4;
    }
    double labels = 0;
    var metrics = g.getFontMetrics(Style.font(Font.PLAIN, Style.TICK_SIZE));
    for (Ticks.Tick tick : ticks(colors, part.height, g)) {
      labels = Math.max(labels, metrics.stringWidth(tick.label()));
    }
    return BETWEEN + BAR + TICK + labels + (colors.title().isEmpty() ? 0 : AXIS_TITLE) + 6;
  }

  private static List<Ticks.Tick> ticks(ColorScale colors, double height, Graphics2D g) {
    var metrics = g.getFontMetrics(Style.font(Font.PLAIN, Style.TICK_SIZE));
    return Ticks.linear(
        colors.extent(), height, 0, _ -> Math.max(1.2 * metrics.getHeight(), height / 7));
  }

  /** Returns where the row ends. */
  private double place(
      List<List<Part>> row, double top, double cell, double left, double inner, Graphics2D g) {
    int deepest = row.stream().mapToInt(List::size).max().orElse(0);
    double at = top;
    double end = top;
    for (int k = 0; k < deepest; k++) {
      double header = 0;
      double tallest = 0;
      for (List<Part> parts : row) {
        if (k < parts.size()) {
          header = Math.max(header, header(parts.get(k), inner, g));
          tallest = Math.max(tallest, parts.get(k).height);
        }
      }
      at += header + (k > 0 ? BETWEEN : 4);
      for (int c = 0; c < row.size(); c++) {
        if (k < row.get(c).size()) {
          Part part = row.get(c).get(k);
          double x = MARGIN + c * cell + left;
          var area = area(part.panel, x, at, inner, tallest);
          placed.add(
              new Placed(part.panel, part.plot, part.legend, area, left, header, part.lowest));
          end = Math.max(end, area.getMaxY() + footer(part));
        }
      }
      at += tallest;
    }
    return end;
  }

  private static Rectangle2D area(Panel panel, double x, double y, double width, double height) {
    if (panel.aspect() == 0) {
      return new Rectangle2D.Double(x, y, width, height);
    }
    double w = Math.min(width, height / panel.aspect());
    return new Rectangle2D.Double(x, y, w, Math.max(LEAST_HEIGHT, w * panel.aspect()));
  }

  private static double header(Part part, double inner, Graphics2D g) {
    double title = part.panel.title().isEmpty() ? 0 : TITLE;
    return title + part.legend.height(g, inner);
  }

  private static double footer(Part part) {
    if (!part.lowest || !part.plot.getDomainAxis().isVisible()) {
      return 4;
    }
    return TICK + 14 + (part.panel.xTitle().isEmpty() ? 0 : AXIS_TITLE);
  }

  int width() {
    return width;
  }

  int height() {
    return (int) Math.ceil(height);
  }

  List<Rectangle2D> areas() {
    return placed.stream().map(Placed::area).toList();
  }

  void draw(Graphics2D g) {
    for (Placed p : placed) {
      p.plot.draw(g, p.area, null, null, null);
      Rectangle2D area = p.area;
      if (!p.panel.title().isEmpty()) {
        Text.fit(g, p.panel.title(), Font.BOLD, Style.TITLE_SIZE, area.getWidth() + p.left / 2)
            .at(area.getMinX(), area.getMinY() - p.header + Style.TITLE_SIZE - 4);
      }
      double legendTop = area.getMinY() - p.legend.height(g, area.getWidth()) - 2;
      p.legend.draw(g, area.getMinX(), legendTop, area.getWidth());
      if (p.lowest && !p.panel.xTitle().isEmpty()) {
        Text.fit(g, p.panel.xTitle(), Font.PLAIN, Style.LABEL_SIZE, area.getWidth() + p.left)
            .centred(area.getCenterX(), area.getMaxY() + TICK + 14 + Style.LABEL_SIZE);
      }
      if (!p.panel.yTitle().isEmpty()) {
        Text.fit(g, p.panel.yTitle(), Font.PLAIN, Style.LABEL_SIZE, area.getHeight() + 24)
            .upwards(area.getMinX() - p.left + Style.LABEL_SIZE, area.getCenterY());
      }
      ColorScale colors = p.panel.colors();
      if (colors != null) {
        drawBar(g, colors, area);
      }
    }
  }

  private static void drawBar(Graphics2D g, ColorScale colors, Rectangle2D area) {
    double left = area.getMaxX() + BETWEEN;
    double right = left + BAR;
    Extent extent = colors.extent();
    float[][] steps = new float[100][1];
    for (int s = 0; s < steps.length; s++) {
      steps[s][0] = (float) (extent.high() - (s + 0.5) / steps.length * extent.length());
    }
    Pixels.draw(g, Pixels.of(steps, colors), left, area.getMinY(), right, area.getMaxY());
    g.setColor(Style.TEXT);
    g.setStroke(Style.stroke(0.6f));
    g.draw(new Rectangle2D.Double(left, area.getMinY(), BAR, area.getHeight()));
    double widest = 0;
    for (Ticks.Tick tick : ticks(colors, area.getHeight(), g)) {
      double y =
          area.getMaxY() - (tick.value() - extent.low()) / extent.length() * area.getHeight();
      g.draw(new java.awt.geom.Line2D.Double(right, y, right + 4, y));
      Text label = Text.fit(g, tick.label(), Font.PLAIN, Style.TICK_SIZE, width(area));
      label.at(right + TICK, y + 4.5);
      widest = Math.max(widest, label.width());
    }
    if (!colors.title().isEmpty()) {
      Text.fit(g, colors.title(), Font.PLAIN, Style.LABEL_SIZE, area.getHeight() + 24)
          .upwards(right + TICK + widest + Style.LABEL_SIZE + 3, area.getCenterY());
    }
  }

  private static double width(Rectangle2D area) {
    return Math.max(100, area.getWidth());
  }
}
