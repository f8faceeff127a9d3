package dev.sleipnir.kernels.conv;

import dev.sleipnir.kernels.gemm.ColumnSums;
import org.jspecify.annotations.Nullable;

/** The convolution as plain loops, with sums in the order that {@link Convolution} promises. */
final class ConvolutionTwin {
  private ConvolutionTwin() {}

  static void forward(
      ConvShape s, int images, float[] input, float[] w, float @Nullable [] bias, float[] output) {
    for (int image = 0; image < images; image++) {
      for (int p = 0; p < s.positions(); p++) {
        for (int o = 0; o < s.outChannels(); o++) {
          float sum = bias == null ? 0f : bias[o];
          for (int k = 0; k < s.depth(); k++) {
            int at = input(s, image, p, k, group(s, o));
            sum = Math.fma(at < 0 ? 0f : input[at], w[weight(s, o, k)], sum);
          }
          output[output(s, image, p, o)] = sum;
        }
      }
    }
  }

  static void backwardData(
      ConvShape s, int images, float[] gradOutput, float[] w, float[] gradInput) {
    for (int e = 0; e < images * s.inputSize(); e++) {
      gradInput[e] = 0f;
    }
    for (int image = 0; image < images; image++) {
      for (int p = 0; p < s.positions(); p++) {
        for (int g = 0; g < s.groups(); g++) {
          int part = s.outChannels() / s.groups();
          for (int k = 0; k < s.depth(); k++) {
            float sum = 0f;
            for (int o = g * part; o < (g + 1) * part; o++) {
              sum = Math.fma(gradOutput[output(s, image, p, o)], w[weight(s, o, k)], sum);
            }
            int at = input(s, image, p, k, g);
            if (at >= 0) {
              gradInput[at] += sum;
            }
          }
        }
      }
    }
  }

  /** Of one group: each input's sum over the outputs that saw it, then channels. */
  static void backwardDataInOneChain(
      ConvShape s, int images, float[] gradOutput, float[] w, float[] gradInput) {
    for (int e = 0; e < images * s.inputSize(); e++) {
      gradInput[e] = 0f;
    }
    for (int image = 0; image < images; image++) {
      for (int p = 0; p < s.positions(); p++) {
        for (int k = 0; k < s.depth(); k++) {
          int at = input(s, image, p, k, 0);
          for (int o = 0; at >= 0 && o < s.outChannels(); o++) {
            gradInput[at] =
                Math.fma(gradOutput[output(s, image, p, o)], w[weight(s, o, k)], gradInput[at]);
          }
        }
      }
    }
  }

  static void backwardWeights(
      ConvShape s,
      int images,
      float[] input,
      float[] gradOutput,
      float[] gradWeights,
      float @Nullable [] gradBias) {
    for (int o = 0; images > 0 && o < s.outChannels(); o++) {
      for (int k = 0; k < s.depth(); k++) {
        float sum = 0f;
        for (int image = 0; image < images; image++) {
          for (int p = 0; p < s.positions(); p++) {
            int at = input(s, image, p, k, group(s, o));
            sum = Math.fma(at < 0 ? 0f : input[at], gradOutput[output(s, image, p, o)], sum);
          }
        }
        gradWeights[weight(s, o, k)] += sum;
      }
    }
    if (gradBias != null) {
      addBias(s, images, gradOutput, gradBias);
    }
  }

  /**
   * In blocks of so many positions as {@link ColumnSums} has rows, those of all images in order.
   */
  private static void addBias(ConvShape s, int images, float[] gradOutput, float[] gradBias) {
    int rows = images * s.positions();
    for (int o = 0; o < s.outChannels(); o++) {
      for (int from = 0; from < rows; from += ColumnSums.BLOCK) {
        float sum = 0f;
        for (int r = from; r < Math.min(rows, from + ColumnSums.BLOCK); r++) {
          sum += gradOutput[output(s, r / s.positions(), r % s.positions(), o)];
        }
        gradBias[o] += sum;
      }
    }
  }

  /** The group of an output channel. */
  private static int group(ConvShape s, int o) {
    return o / (s.outChannels() / s.groups());
  }

  /** Index of input k (row, column, channel of the group) of a position; -1 in the padding. */
  static int input(ConvShape s, int image, int p, int k, int group) {
    int channels = s.inChannels() / s.groups();
    int channel = k % channels + group * channels;
    int kx = k / channels % s.kernelWidth();
    int ky = k / channels / s.kernelWidth();
    int y = p / s.outputWidth() * s.strideHeight() - s.paddingHeight() + ky * s.dilationHeight();
    int x = p % s.outputWidth() * s.strideWidth() - s.paddingWidth() + kx * s.dilationWidth();
    if (y < 0 || y >= s.height() || x < 0 || x >= s.width()) {
      return -1;
    }
    return ((image * s.height() + y) * s.width() + x) * s.inChannels() + channel;
  }

  /** Index of the weight of input k in [out][in of the group][row][column]. */
  static int weight(ConvShape s, int o, int k) {
    int channels = s.inChannels() / s.groups();
    return (o * channels + k % channels) * s.kernelHeight() * s.kernelWidth() + k / channels;
  }

  static int output(ConvShape s, int image, int p, int o) {
    return (image * s.positions() + p) * s.outChannels() + o;
  }
}
