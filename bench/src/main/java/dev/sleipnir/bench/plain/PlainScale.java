package dev.sleipnir.bench.plain;

/** y = s x. */
final class PlainScale implements PlainFunction {
  private final double factor;

  PlainScale(double factor) {
    this.factor = factor;
  }

  @Override
  public double[][] forward(double[][] xs) {
    double[][] y = new double[xs.length][];
    for (int t = 0; t < xs.length; t++) {
      y[t] = xs[t].clone();
      for (int e = 0; e < y[t].length; e++) {
        y[t][e] *= factor;
      }
    }
    return y;
  }

  @Override
  public double[][] backward(double[][] gradient) {
    return forward(gradient);
  }

  @Override
  public String toString() {
    return "scale";
  }
}
