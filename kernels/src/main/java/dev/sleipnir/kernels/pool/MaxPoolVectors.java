package dev.sleipnir.kernels.pool;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.Species;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link MaxPool}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}. */
final class MaxPoolVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final VectorSpecies<Integer> I = Species.INT;
  private static final int LANES = F.length();

  /** As many bytes as there are lanes, but at 128 bits 8 bytes, of which the first 4 are used. */
  private static final VectorSpecies<Byte> B =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, LANES * Byte.SIZE)));

  /** Taps of the largest window whose winners can be recorded in bytes. */
  private static final int MOST_TAPS = Byte.MAX_VALUE;

  // In the loops the loaded vector is the receiver and what is carried around the loop the
  // argument.
  // The compiler always knows the class of a vector just loaded, that of one carried around only
  // from a profile it may not have, and then every call allocates.

  private MaxPoolVectors() {}

  static void forward(
      PoolShape s, float[] in, int inFrom, float[] out, int outFrom, int imagesFrom, int imagesTo) {
    Require.range("images", imagesFrom, imagesTo);
    Require.items("in", in.length, inFrom, s.inputSize(), imagesFrom, imagesTo);
    Require.items("out", out.length, outFrom, s.outputSize(), imagesFrom, imagesTo);
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
          largest(in, at, rowStep, columnStep, kyFrom, kyTo, kxFrom, kxTo, channels, out, outAt);
          outAt += channels;
        }
      }
    }
  }

  static void forward(
      PoolShape s,
      float[] in,
      int inFrom,
      float[] out,
      int outFrom,
      byte[] argMax,
      int argFrom,
      int imagesFrom,
      int imagesTo) {
    checkTaps(s);
    Require.range("images", imagesFrom, imagesTo);
    Require.items("in", in.length, inFrom, s.inputSize(), imagesFrom, imagesTo);
    Require.items("out", out.length, outFrom, s.outputSize(), imagesFrom, imagesTo);
    Require.items("argMax", argMax.length, argFrom, s.outputSize(), imagesFrom, imagesTo);
    int channels = s.channels();
    int rowStep = s.dilationHeight() * s.width() * channels;
    int columnStep = s.dilationWidth() * channels;
    int outputHeight = s.outputHeight();
    int outputWidth = s.outputWidth();
    for (int image = imagesFrom; image < imagesTo; image++) {
      int imageAt = inFrom + image * s.inputSize();
      int outAt = outFrom + image * s.outputSize();
      int argAt = argFrom + image * s.outputSize();
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
          winner(
              in,
              at,
              rowStep,
              columnStep,
              kyFrom,
              kyTo,
              kxFrom,
              kxTo,
              channels,
              s.kernelWidth(),
              out,
              outAt,
              argMax,
              argAt);
          outAt += channels;
          argAt += channels;
        }
      }
    }
  }

  static void backward(
      PoolShape s,
      float[] gradOut,
      int gradOutFrom,
      byte[] argMax,
      int argFrom,
      float[] gradIn,
      int gradInFrom,
      int imagesFrom,
      int imagesTo) {
    checkTaps(s);
    Require.range("images", imagesFrom, imagesTo);
    Require.items("gradOut", gradOut.length, gradOutFrom, s.outputSize(), imagesFrom, imagesTo);
    Require.items("argMax", argMax.length, argFrom, s.outputSize(), imagesFrom, imagesTo);
    Require.items("gradIn", gradIn.length, gradInFrom, s.inputSize(), imagesFrom, imagesTo);
    int channels = s.channels();
    int rowStep = s.dilationHeight() * s.width() * channels;
    int columnStep = s.dilationWidth() * channels;
    int outputHeight = s.outputHeight();
    int outputWidth = s.outputWidth();
    for (int image = imagesFrom; image < imagesTo; image++) {
      int imageAt = gradInFrom + image * s.inputSize();
      int outAt = gradOutFrom + image * s.outputSize();
      int argAt = argFrom + image * s.outputSize();
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
          scatter(
              gradOut,
              outAt,
              argMax,
              argAt,
              at,
              rowStep,
              columnStep,
              kyFrom,
              kyTo,
              kxFrom,
              kxTo,
              channels,
              s.kernelWidth(),
              gradIn);
          outAt += channels;
          argAt += channels;
        }
      }
    }
  }

  private static void largest(
      float[] in,
      int at,
      int rowStep,
      int columnStep,
      int kyFrom,
      int kyTo,
      int kxFrom,
      int kxTo,
      int channels,
      float[] out,
      int outAt) {
    if (kyTo - kyFrom == 2 && kxTo - kxFrom == 2) {
      largestOfFour(
          in,
          at + kyFrom * rowStep + kxFrom * columnStep,
          rowStep,
          columnStep,
          channels,
          out,
          outAt);
      return;
    }
    int main = F.loopBound(channels);
    int c = 0;
    for (; c < main; c += LANES) {
      var best = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
      for (int ky = kyFrom; ky < kyTo; ky++) {
        for (int kx = kxFrom; kx < kxTo; kx++) {
          best = FloatVector.fromArray(F, in, at + ky * rowStep + kx * columnStep + c).max(best);
        }
      }
      best.intoArray(out, outAt + c);
    }
    for (; c < channels; c++) {
      float best = Float.NEGATIVE_INFINITY;
      for (int ky = kyFrom; ky < kyTo; ky++) {
        for (int kx = kxFrom; kx < kxTo; kx++) {
          best = Math.max(best, in[at + ky * rowStep + kx * columnStep + c]);
        }
      }
      out[outAt + c] = best;
    }
  }

  /** Two rows of two taps without loops over taps: nothing is carried around a loop. */
  private static void largestOfFour(
      float[] in, int at, int rowStep, int columnStep, int channels, float[] out, int outAt) {
    int main = F.loopBound(channels);
    int c = 0;
    for (; c < main; c += LANES) {
      var x0 = FloatVector.fromArray(F, in, at + c);
      var x1 = FloatVector.fromArray(F, in, at + columnStep + c);
      var x2 = FloatVector.fromArray(F, in, at + rowStep + c);
      var x3 = FloatVector.fromArray(F, in, at + rowStep + columnStep + c);
      x0.max(x1).max(x2.max(x3)).intoArray(out, outAt + c);
    }
    for (; c < channels; c++) {
      float upper = Math.max(in[at + c], in[at + columnStep + c]);
      float lower = Math.max(in[at + rowStep + c], in[at + rowStep + columnStep + c]);
      out[outAt + c] = Math.max(upper, lower);
    }
  }

  private static void winner(
      float[] in,
      int at,
      int rowStep,
      int columnStep,
      int kyFrom,
      int kyTo,
      int kxFrom,
      int kxTo,
      int channels,
      int kernelWidth,
      float[] out,
      int outAt,
      byte[] argMax,
      int argAt) {
    if (kernelWidth == 2 && kyFrom == 0 && kyTo == 2 && kxFrom == 0 && kxTo == 2) {
      winnerOfFour(in, at, rowStep, columnStep, channels, out, outAt, argMax, argAt);
      return;
    }
    // The first valid tap wins even over an infinity it only equals.
    boolean none = kyFrom == kyTo || kxFrom == kxTo;
    int first = none ? -1 : kyFrom * kernelWidth + kxFrom;
    // Other windows are rare and go value by value: vectors carried around loops over taps are not
    // always kept in registers.
    for (int c = 0; c < channels; c++) {
      float best = Float.NEGATIVE_INFINITY;
      int tap = first;
      for (int ky = kyFrom; ky < kyTo; ky++) {
        for (int kx = kxFrom; kx < kxTo; kx++) {
          float x = in[at + ky * rowStep + kx * columnStep + c];
          if (!(x <= best) && !Float.isNaN(best)) {
            best = x;
            tap = ky * kernelWidth + kx;
          }
        }
      }
      out[outAt + c] = best;
      argMax[argAt + c] = (byte) tap;
    }
  }

  /** The usual window of 2 x 2 without loops over taps: nothing is carried around a loop. */
  private static void winnerOfFour(
      float[] in,
      int at,
      int rowStep,
      int columnStep,
      int channels,
      float[] out,
      int outAt,
      byte[] argMax,
      int argAt) {
    int main = LANES == 4 ? 0 : F.loopBound(channels);
    int c = 0;
    for (; c < main; c += LANES) {
      var x0 = FloatVector.fromArray(F, in, at + c);
      var x1 = FloatVector.fromArray(F, in, at + columnStep + c);
      var x2 = FloatVector.fromArray(F, in, at + rowStep + c);
      var x3 = FloatVector.fromArray(F, in, at + rowStep + columnStep + c);
      var wins1 = x1.compare(VectorOperators.LE, x0).not().and(x0.compare(VectorOperators.EQ, x0));
      var best1 = x0.blend(x1, wins1);
      var wins2 =
          x2.compare(VectorOperators.LE, best1).not().and(best1.compare(VectorOperators.EQ, best1));
      var best2 = best1.blend(x2, wins2);
      var wins3 =
          x3.compare(VectorOperators.LE, best2).not().and(best2.compare(VectorOperators.EQ, best2));
      best2.blend(x3, wins3).intoArray(out, outAt + c);
      var taps =
          IntVector.zero(I).blend(1, wins1.cast(I)).blend(2, wins2.cast(I)).blend(3, wins3.cast(I));
      ((ByteVector) taps.convertShape(VectorOperators.I2B, B, 0)).intoArray(argMax, argAt + c);
    }
    for (; c < channels; c++) {
      float best = in[at + c];
      int tap = 0;
      for (int t = 1; t < 4; t++) {
        float x = in[at + (t >> 1) * rowStep + (t & 1) * columnStep + c];
        if (!(x <= best) && !Float.isNaN(best)) {
          best = x;
          tap = t;
        }
      }
      out[outAt + c] = best;
      argMax[argAt + c] = (byte) tap;
    }
  }

  private static void scatter(
      float[] gradOut,
      int outAt,
      byte[] argMax,
      int argAt,
      int at,
      int rowStep,
      int columnStep,
      int kyFrom,
      int kyTo,
      int kxFrom,
      int kxTo,
      int channels,
      int kernelWidth,
      float[] gradIn) {
    if (kernelWidth == 2 && kyFrom == 0 && kyTo == 2 && kxFrom == 0 && kxTo == 2) {
      scatterToFour(gradOut, outAt, argMax, argAt, at, rowStep, columnStep, channels, gradIn);
      return;
    }
    for (int c = 0; c < channels; c++) {
      for (int ky = kyFrom; ky < kyTo; ky++) {
        for (int kx = kxFrom; kx < kxTo; kx++) {
          if (argMax[argAt + c] == ky * kernelWidth + kx) {
            gradIn[at + ky * rowStep + kx * columnStep + c] += gradOut[outAt + c];
          }
        }
      }
    }
  }

  /** The usual window of 2 x 2 without loops over taps: nothing is carried around a loop. */
  private static void scatterToFour(
      float[] gradOut,
      int outAt,
      byte[] argMax,
      int argAt,
      int at,
      int rowStep,
      int columnStep,
      int channels,
      float[] gradIn) {
    int main = LANES == 4 ? 0 : F.loopBound(channels);
    int c = 0;
    for (; c < main; c += LANES) {
      var gradients = FloatVector.fromArray(F, gradOut, outAt + c);
      var taps = ByteVector.fromArray(B, argMax, argAt + c).convertShape(VectorOperators.B2I, I, 0);
      var won0 = IntVector.broadcast(I, 0).compare(VectorOperators.EQ, taps).cast(F);
      int to0 = at + c;
      FloatVector.fromArray(F, gradIn, to0).add(gradients, won0).intoArray(gradIn, to0);
      var won1 = IntVector.broadcast(I, 1).compare(VectorOperators.EQ, taps).cast(F);
      int to1 = at + columnStep + c;
      FloatVector.fromArray(F, gradIn, to1).add(gradients, won1).intoArray(gradIn, to1);
      var won2 = IntVector.broadcast(I, 2).compare(VectorOperators.EQ, taps).cast(F);
      int to2 = at + rowStep + c;
      FloatVector.fromArray(F, gradIn, to2).add(gradients, won2).intoArray(gradIn, to2);
      var won3 = IntVector.broadcast(I, 3).compare(VectorOperators.EQ, taps).cast(F);
      int to3 = at + rowStep + columnStep + c;
      FloatVector.fromArray(F, gradIn, to3).add(gradients, won3).intoArray(gradIn, to3);
    }
    for (; c < channels; c++) {
      int tap = argMax[argAt + c];
      gradIn[at + (tap >> 1) * rowStep + (tap & 1) * columnStep + c] += gradOut[outAt + c];
    }
  }

  private static void checkTaps(PoolShape s) {
    if ((long) s.kernelHeight() * s.kernelWidth() > MOST_TAPS) {
      throw new IllegalArgumentException(
          "kernelHeight, kernelWidth: expected at most "
              + MOST_TAPS
              + " taps for their winners to be recorded, got "
              + s.kernelHeight()
              + " x "
              + s.kernelWidth());
    }
  }
}
