package dev.sleipnir.bench.plain;

import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.tensor.Parameter;

/** y = W x + b. */
public final class PlainLinear implements PlainFunction, Learned {
  private final Linear layer;
  private final int inputs;
  private final int outputs;
  private final double[] weightGradient;
  private final double[] biasGradient;
  private double[][] x = {};

  /**
   * The twin of a layer.
   *
   * @param layer whose weights are read
   */
  public PlainLinear(Linear layer) {
    this.layer = layer;
    outputs = layer.weight().shape()[0];
    inputs = layer.weight().shape()[1];
    weightGradient = new double[outputs * inputs];
    biasGradient = new double[outputs];
  }

  @Override
  public double[][] forward(double[][] xs) {
    x = xs;
    float[] w = layer.weight().data();
    Parameter bias = layer.bias();
    double[][] y = new double[xs.length][outputs];
    for (int t = 0; t < xs.length; t++) {
      for (int o = 0; o < outputs; o++) {
        double sum = bias == null ? 0 : bias.data()[o];
        for (int k = 0; k < inputs; k++) {
          sum += w[o * inputs + k] * xs[t][k];
        }
        y[t][o] = sum;
      }
    }
    return y;
  }

  @Override
  public double[][] backward(double[][] gradient) {
    float[] w = layer.weight().data();
    double[][] forX = new double[gradient.length][inputs];
    for (int t = 0; t < gradient.length; t++) {
      for (int o = 0; o < outputs; o++) {
        double g = gradient[t][o];
        biasGradient[o] += g;
        for (int k = 0; k < inputs; k++) {
          weightGradient[o * inputs + k] += g * x[t][k];
          forX[t][k] += g * w[o * inputs + k];
        }
      }
    }
    return forX;
  }

  @Override
  public void requireGradients() {
    Difference.requireGradient(layer + ": weight", weightGradient, layer.weight().gradient());
    Parameter bias = layer.bias();
    if (bias != null) {
      Difference.requireGradient(layer + ": bias", biasGradient, bias.gradient());
    }
  }

  @Override
  public String toString() {
    return layer.toString();
  }
}
