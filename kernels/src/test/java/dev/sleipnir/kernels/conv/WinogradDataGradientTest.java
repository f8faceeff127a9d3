package dev.sleipnir.kernels.conv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WinogradDataGradientTest {
  /** Largest error, in root mean squares of the gradient. */
  private static final double TOLERANCE = 1e-4;

  private static ConvShape shape(
      int in, int height, int width, int out, int kernel, int paddingY, int paddingX) {
    return new ConvShape(in, height, width, out, kernel, kernel, 1, 1, paddingY, paddingX, 1, 1);
  }

  private static List<ConvShape> shapes() {
    return List.of(
        shape(32, 12, 12, 64, 5, 0, 0),
        shape(16, 8, 8, 16, 5, 0, 0),
        shape(48, 11, 13, 16, 5, 2, 2),
        shape(16, 9, 16, 48, 5, 0, 1),
        shape(16, 14, 13, 32, 3, 1, 0),
        shape(32, 13, 12, 16, 4, 0, 0),
        shape(16, 8, 8, 32, 3, 1, 1),
        shape(80, 16, 8, 48, 3, 1, 1),
        shape(32, 9, 8, 16, 3, 2, 0),
        shape(16, 12, 8, 32, 4, 0, 2),
        shape(16, 21, 20, 16, 6, 3, 1));
  }

  private static void direct(
      ConvShape s, int images, float[] gradient, float[] weights, double[] out) {
    for (int image = 0; image < images; image++) {
      for (int p = 0; p < s.positions(); p++) {
        for (int k = 0; k < s.depth(); k++) {
          int at = ConvolutionTwin.input(s, image, p, k, 0);
          for (int o = 0; at >= 0 && o < s.outChannels(); o++) {
            out[at] +=
                (double) gradient[ConvolutionTwin.output(s, image, p, o)]
                    * weights[ConvolutionTwin.weight(s, o, k)];
          }
        }
      }
    }
  }

  @Test
  void isTheDirectGradientToRounding() {
    var random = new Random(1);
    try (var one = Parallel.of(1);
        var three = Parallel.of(3)) {
      for (ConvShape s : shapes()) {
        assertTrue(WinogradDataGradient.fits(s), s.toString());
        for (int images : new int[] {1, 5}) {
          float[] gradient = TestArrays.normal(random, images * s.outputSize());
          float[] weights = TestArrays.normal(random, s.weightSize());
          double[] expected = new double[images * s.inputSize()];
          direct(s, images, gradient, weights, expected);
          double squares = 0;
          for (double e : expected) {
            squares += e * e;
          }
          double size = Math.sqrt(squares / expected.length);
          float[] got = TestArrays.normal(random, expected.length);
          var pool = new FloatPool();
          float[] stale = pool.take(1 << 16);
          Arrays.fill(stale, Float.NaN);
          pool.give(stale);
          Convolution.of(s, one, pool).backwardData(images, gradient, weights, got);
          for (int e = 0; e < got.length; e++) {
            assertEquals(expected[e], got[e], TOLERANCE * size, s + " at " + e);
          }
          float[] threads = new float[got.length];
          Convolution.of(s, three, new FloatPool())
              .backwardData(images, gradient, weights, threads);
          SameBits.assertSame(got, threads, s.toString());
        }
      }
    }
  }

  /** Results would depend on the width otherwise, or cost more than they save. */
  @Test
  void leavesOthersToTheDirectWay() {
    assertFalse(WinogradDataGradient.fits(shape(8, 12, 12, 64, 5, 0, 0)));
    assertFalse(WinogradDataGradient.fits(shape(32, 12, 12, 24, 5, 0, 0)));
    assertFalse(WinogradDataGradient.fits(shape(32, 5, 5, 32, 5, 0, 0)));
    assertFalse(WinogradDataGradient.fits(shape(32, 4, 4, 32, 3, 1, 1)));
    assertFalse(WinogradDataGradient.fits(shape(32, 12, 12, 32, 7, 0, 0)));
    assertFalse(WinogradDataGradient.fits(shape(32, 12, 12, 32, 2, 0, 0)));
    assertFalse(WinogradDataGradient.fits(new ConvShape(32, 12, 12, 32, 5, 5, 2, 1, 0, 0, 1, 1)));
    assertFalse(WinogradDataGradient.fits(new ConvShape(32, 12, 12, 32, 5, 5, 1, 1, 0, 0, 1, 2)));
    assertFalse(WinogradDataGradient.fits(new ConvShape(32, 12, 12, 32, 5, 3, 1, 1, 0, 0, 1, 1)));
  }
}
