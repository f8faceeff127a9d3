package dev.sleipnir.kernels.pool;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.Species;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link SpikePool}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}.
 */
final class SpikePoolVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  private SpikePoolVectors() {}

  static void forward(PoolShape s, SpikeRows in, SpikeRows out, int imagesFrom, int imagesTo) {
    check(s, in, imagesFrom, imagesTo);
    Require.array("out", out.features(), 0, s.outputSize());
    Require.array("out", out.rows(), imagesFrom, imagesTo - imagesFrom);
    int channels = s.channels();
    if (s.isWithinImage() && channels % 64 == 0) {
      wholeWords(s, in, out, imagesFrom, imagesTo);
      return;
    }
    out.clear(imagesFrom, imagesTo);
    if (s.isWithinImage() && channels == 32) {
      halfWords(s, in, out, imagesFrom, imagesTo);
      return;
    }
    for (int image = imagesFrom; image < imagesTo; image++) {
      int at = 0;
      for (int y = 0; y < s.outputHeight(); y++) {
        for (int x = 0; x < s.outputWidth(); x++, at += channels) {
          for (int c = 0; c < channels; c += 64) {
            int length = Math.min(64, channels - c);
            out.or(image, at + c, length, any(s, in, image, y, x, c, length));
          }
        }
      }
    }
  }

  /** Channels of a pixel fill words of their own. */
  private static void wholeWords(
      PoolShape s, SpikeRows in, SpikeRows out, int imagesFrom, int imagesTo) {
    int words = s.channels() / 64;
    long[] bits = in.bits();
    for (int image = imagesFrom; image < imagesTo; image++) {
      int to = image * out.words();
      for (int y = 0; y < s.outputHeight(); y++) {
        for (int x = 0; x < s.outputWidth(); x++) {
          int pixel = y * s.strideHeight() * s.width() + x * s.strideWidth();
          for (int w = 0; w < words; w++, to++) {
            long any = 0;
            for (int ky = 0; ky < s.kernelHeight(); ky++) {
              int from = image * in.words() + (pixel + ky * s.width()) * words + w;
              for (int kx = 0; kx < s.kernelWidth(); kx++) {
                any |= bits[from + kx * words];
              }
            }
            out.bits()[to] = any;
          }
        }
      }
    }
  }

  /** Two pixels share a word; those of the output are silent. */
  private static void halfWords(
      PoolShape s, SpikeRows in, SpikeRows out, int imagesFrom, int imagesTo) {
    long[] bits = in.bits();
    for (int image = imagesFrom; image < imagesTo; image++) {
      int from = image * in.words();
      int to = image * out.words();
      int pooled = 0;
      for (int y = 0; y < s.outputHeight(); y++) {
        for (int x = 0; x < s.outputWidth(); x++, pooled++) {
          int first = y * s.strideHeight() * s.width() + x * s.strideWidth();
          long any = 0;
          for (int ky = 0; ky < s.kernelHeight(); ky++, first += s.width()) {
            for (int pixel = first; pixel < first + s.kernelWidth(); pixel++) {
              any |= bits[from + (pixel >>> 1)] >>> (pixel << 5);
            }
          }
          out.bits()[to + (pooled >>> 1)] |= (any & 0xFFFF_FFFFL) << (pooled << 5);
        }
      }
    }
  }

  private static void check(PoolShape s, SpikeRows in, int imagesFrom, int imagesTo) {
    Require.range("images", imagesFrom, imagesTo);
    Require.array("in", in.features(), 0, s.inputSize());
    Require.array("in", in.rows(), imagesFrom, imagesTo - imagesFrom);
  }

  /** Which of some channels spike at any tap of a window. */
  private static long any(
      PoolShape s, SpikeRows in, int image, int y, int x, int channel, int length) {
    int row = y * s.strideHeight() - s.paddingHeight();
    int column = x * s.strideWidth() - s.paddingWidth();
    int kyFrom = Taps.from(row, s.dilationHeight());
    int kyTo = Taps.to(kyFrom, row, s.height(), s.kernelHeight(), s.dilationHeight());
    int kxFrom = Taps.from(column, s.dilationWidth());
    int kxTo = Taps.to(kxFrom, column, s.width(), s.kernelWidth(), s.dilationWidth());
    long any = 0;
    for (int ky = kyFrom; ky < kyTo; ky++) {
      int pixels = (row + ky * s.dilationHeight()) * s.width() + column;
      for (int kx = kxFrom; kx < kxTo; kx++) {
        int pixel = pixels + kx * s.dilationWidth();
        any |= in.field(image, pixel * s.channels() + channel, length);
      }
    }
    return any;
  }

  static void backward(
      PoolShape s,
      SpikeRows in,
      SpikeRows out,
      int image,
      float[] gradOut,
      float[] gradIn,
      int at) {
    check(s, in, image, image + 1);
    Require.array("out", out.features(), 0, s.outputSize());
    Require.array("out", out.rows(), image, 1);
    Require.items("gradOut", gradOut.length, 0, s.outputSize(), image, image + 1);
    Require.array("gradIn", gradIn.length, at, s.inputSize());
    boolean add = !s.isTiling();
    if (add) {
      Arrays.fill(gradIn, at, at + s.inputSize(), 0f);
    }
    int channels = s.channels();
    int from = 0;
    for (int y = 0; y < s.outputHeight(); y++) {
      for (int x = 0; x < s.outputWidth(); x++, from += channels) {
        for (int c = 0; c < channels; c += 64) {
          int length = Math.min(64, channels - c);
          window(s, in, out, image, y, x, c, length, gradOut, from + c, gradIn, at, add);
        }
      }
    }
  }

  private static void window(
      PoolShape s,
      SpikeRows in,
      SpikeRows out,
      int image,
      int y,
      int x,
      int channel,
      int length,
      float[] gradOut,
      int result,
      float[] gradIn,
      int imageAt,
      boolean add) {
    int row = y * s.strideHeight() - s.paddingHeight();
    int column = x * s.strideWidth() - s.paddingWidth();
    int kyFrom = Taps.from(row, s.dilationHeight());
    int kyTo = Taps.to(kyFrom, row, s.height(), s.kernelHeight(), s.dilationHeight());
    int kxFrom = Taps.from(column, s.dilationWidth());
    int kxTo = Taps.to(kxFrom, column, s.width(), s.kernelWidth(), s.dilationWidth());
    long silent = ~out.field(image, result, length);
    int from = image * s.outputSize() + result;
    long open = -1L;
    for (int ky = kyFrom; ky < kyTo; ky++) {
      int pixels = (row + ky * s.dilationHeight()) * s.width() + column;
      for (int kx = kxFrom; kx < kxTo; kx++) {
        int at = (pixels + kx * s.dilationWidth()) * s.channels() + channel;
        long winners = (in.field(image, at, length) | silent) & open;
        silent = 0;
        open &= ~winners;
        if (add) {
          add(gradOut, from, winners, length, gradIn, imageAt + at);
        } else {
          set(gradOut, from, winners, length, gradIn, imageAt + at);
        }
      }
    }
  }

  /** What {@link #add} makes of zeros. */
  private static void set(float[] gradient, int from, long where, int length, float[] out, int at) {
    int main = F.loopBound(length);
    for (int c = 0; c < main; c += LANES) {
      VectorMask<Float> mask = VectorMask.fromLong(F, where >>> c);
      FloatVector.zero(F)
          .add(FloatVector.fromArray(F, gradient, from + c), mask)
          .intoArray(out, at + c);
    }
    for (int c = main; c < length; c++) {
      out[at + c] = (where >>> c & 1) != 0 ? 0f + gradient[from + c] : 0f;
    }
  }

  /** Adds where a bit is set. */
  private static void add(float[] gradient, int from, long where, int length, float[] sum, int at) {
    int main = F.loopBound(length);
    for (int c = 0; c < main; c += LANES) {
      VectorMask<Float> mask = VectorMask.fromLong(F, where >>> c);
      FloatVector.fromArray(F, sum, at + c)
          .add(FloatVector.fromArray(F, gradient, from + c), mask)
          .intoArray(sum, at + c);
    }
    for (int c = main; c < length; c++) {
      if ((where >>> c & 1) != 0) {
        sum[at + c] += gradient[from + c];
      }
    }
  }
}
