package dev.sleipnir.kernels.conv;

import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The loops of {@link DepthwiseConvolution} for windows of 3 x 3 that are neighbours: every channel
 * by itself, neighbouring channels in the lanes, inputs read once for the windows they lie in. What
 * a window sees beyond the first and the last column of an image is read from elsewhere (zeros), so
 * that images need not be copied to be padded.
 */
final class Windows3x3 {
  /** Outputs of a row, and rows, that are summed at once. */
  static final int POSITIONS = 4;

  static final int ROWS = 2;

  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  private Windows3x3() {}

  /**
   * Two rows of outputs: out = start + sum of in[k] w[k], k in order, channel by channel. Four of
   * each row are summed at once.
   *
   * @param channels floats of a position
   * @param columns outputs of a row, at least {@link #POSITIONS}
   * @param in four rows of the image
   * @param at where they begin
   * @param line distance between rows
   * @param left columns that the first window sees before the image, 0 or 1
   * @param right columns that the last window sees after the image, 0 or 1
   * @param zeros at least [channels]
   * @param w [9][channels]
   * @param start what sums begin with, [channels]; null for 0
   * @param out the outputs
   * @param outAt where the upper row begins; the lower one follows it
   */
  static void outputs(
      int channels,
      int columns,
      float[] in,
      int at,
      int line,
      int left,
      int right,
      float[] zeros,
      float[] w,
      float @Nullable [] start,
      float[] out,
      int outAt) {
    int main = F.loopBound(channels);
    int outLine = columns * channels;
    int end = columns - POSITIONS;
    for (int c = 0; c < main; c += LANES) {
      FloatVector bias = start == null ? FloatVector.zero(F) : FloatVector.fromArray(F, start, c);
      FloatVector w0 = FloatVector.fromArray(F, w, c);
      FloatVector w1 = FloatVector.fromArray(F, w, channels + c);
      FloatVector w2 = FloatVector.fromArray(F, w, 2 * channels + c);
      FloatVector w3 = FloatVector.fromArray(F, w, 3 * channels + c);
      FloatVector w4 = FloatVector.fromArray(F, w, 4 * channels + c);
      FloatVector w5 = FloatVector.fromArray(F, w, 5 * channels + c);
      FloatVector w6 = FloatVector.fromArray(F, w, 6 * channels + c);
      FloatVector w7 = FloatVector.fromArray(F, w, 7 * channels + c);
      FloatVector w8 = FloatVector.fromArray(F, w, 8 * channels + c);
      for (int column = 0; column < columns; column += POSITIONS) {
        // The last four begin where they fit: some are computed once more, and do not change.
        int x = Math.min(column, end);
        int i = at + (x - left) * channels + c;
        boolean isFirst = x < left;
        float[] first = isFirst ? zeros : in;
        int f = isFirst ? c : i;
        int firstLine = isFirst ? 0 : line;
        boolean isLast = x + right > end;
        float[] last = isLast ? zeros : in;
        int l = isLast ? c : i + (POSITIONS + 1) * channels;
        int lastLine = isLast ? 0 : line;
        FloatVector p0 = FloatVector.fromArray(F, first, f);
        FloatVector p1 = FloatVector.fromArray(F, in, i + channels);
        FloatVector p2 = FloatVector.fromArray(F, in, i + 2 * channels);
        FloatVector p3 = FloatVector.fromArray(F, in, i + 3 * channels);
        FloatVector p4 = FloatVector.fromArray(F, in, i + 4 * channels);
        FloatVector p5 = FloatVector.fromArray(F, last, l);
        FloatVector upper0 = p2.fma(w2, p1.fma(w1, p0.fma(w0, bias)));
        FloatVector upper1 = p3.fma(w2, p2.fma(w1, p1.fma(w0, bias)));
        FloatVector upper2 = p4.fma(w2, p3.fma(w1, p2.fma(w0, bias)));
        FloatVector upper3 = p5.fma(w2, p4.fma(w1, p3.fma(w0, bias)));
        i += line;
        f += firstLine;
        l += lastLine;
        p0 = FloatVector.fromArray(F, first, f);
        p1 = FloatVector.fromArray(F, in, i + channels);
        p2 = FloatVector.fromArray(F, in, i + 2 * channels);
        p3 = FloatVector.fromArray(F, in, i + 3 * channels);
        p4 = FloatVector.fromArray(F, in, i + 4 * channels);
        p5 = FloatVector.fromArray(F, last, l);
        upper0 = p2.fma(w5, p1.fma(w4, p0.fma(w3, upper0)));
        upper1 = p3.fma(w5, p2.fma(w4, p1.fma(w3, upper1)));
        upper2 = p4.fma(w5, p3.fma(w4, p2.fma(w3, upper2)));
        upper3 = p5.fma(w5, p4.fma(w4, p3.fma(w3, upper3)));
        FloatVector lower0 = p2.fma(w2, p1.fma(w1, p0.fma(w0, bias)));
        FloatVector lower1 = p3.fma(w2, p2.fma(w1, p1.fma(w0, bias)));
        FloatVector lower2 = p4.fma(w2, p3.fma(w1, p2.fma(w0, bias)));
        FloatVector lower3 = p5.fma(w2, p4.fma(w1, p3.fma(w0, bias)));
        i += line;
        f += firstLine;
        l += lastLine;
        p0 = FloatVector.fromArray(F, first, f);
        p1 = FloatVector.fromArray(F, in, i + channels);
        p2 = FloatVector.fromArray(F, in, i + 2 * channels);
        p3 = FloatVector.fromArray(F, in, i + 3 * channels);
        p4 = FloatVector.fromArray(F, in, i + 4 * channels);
        p5 = FloatVector.fromArray(F, last, l);
        upper0 = p2.fma(w8, p1.fma(w7, p0.fma(w6, upper0)));
        upper1 = p3.fma(w8, p2.fma(w7, p1.fma(w6, upper1)));
        upper2 = p4.fma(w8, p3.fma(w7, p2.fma(w6, upper2)));
        upper3 = p5.fma(w8, p4.fma(w7, p3.fma(w6, upper3)));
        lower0 = p2.fma(w5, p1.fma(w4, p0.fma(w3, lower0)));
        lower1 = p3.fma(w5, p2.fma(w4, p1.fma(w3, lower1)));
        lower2 = p4.fma(w5, p3.fma(w4, p2.fma(w3, lower2)));
        lower3 = p5.fma(w5, p4.fma(w4, p3.fma(w3, lower3)));
        int to = outAt + x * channels + c;
        upper0.intoArray(out, to);
        upper1.intoArray(out, to + channels);
        upper2.intoArray(out, to + 2 * channels);
        upper3.intoArray(out, to + 3 * channels);
        i += line;
        f += firstLine;
        l += lastLine;
        p0 = FloatVector.fromArray(F, first, f);
        p1 = FloatVector.fromArray(F, in, i + channels);
        p2 = FloatVector.fromArray(F, in, i + 2 * channels);
        p3 = FloatVector.fromArray(F, in, i + 3 * channels);
        p4 = FloatVector.fromArray(F, in, i + 4 * channels);
        p5 = FloatVector.fromArray(F, last, l);
        lower0 = p2.fma(w8, p1.fma(w7, p0.fma(w6, lower0)));
        lower1 = p3.fma(w8, p2.fma(w7, p1.fma(w6, lower1)));
        lower2 = p4.fma(w8, p3.fma(w7, p2.fma(w6, lower2)));
        lower3 = p5.fma(w8, p4.fma(w7, p3.fma(w6, lower3)));
        to += outLine;
        lower0.intoArray(out, to);
        lower1.intoArray(out, to + channels);
        lower2.intoArray(out, to + 2 * channels);
        lower3.intoArray(out, to + 3 * channels);
      }
    }
    for (int y = 0; main < channels && y < ROWS; y++) {
      for (int x = 0; x < columns; x++) {
        int upper = at + y * line + (x - left) * channels;
        int skipped = x < left ? 0 : x + right == columns ? 2 : -1;
        for (int c = main; c < channels; c++) {
          float sum = start == null ? 0f : start[c];
          for (int k = 0; k < 9; k++) {
            boolean isOutside = k % 3 == skipped;
            float value = isOutside ? 0f : in[upper + k / 3 * line + k % 3 * channels + c];
            sum = Math.fma(value, w[k * channels + c], sum);
          }
          out[outAt + y * outLine + x * channels + c] = sum;
        }
      }
    }
  }

  /**
   * Adds a row's gradients of weights and bias: sums[k] += in[x + tap[k]] g[x], sums[9] += g[x],
   * position after position; all of a channel's sums stay in registers.
   *
   * @param channels floats of a position
   * @param columns outputs of the row, at least 1
   * @param in three rows of the image
   * @param at where they begin
   * @param line distance between rows
   * @param left columns that the first window sees before the image, 0 or 1
   * @param right columns that the last window sees after the image, 0 or 1
   * @param zeros at least [channels]
   * @param g gradient at the outputs
   * @param gAt where the row begins
   * @param sums [10][channels]
   * @param sumsAt where they begin
   */
  static void addGradients(
      int channels,
      int columns,
      float[] in,
      int at,
      int line,
      int left,
      int right,
      float[] zeros,
      float[] g,
      int gAt,
      float[] sums,
      int sumsAt) {
    int main = F.loopBound(channels);
    int body = (columns - 1) * channels;
    int window = at - left * channels;
    float[] first = left > 0 ? zeros : in;
    int firstAt = left > 0 ? 0 : window;
    int firstLine = left > 0 ? 0 : line;
    float[] last = right > 0 ? zeros : in;
    int lastAt = right > 0 ? 0 : window + (columns + 1) * channels;
    int lastLine = right > 0 ? 0 : line;
    for (int c = 0; c < main; c += LANES) {
      int to = sumsAt + c;
      FloatVector sum0 = FloatVector.fromArray(F, sums, to);
      FloatVector sum1 = FloatVector.fromArray(F, sums, to + channels);
      FloatVector sum2 = FloatVector.fromArray(F, sums, to + 2 * channels);
      FloatVector sum3 = FloatVector.fromArray(F, sums, to + 3 * channels);
      FloatVector sum4 = FloatVector.fromArray(F, sums, to + 4 * channels);
      FloatVector sum5 = FloatVector.fromArray(F, sums, to + 5 * channels);
      FloatVector sum6 = FloatVector.fromArray(F, sums, to + 6 * channels);
      FloatVector sum7 = FloatVector.fromArray(F, sums, to + 7 * channels);
      FloatVector sum8 = FloatVector.fromArray(F, sums, to + 8 * channels);
      FloatVector total = FloatVector.fromArray(F, sums, to + 9 * channels);
      int i = window + channels + c;
      FloatVector upper0 = FloatVector.fromArray(F, first, firstAt + c);
      FloatVector upper1 = FloatVector.fromArray(F, in, i);
      FloatVector middle0 = FloatVector.fromArray(F, first, firstAt + firstLine + c);
      FloatVector middle1 = FloatVector.fromArray(F, in, i + line);
      FloatVector lower0 = FloatVector.fromArray(F, first, firstAt + 2 * firstLine + c);
      FloatVector lower1 = FloatVector.fromArray(F, in, i + 2 * line);
      i += channels;
      for (int x = 0; x < body; x += channels) {
        FloatVector gradient = FloatVector.fromArray(F, g, gAt + x + c);
        FloatVector upper2 = FloatVector.fromArray(F, in, i + x);
        FloatVector middle2 = FloatVector.fromArray(F, in, i + x + line);
        FloatVector lower2 = FloatVector.fromArray(F, in, i + x + 2 * line);
        sum0 = upper0.fma(gradient, sum0);
        sum1 = upper1.fma(gradient, sum1);
        sum2 = upper2.fma(gradient, sum2);
        sum3 = middle0.fma(gradient, sum3);
        sum4 = middle1.fma(gradient, sum4);
        sum5 = middle2.fma(gradient, sum5);
        sum6 = lower0.fma(gradient, sum6);
        sum7 = lower1.fma(gradient, sum7);
        sum8 = lower2.fma(gradient, sum8);
        total = gradient.add(total);
        upper0 = upper1;
        upper1 = upper2;
        middle0 = middle1;
        middle1 = middle2;
        lower0 = lower1;
        lower1 = lower2;
      }
      FloatVector gradient = FloatVector.fromArray(F, g, gAt + body + c);
      FloatVector upper2 = FloatVector.fromArray(F, last, lastAt + c);
      FloatVector middle2 = FloatVector.fromArray(F, last, lastAt + lastLine + c);
      FloatVector lower2 = FloatVector.fromArray(F, last, lastAt + 2 * lastLine + c);
      upper0.fma(gradient, sum0).intoArray(sums, to);
      upper1.fma(gradient, sum1).intoArray(sums, to + channels);
      upper2.fma(gradient, sum2).intoArray(sums, to + 2 * channels);
      middle0.fma(gradient, sum3).intoArray(sums, to + 3 * channels);
      middle1.fma(gradient, sum4).intoArray(sums, to + 4 * channels);
      middle2.fma(gradient, sum5).intoArray(sums, to + 5 * channels);
      lower0.fma(gradient, sum6).intoArray(sums, to + 6 * channels);
      lower1.fma(gradient, sum7).intoArray(sums, to + 7 * channels);
      lower2.fma(gradient, sum8).intoArray(sums, to + 8 * channels);
      gradient.add(total).intoArray(sums, to + 9 * channels);
    }
    for (int c = main; c < channels; c++) {
      addGradients(
          channels,
          columns,
          in,
          window + c,
          line,
          first,
          firstAt + c,
          firstLine,
          last,
          lastAt + c,
          lastLine,
          g,
          gAt + c,
          sums,
          sumsAt + c);
    }
  }

  /** The same for one channel, of those that do not fill a vector. */
  private static void addGradients(
      int channels,
      int columns,
      float[] in,
      int window,
      int line,
      float[] first,
      int firstAt,
      int firstLine,
      float[] last,
      int lastAt,
      int lastLine,
      float[] g,
      int gAt,
      float[] sums,
      int to) {
    float sum0 = sums[to];
    float sum1 = sums[to + channels];
    float sum2 = sums[to + 2 * channels];
    float sum3 = sums[to + 3 * channels];
    float sum4 = sums[to + 4 * channels];
    float sum5 = sums[to + 5 * channels];
    float sum6 = sums[to + 6 * channels];
    float sum7 = sums[to + 7 * channels];
    float sum8 = sums[to + 8 * channels];
    float total = sums[to + 9 * channels];
    int i = window + channels;
    float upper0 = first[firstAt];
    float upper1 = in[i];
    float middle0 = first[firstAt + firstLine];
    float middle1 = in[i + line];
    float lower0 = first[firstAt + 2 * firstLine];
    float lower1 = in[i + 2 * line];
    for (int x = 0; x < columns; x++) {
      i += channels;
      boolean isLast = x == columns - 1;
      float[] from = isLast ? last : in;
      int at = isLast ? lastAt : i;
      int step = isLast ? lastLine : line;
      float gradient = g[gAt + x * channels];
      float upper2 = from[at];
      float middle2 = from[at + step];
      float lower2 = from[at + 2 * step];
      sum0 = Math.fma(upper0, gradient, sum0);
      sum1 = Math.fma(upper1, gradient, sum1);
      sum2 = Math.fma(upper2, gradient, sum2);
      sum3 = Math.fma(middle0, gradient, sum3);
      sum4 = Math.fma(middle1, gradient, sum4);
      sum5 = Math.fma(middle2, gradient, sum5);
      sum6 = Math.fma(lower0, gradient, sum6);
      sum7 = Math.fma(lower1, gradient, sum7);
      sum8 = Math.fma(lower2, gradient, sum8);
      total += gradient;
      upper0 = upper1;
      upper1 = upper2;
      middle0 = middle1;
      middle1 = middle2;
      lower0 = lower1;
      lower1 = lower2;
    }
    sums[to] = sum0;
    sums[to + channels] = sum1;
    sums[to + 2 * channels] = sum2;
    sums[to + 3 * channels] = sum3;
    sums[to + 4 * channels] = sum4;
    sums[to + 5 * channels] = sum5;
    sums[to + 6 * channels] = sum6;
    sums[to + 7 * channels] = sum7;
    sums[to + 8 * channels] = sum8;
    sums[to + 9 * channels] = total;
  }
}
