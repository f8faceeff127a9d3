package dev.sleipnir.bench.protocol;

/**
 * A straight line through points, by least squares.
 *
 * @param slope its slope
 * @param intercept its value at 0
 * @param r2 the part of the variance that it explains
 */
record LinearFit(double slope, double intercept, double r2) {
  static LinearFit of(double[] x, double[] y) {
    double meanX = mean(x);
    double meanY = mean(y);
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int p = 0; p < x.length; p++) {
      xx += (x[p] - meanX) * (x[p] - meanX);
      xy += (x[p] - meanX) * (y[p] - meanY);
      yy += (y[p] - meanY) * (y[p] - meanY);
    }
    double slope = xy / xx;
    return new LinearFit(slope, meanY - slope * meanX, yy == 0 ? 1 : xy * xy / (xx * yy));
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
