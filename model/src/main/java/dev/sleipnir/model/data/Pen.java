package dev.sleipnir.model.data;

import java.util.Arrays;

/** Draws lines of one thickness on a small square canvas, without steps at the edges. */
final class Pen {
  private final int size; // pixels per side
  private final double[] squaredDistance; // [row, column] -> from the pixel's centre to the ink

  Pen(int size) {
    this.size = size;
    this.squaredDistance = new double[size * size];
    clear();
  }

  void clear() {
    Arrays.fill(squaredDistance, Double.POSITIVE_INFINITY);
  }

  /** Adds a straight line; only pixels within {@code reach} of it are looked at. */
  void line(double x0, double y0, double x1, double y1, double reach) {
    int left = clampToCanvas(Math.floor(Math.min(x0, x1) - reach));
    int right = clampToCanvas(Math.ceil(Math.max(x0, x1) + reach));
    int top = clampToCanvas(Math.floor(Math.min(y0, y1) - reach));
    int bottom = clampToCanvas(Math.ceil(Math.max(y0, y1) + reach));
    double dx = x1 - x0;
    double dy = y1 - y0;
    double length = dx * dx + dy * dy;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        double px = x + 0.5 - x0;
        double py = y + 0.5 - y0;
        double along = length == 0 ? 0 : Math.clamp((px * dx + py * dy) / length, 0.0, 1.0);
        double ex = px - along * dx;
        double ey = py - along * dy;
        int pixel = y * size + x;
        squaredDistance[pixel] = Math.min(squaredDistance[pixel], ex * ex + ey * ey);
      }
    }
  }

  /** Writes brightness 0 to peak: full within the radius, fading to nothing over the softness. */
  void paint(byte[] pixels, int offset, double radius, double softness, double peak) {
    for (int i = 0; i < squaredDistance.length; i++) {
      double depth = radius + softness / 2 - Math.sqrt(squaredDistance[i]);
      pixels[offset + i] = (byte) Math.round(peak * Math.clamp(depth / softness, 0.0, 1.0));
    }
  }

  private int clampToCanvas(double coordinate) {
    return Math.clamp((long) coordinate, 0, size);
  }
}
