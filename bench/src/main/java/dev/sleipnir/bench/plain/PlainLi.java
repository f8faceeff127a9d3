package dev.sleipnir.bench.plain;

/** Leaky integrators with Norse's constants: membrane 10 ms, synapse 5 ms, steps of 1 ms. */
final class PlainLi implements PlainFunction {
  private static final double MEMBRANE = 0.1;
  private static final double SYNAPSE = 0.2;

  @Override
  public double[][] forward(double[][] xs) {
    int n = xs[0].length;
    double[] v = new double[n];
    double[] i = new double[n];
    double[][] y = new double[xs.length][n];
    for (int t = 0; t < xs.length; t++) {
      for (int e = 0; e < n; e++) {
        double j = i[e] + xs[t][e];
        v[e] += MEMBRANE * (j - v[e]);
        i[e] = j - SYNAPSE * j;
        y[t][e] = v[e];
      }
    }
    return y;
  }

  @Override
  public double[][] backward(double[][] gradient) {
    int n = gradient[0].length;
    double[] forV = new double[n];
    double[] forI = new double[n];
    double[][] forX = new double[gradient.length][n];
    for (int t = gradient.length - 1; t >= 0; t--) {
      for (int e = 0; e < n; e++) {
        double g = forV[e] + gradient[t][e];
        forX[t][e] = forI[e] * (1 - SYNAPSE) + g * MEMBRANE;
        forV[e] = g * (1 - MEMBRANE);
        forI[e] = forX[t][e];
      }
    }
    return forX;
  }

  @Override
  public String toString() {
    return "li";
  }
}
