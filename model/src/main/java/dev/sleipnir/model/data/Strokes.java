package dev.sleipnir.model.data;

import dev.sleipnir.kernels.random.RandomStream;

/**
 * Digits that look handwritten, made on the spot: for trying things out where no data set is at
 * hand. Each image is a skeleton of pen strokes whose points are moved about, put through a random
 * rotation, shear, scaling and shift, and drawn with a pen of random thickness. 28 x 28 pixels,
 * bright on dark, classes 0 to 9 equally likely.
 */
public final class Strokes {
  private static final int SIDE = 28; // pixels
  private static final double HALF_WIDTH = 9; // of the box a skeleton fills [pixels]
  private static final double HALF_HEIGHT = 10;
  private static final int STEPS = 8; // straight lines per piece of curve

  private static final double JITTER = 3.2; // of a skeleton's points, standard deviation [of 100]
  private static final double ROTATION = 0.13; // standard deviation [radian]
  private static final double SHEAR = 0.18; // standard deviation
  private static final double SHIFT = 0.9; // standard deviation [pixels]

  private final Pen pen = new Pen(SIDE);
  private final double[] transform = new double[6];

  private Strokes() {}

  /**
   * Makes images. Image i depends on the seed and on i only, so that a smaller count gives the
   * first images of a larger one; other seeds give unrelated images, for instance to test on.
   *
   * @param seed the seed
   * @param count how many images, 0 or more
   * @return images [count, 1, 28, 28] with labels 0 to 9
   * @throws IllegalArgumentException if {@code count} is negative, or too large for one array
   */
  public static LabeledImages generate(long seed, int count) {
    int most = (Integer.MAX_VALUE - 8) / (SIDE * SIDE);
    if (count < 0 || count > most) {
      throw new IllegalArgumentException("count: expected 0 to " + most + ", got " + count);
    }
    byte[] pixels = new byte[count * SIDE * SIDE];
    byte[] labels = new byte[count];
    var writer = new Strokes();
    var all = new RandomStream(seed).split("strokes");
    for (int i = 0; i < count; i++) {
      var random = all.split(i);
      int digit = random.nextInt(10);
      labels[i] = (byte) digit;
      writer.write(digit, random, pixels, i * SIDE * SIDE);
    }
    return new LabeledImages("strokes (seed " + seed + ")", 1, SIDE, SIDE, pixels, labels);
  }

  private void write(int digit, RandomStream random, byte[] pixels, int offset) {
    int[][] strokes = DigitSkeletons.strokes(digit, random.nextInt(DigitSkeletons.ways(digit)));
    drawTransform(random);
    double radius = 0.75 + 0.9 * random.nextFloat();
    double softness = 1 + 0.5 * random.nextFloat();
    double peak = 200 + 55 * random.nextFloat();
    pen.clear();
    for (int[] stroke : strokes) {
      drawStroke(place(stroke, random), radius + softness);
    }
    pen.paint(pixels, offset, radius, softness, peak);
  }

  /** From a skeleton's box, x and y in [-1, 1], to pixels: scaled, sheared, rotated, shifted. */
  private void drawTransform(RandomStream random) {
    double scaleX = HALF_WIDTH * (0.72 + 0.4 * random.nextFloat());
    double scaleY = HALF_HEIGHT * (0.85 + 0.25 * random.nextFloat());
    double shear = SHEAR * limited(random);
    double angle = ROTATION * limited(random);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double skewed = -shear * scaleY; // to the right at the top, where y is negative
    transform[0] = cos * scaleX;
    transform[1] = cos * skewed - sin * scaleY;
    transform[2] = SIDE / 2.0 + SHIFT * limited(random);
    transform[3] = sin * scaleX;
    transform[4] = sin * skewed + cos * scaleY;
    transform[5] = SIDE / 2.0 + SHIFT * limited(random);
  }

  /** Points of a stroke in pixels, each moved a little; the two of a corner are moved alike. */
  private double[] place(int[] stroke, RandomStream random) {
    double[] placed = new double[stroke.length];
    for (int i = 0; i < stroke.length; i += 2) {
      if (isCorner(stroke, i)) {
        placed[i] = placed[i - 2];
        placed[i + 1] = placed[i - 1];
        continue;
      }
      double x = (stroke[i] + JITTER * limited(random)) / 50 - 1;
      double y = (stroke[i + 1] + JITTER * limited(random)) / 50 - 1;
      placed[i] = transform[0] * x + transform[1] * y + transform[2];
      placed[i + 1] = transform[3] * x + transform[4] * y + transform[5];
    }
    return placed;
  }

  private static boolean isCorner(int[] stroke, int i) {
    return i >= 2 && stroke[i] == stroke[i - 2] && stroke[i + 1] == stroke[i - 1];
  }

  /** A Catmull-Rom spline through the points: pieces of cubics, smooth except at corners. */
  private void drawStroke(double[] p, double reach) {
    for (int i = 0; i + 2 < p.length; i += 2) {
      boolean corner = p[i] == p[i + 2] && p[i + 1] == p[i + 3];
      if (corner) {
        continue;
      }
      // As if the ends were given twice, like corners: there is nothing beyond to bend towards.
      int before = Math.max(i - 2, 0);
      int after = Math.min(i + 4, p.length - 2);
      double x = p[i];
      double y = p[i + 1];
      for (int step = 1; step <= STEPS; step++) {
        double t = (double) step / STEPS;
        double nextX = cubic(p[before], p[i], p[i + 2], p[after], t);
        double nextY = cubic(p[before + 1], p[i + 1], p[i + 3], p[after + 1], t);
        pen.line(x, y, nextX, nextY, reach);
        x = nextX;
        y = nextY;
      }
    }
  }

  private static double cubic(double before, double from, double to, double after, double t) {
    double slopeFrom = (to - before) / 2;
    double slopeTo = (after - from) / 2;
    double u = 1 - t;
    return (1 + 2 * t) * u * u * from
        + t * u * u * slopeFrom
        + t * t * (3 - 2 * t) * to
        - t * t * u * slopeTo;
  }

  /** Standard normal, but never beyond two deviations: no digit may leave the canvas. */
  private static double limited(RandomStream random) {
    return Math.clamp(random.nextGaussian(), -2.0, 2.0);
  }
}
