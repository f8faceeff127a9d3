package dev.sleipnir.kernels.pool;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.Species;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link AvgPool}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}. */
final class AvgPoolVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  // As in MaxPool, accumulators are arguments, not receivers.

  private AvgPoolVectors() {}

  static void forward(
      PoolShape s, float[] in, int inFrom, float[] out, int outFrom, int imagesFrom, int imagesTo) {
    Require.range("images", imagesFrom, imagesTo);
    Require.items("in", in.length, inFrom, s.inputSize(), imagesFrom, imagesTo);
    Require.items("out", out.length, outFrom, s.outputSize(), imagesFrom, imagesTo);
    float taps = (float) s.kernelHeight() * s.kernelWidth();
    int channels = s.channels();
    int rowStep = s.dilationHeight() * s.width() * channels;
    int columnStep = s.dilationWidth() * channels;
    int outputHeight = s.outputHeight();
    int outputWidth = s.outputWidth();
    for (int image = imagesFrom; image < imagesTo; image++) {
      int imageAt = inFrom + image * s.inputSize();
      int outAt = outFrom + image * s.outputSize();
      for (int y = 0; y < outputHeight; y++) {
        int row = y * s.strideHeight() - s.paddingHeight();
        int kyFrom = Taps.from(row, s.dilationHeight());
        int kyTo = Taps.to(kyFrom, row, s.height(), s.kernelHeight(), s.dilationHeight());
        for (int x = 0; x < outputWidth; x++) {
          int column = x * s.strideWidth() - s.paddingWidth();
          int kxFrom = Taps.from(column, s.dilationWidth());
          int kxTo = Taps.to(kxFrom, column, s.width(), s.kernelWidth(), s.dilationWidth());
          // Of tap (0, 0), which may lie in the padding: only valid taps are looked at.
          int at = imageAt + (row * s.width() + column) * channels;
          mean(in, at, rowStep, columnStep, kyFrom, kyTo, kxFrom, kxTo, channels, taps, out, outAt);
          outAt += channels;
        }
      }
    }
  }

  static void backward(
      PoolShape s,
      float[] gradOut,
      int gradOutFrom,
      float[] gradIn,
      int gradInFrom,
      int imagesFrom,
      int imagesTo) {
    Require.range("images", imagesFrom, imagesTo);
    Require.items("gradOut", gradOut.length, gradOutFrom, s.outputSize(), imagesFrom, imagesTo);
    Require.items("gradIn", gradIn.length, gradInFrom, s.inputSize(), imagesFrom, imagesTo);
    float taps = (float) s.kernelHeight() * s.kernelWidth();
    int channels = s.channels();
    int rowStep = s.dilationHeight() * s.width() * channels;
    int columnStep = s.dilationWidth() * channels;
    int outputHeight = s.outputHeight();
    int outputWidth = s.outputWidth();
    for (int image = imagesFrom; image < imagesTo; image++) {
      int imageAt = gradInFrom + image * s.inputSize();
      int outAt = gradOutFrom + image * s.outputSize();
      Arrays.fill(gradIn, imageAt, imageAt + s.inputSize(), 0f);
      for (int y = 0; y < outputHeight; y++) {
        int row = y * s.strideHeight() - s.paddingHeight();
        int kyFrom = Taps.from(row, s.dilationHeight());
        int kyTo = Taps.to(kyFrom, row, s.height(), s.kernelHeight(), s.dilationHeight());
        for (int x = 0; x < outputWidth; x++) {
          int column = x * s.strideWidth() - s.paddingWidth();
          int kxFrom = Taps.from(column, s.dilationWidth());
          int kxTo = Taps.to(kxFrom, column, s.width(), s.kernelWidth(), s.dilationWidth());
          // Of tap (0, 0), which may lie in the padding: only valid taps are looked at.
          int at = imageAt + (row * s.width() + column) * channels;
          spread(
              gradOut,
              outAt,
              at,
              rowStep,
              columnStep,
              kyFrom,
              kyTo,
              kxFrom,
              kxTo,
              channels,
              taps,
              gradIn);
          outAt += channels;
        }
      }
    }
  }

  private static void mean(
      float[] in,
      int at,
      int rowStep,
      int columnStep,
      int kyFrom,
      int kyTo,
      int kxFrom,
      int kxTo,
      int channels,
      float taps,
      float[] out,
      int outAt) {
    int main = F.loopBound(channels);
    int c = 0;
    for (; c < main; c += LANES) {
      var sum = FloatVector.zero(F);
      for (int ky = kyFrom; ky < kyTo; ky++) {
        for (int kx = kxFrom; kx < kxTo; kx++) {
          sum = FloatVector.fromArray(F, in, at + ky * rowStep + kx * columnStep + c).add(sum);
        }
      }
      sum.div(taps).intoArray(out, outAt + c);
    }
    for (; c < channels; c++) {
      float sum = 0f;
      for (int ky = kyFrom; ky < kyTo; ky++) {
        for (int kx = kxFrom; kx < kxTo; kx++) {
          sum += in[at + ky * rowStep + kx * columnStep + c];
        }
      }
      out[outAt + c] = sum / taps;
    }
  }

  private static void spread(
      float[] gradOut,
      int outAt,
      int at,
      int rowStep,
      int columnStep,
      int kyFrom,
      int kyTo,
      int kxFrom,
      int kxTo,
      int channels,
      float taps,
      float[] gradIn) {
    int main = F.loopBound(channels);
    int c = 0;
    for (; c < main; c += LANES) {
      var share = FloatVector.fromArray(F, gradOut, outAt + c).div(taps);
      for (int ky = kyFrom; ky < kyTo; ky++) {
        for (int kx = kxFrom; kx < kxTo; kx++) {
          int to = at + ky * rowStep + kx * columnStep + c;
          FloatVector.fromArray(F, gradIn, to).add(share).intoArray(gradIn, to);
        }
      }
    }
    for (; c < channels; c++) {
      float share = gradOut[outAt + c] / taps;
      for (int ky = kyFrom; ky < kyTo; ky++) {
        for (int kx = kxFrom; kx < kxTo; kx++) {
          gradIn[at + ky * rowStep + kx * columnStep + c] += share;
        }
      }
    }
  }
}
