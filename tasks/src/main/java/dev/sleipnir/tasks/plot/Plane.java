package dev.sleipnir.tasks.plot;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/**
 * Values of pixels as a picture: white at 0, towards vermilion above and towards blue below, as far
 * as the largest goes.
 */
final class Plane {
  private static final int[] ABOVE = {0xd5, 0x5e, 0x00};
  private static final int[] BELOW = {0x00, 0x72, 0xb2};
  private static final int WHITE = 255;

  /** Steps of a colour: a film has 256 in all. */
  private static final int SHADES = 60;

  private final BufferedImage image;

  /**
   * A picture.
   *
   * @param values row by row, from the first on
   * @param at the first
   */
  Plane(float[] values, int at, int width, int height) {
    image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    float most = 0;
    for (int i = 0; i < width * height; i++) {
      most = Math.max(most, Math.abs(values[at + i]));
    }
    for (int i = 0; i < width * height; i++) {
      float part = most == 0 ? 0 : values[at + i] / most;
      image.setRGB(i % width, i / width, rgb(part));
    }
  }

  private static int rgb(float part) {
    int[] end = part < 0 ? BELOW : ABOVE;
    float size = Math.round(Math.abs(part) * SHADES) / (float) SHADES;
    int rgb = 0;
    for (int channel = 0; channel < 3; channel++) {
      rgb = rgb << 8 | Math.round(WHITE + size * (end[channel] - WHITE));
    }
    return rgb;
  }

  /** Draws it in so many times its size. */
  void draw(Graphics2D g, int left, int top, int width, int height) {
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    g.drawImage(image, left, top, width, height, null);
  }
}
