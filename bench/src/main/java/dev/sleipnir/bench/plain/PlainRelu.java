package dev.sleipnir.bench.plain;

/** max(x, 0). */
final class PlainRelu implements PlainFunction {
  private double[][] x = {};

  @Override
  public double[][] forward(double[][] xs) {
    x = xs;
    return where(xs);
  }

  @Override
  public double[][] backward(double[][] gradient) {
    return where(gradient);
  }

  private double[][] where(double[][] values) {
    double[][] y = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      y[t] = new double[x[t].length];
      for (int e = 0; e < y[t].length; e++) {
        y[t][e] = x[t][e] > 0 ? values[t][e] : 0;
      }
    }
    return y;
  }

  @Override
  public String toString() {
    return "relu";
  }
}
