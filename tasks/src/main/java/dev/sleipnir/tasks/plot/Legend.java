package dev.sleipnir.tasks.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which series is which: entries from left to right above a panel, in as many lines as it takes.
 */
record Legend(List<Entry> entries) {
  static final Legend NONE = new Legend(List.of());

  private static final double SAMPLE = 30;
  private static final double APART = 16;
  private static final double LINE = 18;

  /**
   * A series.
   *
   * @param name of it
   * @param color of it
   * @param stroke of its line; null if it has none
   * @param marker at its points; null if they have none
   */
  record Entry(String name, Color color, @Nullable BasicStroke stroke, @Nullable Shape marker) {
    double sample() {
      return stroke == null ? SAMPLE / 3 : SAMPLE;
    }
  }

  /** Whether it says the same of series of the same names. */
  boolean tellsAs(Legend other) {
    return entries.stream()
        .map(Entry::name)
        .toList()
        .equals(other.entries.stream().map(Entry::name).toList());
  }

  double height(Graphics2D g, double width) {
    return entries.isEmpty() ? 0 : walk(g, 0, 0, width, false) + LINE;
  }

  void draw(Graphics2D g, double left, double top, double width) {
    walk(g, left, top, width, true);
  }

  /** Returns where the last line begins. */
  private double walk(Graphics2D g, double left, double top, double width, boolean drawn) {
    g.setFont(Style.font(Font.PLAIN, Style.TICK_SIZE));
    FontMetrics metrics = g.getFontMetrics();
    double x = left;
    double y = top;
    for (Entry entry : entries) {
      double length = entry.sample() + 5 + metrics.stringWidth(entry.name);
      if (x > left && x + length > left + width) {
        x = left;
        y += LINE;
      }
      if (drawn) {
        draw(g, entry, x, y + LINE / 2 - 1);
      }
      x += length + APART;
    }
    return y;
  }

  private static void draw(Graphics2D g, Entry entry, double x, double middle) {
    g.setColor(entry.color);
    if (entry.stroke != null) {
      g.setStroke(entry.stroke);
      g.draw(new Line2D.Double(x, middle, x + entry.sample(), middle));
    }
    if (entry.marker != null) {
      g.fill(
          AffineTransform.getTranslateInstance(x + entry.sample() / 2, middle)
              .createTransformedShape(entry.marker));
    }
    g.setColor(Style.TEXT);
    g.drawString(entry.name, (float) (x + entry.sample() + 5), (float) (middle + 4.5));
  }
}
