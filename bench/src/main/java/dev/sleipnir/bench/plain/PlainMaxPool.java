package dev.sleipnir.bench.plain;

import dev.sleipnir.kernels.pool.PoolShape;

/** The largest of each window; of equals, the first. */
final class PlainMaxPool implements PlainFunction {
  private final PoolShape shape;
  private int[][] winner = {};

  PlainMaxPool(PoolShape shape) {
    this.shape = shape;
  }

  @Override
  public double[][] forward(double[][] xs) {
    int rows = shape.outputHeight();
    int columns = shape.outputWidth();
    double[][] y = new double[xs.length][shape.channels() * rows * columns];
    winner = new int[xs.length][y[0].length];
    for (int t = 0; t < xs.length; t++) {
      for (int e = 0; e < y[t].length; e++) {
        int channel = e / (rows * columns);
        int top = e / columns % rows * shape.strideHeight();
        int left = e % columns * shape.strideWidth();
        int best = -1;
        for (int i = 0; i < shape.kernelHeight(); i++) {
          for (int j = 0; j < shape.kernelWidth(); j++) {
            int at = (channel * shape.height() + top + i) * shape.width() + left + j;
            best = best < 0 || xs[t][at] > xs[t][best] ? at : best;
          }
        }
        winner[t][e] = best;
        y[t][e] = xs[t][best];
      }
    }
    return y;
  }

  @Override
  public double[][] backward(double[][] gradient) {
    double[][] forX =
        new double[gradient.length][shape.channels() * shape.height() * shape.width()];
    for (int t = 0; t < gradient.length; t++) {
      for (int e = 0; e < gradient[t].length; e++) {
        forX[t][winner[t][e]] += gradient[t][e];
      }
    }
    return forX;
  }

  PoolShape shape() {
    return shape;
  }

  @Override
  public String toString() {
    return "max pool";
  }
}
