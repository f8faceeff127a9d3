package dev.sleipnir.tasks.plot;

import java.awt.Color;

/**
 * From values to colours whose lightness alone tells them apart: from white to dark blue, or, where
 * values of both signs are shown, from blue over white at 0 to vermilion, as far on both sides.
 */
final class ColorScale {
  private static final int[][] ONE_SIDED = {
    {255, 255, 255}, {198, 221, 238}, {122, 175, 214}, {0, 114, 178}, {0, 36, 84}
  };
  private static final int[][] TWO_SIDED = {
    {0, 45, 94},
    {0, 114, 178},
    {150, 196, 226},
    {247, 247, 247},
    {244, 178, 134},
    {213, 94, 0},
    {110, 38, 0}
  };
  private static final Color UNKNOWN = new Color(0xbb, 0xbb, 0xbb);

  /** How far values of the other sign reach, of what the others do, for zero to be the middle. */
  private static final double LEAST_SIDE = 0.1;

  private final Extent extent;
  private final boolean twoSided;
  private final String title;

  private ColorScale(Extent extent, boolean twoSided, String title) {
    this.extent = extent;
    this.twoSided = twoSided;
    this.title = title;
  }

  static ColorScale over(Extent values, String title) {
    double most = Math.max(-values.low(), values.high());
    if (Math.min(-values.low(), values.high()) > LEAST_SIDE * most) {
      return new ColorScale(new Extent(-most, most), true, title);
    }
    return new ColorScale(values.length() > 0 ? values : values.padded(0), false, title);
  }

  Extent extent() {
    return extent;
  }

  /** What the values are, with unit. */
  String title() {
    return title;
  }

  Color of(double value) {
    if (Double.isNaN(value)) {
      return UNKNOWN;
    }
    int[][] stops = twoSided ? TWO_SIDED : ONE_SIDED;
    double at = Math.clamp((value - extent.low()) / extent.length(), 0., 1.) * (stops.length - 1);
    int stop = Math.min((int) at, stops.length - 2);
    double part = at - stop;
    int[] rgb = new int[3];
    for (int c = 0; c < 3; c++) {
      rgb[c] = (int) Math.round((1 - part) * stops[stop][c] + part * stops[stop + 1][c]);
    }
    return new Color(rgb[0], rgb[1], rgb[2]);
  }

  /** Black or white: what is legible on the colour of a value. */
  Color ink(double value) {
    Color color = of(value);
    double light = 0.3 * color.getRed() + 0.59 * color.getGreen() + 0.11 * color.getBlue();
    return light > 140 ? Style.TEXT : Color.WHITE;
  }
}
