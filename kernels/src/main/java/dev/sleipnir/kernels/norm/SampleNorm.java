package dev.sleipnir.kernels.norm;

import dev.sleipnir.kernels.simd.VectorApi;

/**
 * Normalisation of groups of channels within a sample, [samples][positions][channels], by the mean
 * and the deviation of the group over all its positions.
 *
 * <p>Samples are computed one by one, each in a fixed order: results depend neither on the number
 * of threads nor on the vector width.
 *
 * @param positions pixels of a sample, at least 1
 * @param channels channels of a pixel
 * @param groups groups that channels are cut into; divides them
 * @param epsilon added to variances
 */
public record SampleNorm(int positions, int channels, int groups, double epsilon) {
  /**
   * Floats that a call needs for itself.
   *
   * @return four for each channel
   */
  public int scratch() {
    return 4 * channels;
  }

  /**
   * y = (x - mean) / deviation weight + bias of one sample.
   *
   * @param sample which sample
   * @param x the samples
   * @param weight [channels]
   * @param bias [channels]
   * @param y receives the result
   * @param statistics receives for each sample and group its mean, then 1 / its deviation
   * @param scratch overwritten, {@link #scratch()} floats from {@code own} on
   * @param own where they begin
   */
  public void forward(
      int sample,
      float[] x,
      float[] weight,
      float[] bias,
      float[] y,
      float[] statistics,
      float[] scratch,
      int own) {
    VectorApi.require();
    int from = sample * positions;
    int to = from + positions;
    int squares = own + channels;
    ColumnNormVectors.moments(x, from, to, channels, scratch, own, squares);
    int part = channels / groups;
    for (int g = 0; g < groups; g++) {
      double mean = 0;
      for (int c = own + g * part; c < own + (g + 1) * part; c++) {
        mean += scratch[c];
      }
      mean /= part;
      double square = 0;
      for (int c = g * part; c < (g + 1) * part; c++) {
        double distance = scratch[own + c] - mean;
        square += scratch[squares + c] + distance * distance * positions;
      }
      float inverse = (float) (1 / Math.sqrt(square / ((double) part * positions) + epsilon));
      int at = 2 * (sample * groups + g);
      statistics[at] = (float) mean;
      statistics[at + 1] = inverse;
    }
    // Means and factors by channel, where sums were.
    for (int c = 0; c < channels; c++) {
      int at = 2 * (sample * groups + c / part);
      scratch[own + c] = statistics[at];
      scratch[squares + c] = statistics[at + 1] * weight[c];
    }
    ColumnNormVectors.normalize(x, from, to, channels, scratch, own, scratch, squares, bias, 0, y);
  }

  /**
   * The gradient of one sample.
   *
   * @param sample which sample
   * @param x the samples
   * @param g the gradient at the result
   * @param weight [channels]
   * @param statistics what {@link #forward} left there
   * @param forX receives the gradient at x; may be g
   * @param sums receives for each sample what it adds to the gradients of the weights, then of the
   *     biases, [2][channels]
   * @param scratch overwritten, {@link #scratch()} floats from {@code own} on
   * @param own where they begin
   */
  public void backward(
      int sample,
      float[] x,
      float[] g,
      float[] weight,
      float[] statistics,
      float[] forX,
      float[] sums,
      float[] scratch,
      int own) {
    VectorApi.require();
    int from = sample * positions;
    int to = from + positions;
    int part = channels / groups;
    int products = 2 * sample * channels;
    int totals = products + channels;
    int scale = own + channels;
    int slope = scale + channels;
    int shift = slope + channels;
    for (int c = 0; c < channels; c++) {
      scratch[own + c] = statistics[2 * (sample * groups + c / part)];
    }
    ColumnNormVectors.gradientSums(x, scratch, own, g, from, to, channels, sums, totals, products);
    double count = (double) part * positions;
    for (int group = 0; group < groups; group++) {
      double inverse = statistics[2 * (sample * groups + group) + 1];
      double total = 0;
      double product = 0;
      for (int c = group * part; c < (group + 1) * part; c++) {
        total += (double) weight[c] * sums[totals + c];
        product += (double) weight[c] * sums[products + c];
      }
      for (int c = group * part; c < (group + 1) * part; c++) {
        scratch[scale + c] = (float) (weight[c] * inverse);
        scratch[slope + c] = (float) (-inverse * inverse * inverse * product / count);
        scratch[shift + c] = (float) (-inverse * total / count);
        sums[products + c] = (float) (sums[products + c] * inverse);
      }
    }
    ColumnNormVectors.backward(
        x, scratch, own, g, from, to, channels, scratch, scale, slope, shift, forX);
  }
}
