package dev.sleipnir.kernels.conv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ConvolutionTest {
  /** Values behind every result that must stay as they are. */
  private static final int GUARD = 5;

  private static void checkForward(
      Convolution conv, Random random, int images, float @Nullable [] bias) {
    ConvShape s = conv.shape();
    float[] input = TestArrays.normal(random, images * s.inputSize());
    float[] w = TestArrays.normal(random, s.weightSize());
    float[] output = TestArrays.normal(random, images * s.outputSize() + GUARD);
    float[] expected = output.clone();
    float[] sameInput = input.clone();
    float[] sameW = w.clone();
    ConvolutionTwin.forward(s, images, input, w, bias, expected);
    conv.forward(images, input, w, bias, output);
    SameBits.assertSame(expected, output, "forward, " + images + " images, " + s);
    SameBits.assertSame(sameInput, input, "input");
    SameBits.assertSame(sameW, w, "weights");
  }

  private static void checkBackwardData(Convolution conv, Random random, int images) {
    ConvShape s = conv.shape();
    if (WinogradDataGradient.fits(s)) {
      // Other bits: WinogradDataGradientTest looks at these.
      return;
    }
    float[] gradOutput = TestArrays.normal(random, images * s.outputSize());
    float[] w = TestArrays.normal(random, s.weightSize());
    float[] gradInput = TestArrays.normal(random, images * s.inputSize() + GUARD);
    float[] expected = gradInput.clone();
    float[] sameGradOutput = gradOutput.clone();
    if (AcrossImages.fitsBackward(s)) {
      ConvolutionTwin.backwardDataInOneChain(s, images, gradOutput, w, expected);
    } else {
      ConvolutionTwin.backwardData(s, images, gradOutput, w, expected);
    }
    conv.backwardData(images, gradOutput, w, gradInput);
    SameBits.assertSame(expected, gradInput, "backwardData, " + images + " images, " + s);
    SameBits.assertSame(sameGradOutput, gradOutput, "gradOutput");
  }

  private static void checkBackwardWeights(
      Convolution conv, Random random, int images, float @Nullable [] gradBias) {
    ConvShape s = conv.shape();
    float[] input = TestArrays.normal(random, images * s.inputSize());
    float[] gradOutput = TestArrays.normal(random, images * s.outputSize());
    float[] gradW = TestArrays.normal(random, s.weightSize() + GUARD);
    float[] expected = gradW.clone();
    float[] expectedBias = gradBias == null ? new float[0] : gradBias.clone();
    ConvolutionTwin.backwardWeights(
        s, images, input, gradOutput, expected, gradBias == null ? null : expectedBias);
    conv.backwardWeights(images, input, gradOutput, gradW, gradBias);
    SameBits.assertSame(expected, gradW, "backwardWeights, " + images + " images, " + s);
    if (gradBias != null) {
      SameBits.assertSame(expectedBias, gradBias, "bias, " + images + " images, " + s);
    }
  }

  private static void checkAll(Convolution conv, Random random, int images) {
    int channels = conv.shape().outChannels();
    float[] bias = TestArrays.normal(random, channels + GUARD);
    for (int c = 0; AcrossImages.fitsForward(conv.shape()) && c < channels; c++) {
      bias[c] += 0f; // -0 may stay -0 where the other way adds zeros of the padding to it
    }
    checkForward(conv, random, images, bias);
    checkForward(conv, random, images, null);
    checkBackwardData(conv, random, images);
    checkBackwardWeights(conv, random, images, TestArrays.normal(random, channels + GUARD));
    checkBackwardWeights(conv, random, images, null);
  }

  @Test
  void equalsTheTwin() {
    var random = new Random(42);
    try (var one = Parallel.of(1)) {
      for (ConvShape s : ConvShapes.all()) {
        checkAll(Convolution.of(s, one, new FloatPool()), random, 1);
      }
    }
  }

  @Test
  void equalsTheTwinForNoneAndManyImages() {
    var random = new Random(43);
    try (var one = Parallel.of(1)) {
      for (ConvShape s : ConvShapes.few()) {
        var conv = Convolution.of(s, one, new FloatPool());
        for (int images : new int[] {0, 5, 2}) {
          checkAll(conv, random, images);
        }
      }
    }
  }

  /** Small images with many channels, whose places are computed together: tiles and their rest. */
  @Test
  void leavesOutThePadding() {
    var random = new Random(46);
    int back = 0;
    int forward = 0;
    for (int threads : new int[] {1, 2}) {
      try (var parallel = Parallel.of(threads)) {
        for (ConvShape s : ConvShapes.small()) {
          forward += AcrossImages.fitsForward(s) ? 1 : 0;
          back += AcrossImages.fitsBackward(s) ? 1 : 0;
          var conv = Convolution.of(s, parallel, new FloatPool());
          for (int images : threads == 1 ? new int[] {9} : new int[] {16, 3}) {
            checkAll(conv, random, images);
          }
        }
      }
    }
    assertEquals(2 * ConvShapes.small().size(), forward);
    assertEquals(2 * 4, back); // the others go back as larger images do
  }

  @Test
  void everyNumberOfThreadsGivesTheSameBits() {
    for (int threads : new int[] {2, 4}) {
      var random = new Random(44);
      try (var parallel = Parallel.of(threads)) {
        for (ConvShape s : ConvShapes.few()) {
          checkAll(Convolution.of(s, parallel, new FloatPool()), random, 5);
        }
      }
    }
  }

  @Test
  void leftoversInTheBuffersDoNotMatter() {
    var random = new Random(45);
    try (var one = Parallel.of(1)) {
      for (ConvShape s : ConvShapes.few()) {
        // Every buffer is taken once with nothing but NaN to put into it.
        var conv = Convolution.of(s, one, new FloatPool());
        float[] input = nan(2 * s.inputSize());
        float[] output = nan(2 * s.outputSize());
        float[] w = nan(s.weightSize());
        conv.forward(2, input, w, w, output);
        conv.backwardData(2, output, w, input);
        conv.backwardWeights(2, input, output, w, null);
        checkAll(conv, random, 2);
      }
    }
  }

  private static float[] nan(int length) {
    float[] a = new float[length];
    Arrays.fill(a, Float.NaN);
    return a;
  }

  @Test
  void takesItsBuffersOnce() {
    var random = new Random(46);
    try (var one = Parallel.of(1)) {
      for (ConvShape s : ConvShapes.few()) {
        var pool = new FloatPool();
        var conv = Convolution.of(s, one, pool);
        checkAll(conv, random, 2);
        long allocated = pool.allocatedBytes();
        checkAll(conv, random, 2);
        assertEquals(allocated, pool.allocatedBytes(), s.toString());
      }
    }
  }

  /** With no bias the output is linear in the input and in the weights. */
  @Test
  void backwardIsTheAdjoint() {
    var random = new Random(47);
    try (var one = Parallel.of(1)) {
      for (ConvShape s : ConvShapes.all()) {
        var conv = Convolution.of(s, one, new FloatPool());
        float[] x = TestArrays.normal(random, 2 * s.inputSize());
        float[] w = TestArrays.normal(random, s.weightSize());
        float[] y = TestArrays.normal(random, 2 * s.outputSize());
        float[] forward = new float[y.length];
        float[] gradX = new float[x.length];
        float[] gradW = new float[w.length];
        float[] gradBias = new float[s.outChannels()];
        conv.forward(2, x, w, null, forward);
        conv.backwardData(2, y, w, gradX);
        conv.backwardWeights(2, x, y, gradW, gradBias);
        // Sums of terms of size 1 cancel: the tolerance counts the terms.
        double tolerance = 1e-6 * y.length * s.depth();
        double expected = dot(forward, y);
        assertEquals(expected, dot(x, gradX), tolerance, "input, " + s);
        assertEquals(expected, dot(w, gradW), tolerance, "weights, " + s);
        double sum = 0;
        for (float element : y) {
          sum += element;
        }
        double biasSum = 0;
        for (float element : gradBias) {
          biasSum += element;
        }
        assertEquals(sum, biasSum, 1e-6 * y.length, "bias, " + s);
      }
    }
  }

  private static double dot(float[] x, float[] y) {
    double sum = 0;
    for (int e = 0; e < x.length; e++) {
      sum += (double) x[e] * y[e];
    }
    return sum;
  }

  @Test
  void crossCorrelatesByHand() {
    // 3 x 3 image, 2 x 2 kernel that is not symmetric: the kernel is not flipped.
    var s = new ConvShape(1, 3, 3, 1, 2, 2, 1, 1, 0, 0, 1, 1);
    try (var one = Parallel.of(1)) {
      var conv = Convolution.of(s, one, new FloatPool());
      float[] output = new float[4];
      float[] image = {1, 2, 3, 4, 5, 6, 7, 8, 9};
      conv.forward(1, image, new float[] {1, 10, 100, 1000}, new float[] {0.5f}, output);
      assertArrayEquals(new float[] {5421.5f, 6532.5f, 8754.5f, 9865.5f}, output);
    }
  }

  private static void rejects(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void rejectsBadArgumentsAndChangesNothing() {
    var s = new ConvShape(2, 3, 3, 4, 2, 2, 1, 1, 1, 0, 1, 1);
    float[] input = new float[2 * s.inputSize()];
    float[] output = new float[2 * s.outputSize()];
    float[] w = new float[s.weightSize()];
    float[] bias = new float[4];
    float[] tooShort = {1, 2, 3};
    Arrays.fill(output, 7f);
    float[] sameOutput = output.clone();
    try (var one = Parallel.of(1)) {
      var pool = new FloatPool();
      var conv = Convolution.of(s, one, pool);
      rejects(
          "images: expected at least 0, got -1", () -> conv.forward(-1, input, w, bias, output));
      rejects(
          "input: expected 2 x 18 floats, got 3", () -> conv.forward(2, tooShort, w, bias, output));
      rejects(
          "weights: expected 1 x 32 floats, got 3",
          () -> conv.forward(2, input, tooShort, bias, output));
      rejects(
          "bias: expected 1 x 4 floats, got 3", () -> conv.forward(2, input, w, tooShort, output));
      rejects(
          "output: expected 2 x 32 floats, got 3", () -> conv.forward(2, input, w, null, tooShort));
      rejects(
          "input: expected 2147483647 x 18 floats, got 36",
          () -> conv.forward(Integer.MAX_VALUE, input, w, bias, output));

      rejects("images: expected at least 0, got -1", () -> conv.backwardData(-1, output, w, input));
      rejects(
          "gradOutput: expected 2 x 32 floats, got 3",
          () -> conv.backwardData(2, tooShort, w, input));
      rejects(
          "weights: expected 1 x 32 floats, got 3",
          () -> conv.backwardData(2, output, tooShort, input));
      rejects(
          "gradInput: expected 2 x 18 floats, got 3",
          () -> conv.backwardData(2, output, w, tooShort));

      rejects(
          "images: expected at least 0, got -1",
          () -> conv.backwardWeights(-1, input, output, w, bias));
      rejects(
          "input: expected 2 x 18 floats, got 3",
          () -> conv.backwardWeights(2, tooShort, output, w, bias));
      rejects(
          "gradOutput: expected 2 x 32 floats, got 3",
          () -> conv.backwardWeights(2, input, tooShort, w, bias));
      rejects(
          "gradWeights: expected 1 x 32 floats, got 3",
          () -> conv.backwardWeights(2, input, output, tooShort, bias));
      rejects(
          "gradBias: expected 1 x 4 floats, got 3",
          () -> conv.backwardWeights(2, input, output, w, tooShort));

      assertArrayEquals(new float[] {1, 2, 3}, tooShort);
      assertArrayEquals(sameOutput, output);
      assertArrayEquals(new float[input.length], input);
      assertArrayEquals(new float[w.length], w);
      assertArrayEquals(new float[4], bias);
      assertEquals(0, pool.allocatedBytes());
    }
  }
}
