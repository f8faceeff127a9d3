package dev.sleipnir.bench.plain;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.tensor.Parameter;

/** A convolution of stride 1, with zeros around its input. */
final class PlainConv implements PlainFunction, Learned {
  private final Conv2d layer;
  private final ConvShape shape;
  private final double[] weightGradient;
  private final double[] biasGradient;
  private double[][] x = {};

  PlainConv(Conv2d layer, int height, int width) {
    this.layer = layer;
    shape = layer.shape(height, width);
    weightGradient = new double[layer.weight().size()];
    biasGradient = new double[shape.outChannels()];
  }

  /** One product of a sum: element of the output, of the input, and of the kernels. */
  private interface Term {
    void add(int output, int input, int weight);
  }

  private void terms(Term term) {
    int area = shape.height() * shape.width();
    int positions = shape.outputHeight() * shape.outputWidth();
    int weight = 0;
    for (int o = 0; o < shape.outChannels(); o++) {
      for (int c = 0; c < shape.inChannels(); c++) {
        for (int i = 0; i < shape.kernelHeight(); i++) {
          for (int j = 0; j < shape.kernelWidth(); j++) {
            for (int p = 0; p < positions; p++) {
              int row = p / shape.outputWidth() + i - shape.paddingHeight();
              int column = p % shape.outputWidth() + j - shape.paddingWidth();
              if (row >= 0 && row < shape.height() && column >= 0 && column < shape.width()) {
                term.add(o * positions + p, c * area + row * shape.width() + column, weight);
              }
            }
            weight++;
          }
        }
      }
    }
  }

  @Override
  public double[][] forward(double[][] xs) {
    x = xs;
    float[] w = layer.weight().data();
    Parameter bias = layer.bias();
    int positions = shape.outputHeight() * shape.outputWidth();
    double[][] y = new double[xs.length][shape.outChannels() * positions];
    for (int t = 0; t < xs.length; t++) {
      double[] in = xs[t];
      double[] out = y[t];
      for (int e = 0; e < out.length; e++) {
        out[e] = bias == null ? 0 : bias.data()[e / positions];
      }
      terms((output, input, weight) -> out[output] += w[weight] * in[input]);
    }
    return y;
  }

  @Override
  public double[][] backward(double[][] gradient) {
    float[] w = layer.weight().data();
    int positions = shape.outputHeight() * shape.outputWidth();
    double[][] forX = new double[gradient.length][x[0].length];
    for (int t = 0; t < gradient.length; t++) {
      double[] g = gradient[t];
      double[] in = x[t];
      double[] forIn = forX[t];
      for (int e = 0; e < g.length; e++) {
        biasGradient[e / positions] += g[e];
      }
      terms(
          (output, input, weight) -> {
            weightGradient[weight] += g[output] * in[input];
            forIn[input] += g[output] * w[weight];
          });
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

  ConvShape shape() {
    return shape;
  }

  @Override
  public String toString() {
    return layer.toString();
  }
}
