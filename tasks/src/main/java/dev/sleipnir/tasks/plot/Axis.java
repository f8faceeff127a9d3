package dev.sleipnir.tasks.plot;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** How an axis is divided, and the chart library's axis that has our ticks. */
final class Axis {
  boolean logarithmic;

  /** Only whole numbers have ticks. */
  boolean whole;

  boolean inverted;
  boolean visible = true;

  /** What whole numbers from 0 on are called; empty for numbers. */
  List<String> names = List.of();

  /** Asked for; else that of what is shown. */
  Extent fixed = Extent.NONE;

  ValueAxis over(Extent extent) {
    ValueAxis axis = logarithmic ? new Logarithmic(this) : new Linear(this);
    axis.setRange(extent.low(), extent.high());
    axis.setInverted(inverted);
    axis.setTickLabelFont(Style.font(Font.PLAIN, Style.TICK_SIZE));
    axis.setTickLabelPaint(Style.TEXT);
    axis.setTickMarkPaint(Style.TEXT);
    axis.setAxisLinePaint(Style.TEXT);
    axis.setTickMarkOutsideLength(4);
    axis.setMinorTickMarkOutsideLength(2);
    axis.setMinorTickMarksVisible(true);
    axis.setVisible(visible);
    return axis;
  }

  static Extent extent(ValueAxis axis) {
    return new Extent(axis.getLowerBound(), axis.getUpperBound());
  }

  /** The ticks of an axis of a length, all that are named and those that are not. */
  List<Ticks.Tick> ticks(Extent extent, double length, ToDoubleFunction<String> size) {
    if (logarithmic) {
      return Ticks.logarithmic(extent, length, size);
    }
    if (!names.isEmpty()) {
      double longest = names.stream().mapToDouble(size).max().orElse(0);
      // All or every other, third, ... name.
      int every = Math.max(1, (int) Math.ceil(longest * extent.length() / length));
      List<Ticks.Tick> ticks = new ArrayList<>();
      for (int n = 0; n < names.size(); n += every) {
        ticks.add(new Ticks.Tick(n, names.get(n)));
      }
      return ticks;
    }
    return Ticks.linear(extent, length, whole ? 1 : 0, size);
  }

  private List<NumberTick> place(
      Graphics2D g, ValueAxis axis, Rectangle2D area, RectangleEdge edge) {
    var metrics = g.getFontMetrics(axis.getTickLabelFont());
    boolean across = RectangleEdge.isTopOrBottom(edge);
    // Labels keep one digit and a half, or a fifth of a line, apart; more than eight lines of
    // numbers nobody reads.
    double apart = across ? 1.5 * metrics.stringWidth("0") : 0;
    double length = across ? area.getWidth() : area.getHeight();
    double line = Math.max(1.2 * metrics.getHeight(), names.isEmpty() ? length / 7 : 0);
    ToDoubleFunction<String> size = label -> across ? metrics.stringWidth(label) + apart : line;
    TextAnchor anchor = across ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
    List<NumberTick> ticks = new ArrayList<>();
    for (Ticks.Tick tick : ticks(extent(axis), length, size)) {
      TickType type = tick.label().isEmpty() ? TickType.MINOR : TickType.MAJOR;
      ticks.add(new NumberTick(type, tick.value(), tick.label(), anchor, anchor, 0));
    }
    return ticks;
  }

  private static final class Linear extends NumberAxis {
    private static final long serialVersionUID = 1;
    private final transient Axis settings;

    Linear(Axis settings) {
      this.settings = settings;
      setAutoRangeIncludesZero(false);
    }

    @Override
    public List<NumberTick> refreshTicks(
        Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
      return settings.place(g, this, area, edge);
    }
  }

  private static final class Logarithmic extends LogAxis {
    private static final long serialVersionUID = 1;
    private final transient Axis settings;

    Logarithmic(Axis settings) {
      this.settings = settings;
      setSmallestValue(Double.MIN_NORMAL);
    }

    @Override
    public List<NumberTick> refreshTicks(
        Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
      return settings.place(g, this, area, edge);
    }
  }
}
