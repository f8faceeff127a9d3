package dev.sleipnir.tasks.plot;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;

/** Images of few pixels, drawn large and with sharp edges. */
final class Pixels {
  private Pixels() {}

  static void draw(
      Graphics2D g, BufferedImage image, double left, double top, double right, double bottom) {
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    var place = AffineTransform.getTranslateInstance(left, top);
    place.scale((right - left) / image.getWidth(), (bottom - top) / image.getHeight());
    g.drawImage(image, place, null);
  }

  /** Rows of values, the first at the top. */
  static BufferedImage of(float[][] values, ColorScale colors) {
    BufferedImage image =
        new BufferedImage(values[0].length, values.length, BufferedImage.TYPE_INT_ARGB);
    for (int r = 0; r < values.length; r++) {
      for (int c = 0; c < values[r].length; c++) {
        image.setRGB(c, r, colors.of(values[r][c]).getRGB());
      }
    }
    return image;
  }
}
