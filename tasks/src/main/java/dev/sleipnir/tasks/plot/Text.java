package dev.sleipnir.tasks.plot;

import java.awt.Font;
import java.awt.Graphics2D;

/** A line of text whose letters are as small as its place asks for. */
final class Text {
  private static final float LEAST = 8;

  private final Graphics2D g;
  private final String text;
  private final Font font;

  private Text(Graphics2D g, String text, Font font) {
    this.g = g;
    this.text = text;
    this.font = font;
  }

  static Text fit(Graphics2D g, String text, int style, float size, double room) {
    double width = g.getFontMetrics(Style.font(style, size)).stringWidth(text);
    float fitting = width <= room ? size : Math.max(LEAST, (float) (size * room / width));
    return new Text(g, text, Style.font(style, fitting));
  }

  double width() {
    return g.getFontMetrics(font).stringWidth(text);
  }

  void at(double x, double baseline) {
    g.setFont(font);
    g.setColor(Style.TEXT);
    g.drawString(text, (float) x, (float) baseline);
  }

  void centred(double x, double baseline) {
    at(x - width() / 2, baseline);
  }

  /** From below to above, its middle at this height. */
  void upwards(double baseline, double middle) {
    var before = g.getTransform();
    g.translate(baseline, middle);
    g.rotate(-Math.PI / 2);
    centred(0, 0);
    g.setTransform(before);
  }
}
