package dev.sleipnir.kernels.conv;

import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The loops of {@link DepthwiseConvolution}: every channel by itself, neighbouring channels in the
 * lanes. Four neighbouring positions are summed at once, so that a weight is read once for them.
 */
final class DepthwiseVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  private DepthwiseVectors() {}

  /**
   * A row of outputs: out[x] = start + sum of in[x * step + tap[k]] w[k], channel by channel.
   *
   * @param channels floats of a position
   * @param positions outputs of the row
   * @param in the image
   * @param at where the window of the first output begins
   * @param step distance between windows
   * @param taps where the inputs of a window lie
   * @param w [taps][channels]
   * @param start what sums begin with, [channels]; null for 0
   * @param out the row
   * @param outAt where it begins
   */
  static void row(
      int channels,
      int positions,
      float[] in,
      int at,
      int step,
      int[] taps,
      float[] w,
      float @Nullable [] start,
      float[] out,
      int outAt) {
    int main = F.loopBound(channels);
    for (int c = 0; c < main; c += LANES) {
      FloatVector first = start == null ? FloatVector.zero(F) : FloatVector.fromArray(F, start, c);
      int x = 0;
      for (; x + 4 <= positions; x += 4) {
        int from = at + x * step + c;
        FloatVector sum0 = first;
        FloatVector sum1 = first;
        FloatVector sum2 = first;
        FloatVector sum3 = first;
        for (int k = 0; k < taps.length; k++) {
          FloatVector weight = FloatVector.fromArray(F, w, k * channels + c);
          int tap = from + taps[k];
          sum0 = FloatVector.fromArray(F, in, tap).fma(weight, sum0);
          sum1 = FloatVector.fromArray(F, in, tap + step).fma(weight, sum1);
          sum2 = FloatVector.fromArray(F, in, tap + 2 * step).fma(weight, sum2);
          sum3 = FloatVector.fromArray(F, in, tap + 3 * step).fma(weight, sum3);
        }
        int to = outAt + x * channels + c;
        sum0.intoArray(out, to);
        sum1.intoArray(out, to + channels);
        sum2.intoArray(out, to + 2 * channels);
        sum3.intoArray(out, to + 3 * channels);
      }
      for (; x < positions; x++) {
        int from = at + x * step + c;
        FloatVector sum = first;
        for (int k = 0; k < taps.length; k++) {
          FloatVector weight = FloatVector.fromArray(F, w, k * channels + c);
          sum = FloatVector.fromArray(F, in, from + taps[k]).fma(weight, sum);
        }
        sum.intoArray(out, outAt + x * channels + c);
      }
    }
    for (int x = 0; main < channels && x < positions; x++) {
      for (int c = main; c < channels; c++) {
        float sum = start == null ? 0f : start[c];
        for (int k = 0; k < taps.length; k++) {
          sum = Math.fma(in[at + x * step + taps[k] + c], w[k * channels + c], sum);
        }
        out[outAt + x * channels + c] = sum;
      }
    }
  }

  /** Adds a row's gradients of weights: sums[k] += in[x * step + tap[k]] g[x]. */
  static void addWeights(
      int channels,
      int positions,
      float[] in,
      int at,
      int step,
      int[] taps,
      float[] g,
      int gAt,
      float[] sums,
      int sumsAt) {
    int main = F.loopBound(channels);
    for (int c = 0; c < main; c += LANES) {
      int k = 0;
      for (; k + 3 <= taps.length; k += 3) {
        int to = sumsAt + k * channels + c;
        FloatVector sum0 = FloatVector.fromArray(F, sums, to);
        FloatVector sum1 = FloatVector.fromArray(F, sums, to + channels);
        FloatVector sum2 = FloatVector.fromArray(F, sums, to + 2 * channels);
        for (int x = 0; x < positions; x++) {
          FloatVector gradient = FloatVector.fromArray(F, g, gAt + x * channels + c);
          int from = at + x * step + c;
          sum0 = FloatVector.fromArray(F, in, from + taps[k]).fma(gradient, sum0);
          sum1 = FloatVector.fromArray(F, in, from + taps[k + 1]).fma(gradient, sum1);
          sum2 = FloatVector.fromArray(F, in, from + taps[k + 2]).fma(gradient, sum2);
        }
        sum0.intoArray(sums, to);
        sum1.intoArray(sums, to + channels);
        sum2.intoArray(sums, to + 2 * channels);
      }
      for (; k < taps.length; k++) {
        FloatVector sum = FloatVector.fromArray(F, sums, sumsAt + k * channels + c);
        for (int x = 0; x < positions; x++) {
          FloatVector gradient = FloatVector.fromArray(F, g, gAt + x * channels + c);
          sum = FloatVector.fromArray(F, in, at + x * step + taps[k] + c).fma(gradient, sum);
        }
        sum.intoArray(sums, sumsAt + k * channels + c);
      }
    }
    for (int k = 0; main < channels && k < taps.length; k++) {
      for (int x = 0; x < positions; x++) {
        for (int c = main; c < channels; c++) {
          int to = sumsAt + k * channels + c;
          sums[to] = Math.fma(in[at + x * step + taps[k] + c], g[gAt + x * channels + c], sums[to]);
        }
      }
    }
  }

  /** Adds the positions of a row: the gradients of biases. */
  static void addRows(int channels, int positions, float[] g, int gAt, float[] sums, int to) {
    int main = F.loopBound(channels);
    for (int x = 0; x < positions; x++) {
      int from = gAt + x * channels;
      for (int c = 0; c < main; c += LANES) {
        FloatVector.fromArray(F, g, from + c)
            .add(FloatVector.fromArray(F, sums, to + c))
            .intoArray(sums, to + c);
      }
      for (int c = main; c < channels; c++) {
        sums[to + c] += g[from + c];
      }
    }
  }
}
