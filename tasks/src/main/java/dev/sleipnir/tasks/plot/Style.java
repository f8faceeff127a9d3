package dev.sleipnir.tasks.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * Colours, letters and lines of all pictures. Series differ in four ways, so that they are told
 * apart where they coincide, in grey, and by everybody: in colour (Okabe and Ito's palette, which
 * those see apart who do not see all colours), in dashes, in markers, and in width, the first ones
 * being the widest and lying below.
 */
final class Style {
  static final Color TEXT = new Color(0x22, 0x22, 0x22);
  static final Color FAINT = new Color(0xe4, 0xe4, 0xe4);
  static final Color MUTED = new Color(0x77, 0x77, 0x77);
  static final Color BLUE = new Color(0x00, 0x72, 0xb2);
  static final Color VERMILION = new Color(0xd5, 0x5e, 0x00);

  static final int TICK_SIZE = 12;
  static final int LABEL_SIZE = 13;
  static final int TITLE_SIZE = 14;

  private static final List<Color> COLORS =
      List.of(
          BLUE,
          VERMILION,
          new Color(0x00, 0x9e, 0x73),
          new Color(0xcc, 0x79, 0xa7),
          new Color(0xe6, 0x9f, 0x00),
          new Color(0x56, 0xb4, 0xe9),
          Color.BLACK);
  private static final List<float[]> DASHES =
      List.of(
          new float[0],
          new float[] {7, 3},
          new float[] {2, 2.5f},
          new float[] {9, 3, 2, 3},
          new float[] {12, 4},
          new float[] {4, 2, 1.5f, 2, 1.5f, 2});

  private Style() {}

  static Font font(int style, float size) {
    return new Font(Font.SANS_SERIF, style, 1).deriveFont(size);
  }

  static Color color(int series) {
    return COLORS.get(series % COLORS.size());
  }

  /** A line of one of several series. */
  static BasicStroke stroke(int series, int count) {
    float width = count == 1 ? 1.5f : Math.max(1.3f, 2.6f - 0.5f * series);
    float[] dash = count == 1 ? DASHES.getFirst() : DASHES.get(series % DASHES.size());
    return stroke(width, dash);
  }

  static BasicStroke stroke(float width, float... dash) {
    return dash.length == 0
        ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)
        : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dash, 0);
  }

  /** A marker around the origin. */
  static Shape marker(int series) {
    return switch (series % 6) {
      case 0 -> new Ellipse2D.Double(-3, -3, 6, 6);
      case 1 -> new Rectangle2D.Double(-2.8, -2.8, 5.6, 5.6);
      case 2 -> polygon(0, -3.8, 3.6, 2.8, -3.6, 2.8);
      case 3 -> polygon(0, -4, 4, 0, 0, 4, -4, 0);
      case 4 -> polygon(0, 3.8, 3.6, -2.8, -3.6, -2.8);
      default ->
          polygon(
              -1, -4, 1, -4, 1, -1, 4, -1, 4, 1, 1, 1, 1, 4, -1, 4, -1, 1, -4, 1, -4, -1, -1, -1);
    };
  }

  /** The outline of a marker, wide enough to be seen around another one. */
  static Shape ring(int series) {
    Shape larger =
        AffineTransform.getScaleInstance(1.3, 1.3).createTransformedShape(marker(series));
    return stroke(1.4f).createStrokedShape(larger);
  }

  private static Shape polygon(double... xy) {
    Path2D path = new Path2D.Double();
    path.moveTo(xy[0], xy[1]);
    for (int p = 2; p < xy.length; p += 2) {
      path.lineTo(xy[p], xy[p + 1]);
    }
    path.closePath();
    return path;
  }
}
