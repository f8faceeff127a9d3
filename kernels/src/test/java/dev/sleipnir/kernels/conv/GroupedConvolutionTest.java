package dev.sleipnir.kernels.conv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GroupedConvolutionTest {
  private static final int IMAGES = 5;
  private static final int MOST = 37;

  /** Depthwise and in groups; strides, dilation, padding wider than the kernel, none, uneven. */
  static List<ConvShape> shapes() {
    return List.of(
        new ConvShape(1, 4, 5, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 0, 1),
        new ConvShape(5, 4, 5, 7, 2, 4, 1, 1, 0, 1, 1, 1, 1, 1, 1),
        new ConvShape(64, 6, 7, 64, 3, 3, 1, 1, 1, 1, 1, 1, 64, 0, 0),
        new ConvShape(65, 7, 6, 65, 3, 3, 1, 1, 1, 1, 1, 1, 65, 0, 0),
        new ConvShape(33, 6, 9, 33, 3, 3, 1, 1, 0, 0, 1, 1, 33, 0, 0),
        new ConvShape(18, 5, 4, 18, 3, 3, 1, 1, 1, 0, 1, 1, 18, 0, 1),
        new ConvShape(34, 2, 5, 34, 3, 3, 1, 1, 2, 1, 1, 1, 34, 0, 0),
        new ConvShape(17, 3, 4, 17, 3, 3, 1, 1, 1, 2, 1, 1, 17, 1, 0),
        new ConvShape(65, 7, 6, 65, 3, 3, 2, 2, 1, 1, 1, 1, 65, 0, 0),
        new ConvShape(3, 9, 8, 3, 3, 2, 1, 2, 2, 0, 2, 3, 3, 0, 0),
        new ConvShape(17, 5, 9, 17, 1, 4, 2, 1, 0, 1, 1, 2, 17, 0, 1),
        new ConvShape(2, 1, 1, 2, 2, 2, 1, 1, 4, 5, 1, 1, 2, 0, 0),
        new ConvShape(4, 6, 5, 12, 3, 3, 1, 1, 1, 1, 1, 1, 4, 0, 0),
        new ConvShape(3, 7, 5, 6, 3, 3, 3, 2, 0, 1, 1, 1, 3, 0, 0),
        new ConvShape(6, 6, 5, 4, 3, 3, 1, 1, 1, 1, 1, 1, 2, 0, 0),
        new ConvShape(34, 6, 5, 66, 3, 2, 2, 1, 1, 0, 1, 2, 2, 1, 0));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void isTheConvolutionOfEachGroup(ConvShape s) {
    float[] bias = TestArrays.normal(new Random(2), s.outChannels());
    for (int images : new int[] {0, 1, IMAGES}) {
      for (float @Nullable [] added : new float[][] {bias, null}) {
        check(s, images, added, 1);
      }
    }
    check(s, IMAGES, bias, 2);
    check(s, MOST, null, 2);
  }

  private static void check(ConvShape s, int images, float @Nullable [] bias, int threads) {
    var random = new Random(1);
    float[] x = TestArrays.normal(random, images * s.inputSize());
    float[] w = TestArrays.normal(random, s.weightSize());
    float[] g = TestArrays.normal(random, images * s.outputSize());
    float[] y = TestArrays.normal(random, g.length);
    float[] expected = y.clone();
    float[] forX = TestArrays.normal(random, x.length);
    float[] expectedX = forX.clone();
    float[] forW = TestArrays.normal(random, w.length);
    float[] expectedW = forW.clone();
    float[] forBias = bias == null ? null : bias.clone();
    float[] expectedBias = bias == null ? null : bias.clone();
    ConvolutionTwin.forward(s, images, x, w, bias, expected);
    ConvolutionTwin.backwardData(s, images, g, w, expectedX);
    ConvolutionTwin.backwardWeights(s, images, x, g, expectedW, expectedBias);
    try (var parallel = Parallel.of(threads)) {
      var conv = Convolution.of(s, parallel, new FloatPool());
      conv.forward(images, x, w, bias, y);
      conv.backwardData(images, g, w, forX);
      conv.backwardWeights(images, x, g, forW, forBias);
    }
    String what = images + " images, " + s;
    SameBits.assertSame(expected, y, what);
    assertClose(expectedX, forX, what);
    assertClose(expectedW, forW, what);
    if (expectedBias != null && forBias != null) {
      assertClose(expectedBias, forBias, what);
    }
  }

  private static void assertClose(float[] expected, float[] actual, String what) {
    double scale = 1;
    for (float value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 3e-6 * scale, what);
    }
  }

  @Test
  void gradientsDoNotDependOnThreads() {
    for (ConvShape s : shapes()) {
      SameBits.assertSame(gradients(s, 1), gradients(s, 2), s.toString());
    }
  }

  private static float[] gradients(ConvShape s, int threads) {
    var random = new Random(1);
    float[] x = TestArrays.normal(random, MOST * s.inputSize());
    float[] g = TestArrays.normal(random, MOST * s.outputSize());
    float[] sums = new float[s.weightSize()];
    try (var parallel = Parallel.of(threads)) {
      Convolution.of(s, parallel, new FloatPool()).backwardWeights(MOST, x, g, sums, null);
    }
    return sums;
  }

  @Test
  void takesItsBuffersOnce() {
    try (var one = Parallel.of(1)) {
      for (ConvShape s : shapes()) {
        var pool = new FloatPool();
        var conv = Convolution.of(s, one, pool);
        float[] x = new float[s.inputSize()];
        float[] y = new float[s.outputSize()];
        float[] w = new float[s.weightSize()];
        long first = 0;
        for (int call = 0; call < 2; call++) {
          conv.forward(1, x, w, null, y);
          conv.backwardData(1, y, w, x);
          conv.backwardWeights(1, x, y, w, null);
          first = call == 0 ? pool.allocatedBytes() : first;
        }
        assertEquals(first, pool.allocatedBytes(), s.toString());
      }
    }
  }
}
