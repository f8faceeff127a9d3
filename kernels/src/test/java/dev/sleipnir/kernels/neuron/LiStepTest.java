package dev.sleipnir.kernels.neuron;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiStepTest {
  private static final int GUARD = 3;

  private static void forwardTwin(
      float membrane,
      float synapse,
      float leak,
      int steps,
      int n,
      float[] x,
      float[] v,
      float[] i,
      float[] out,
      int from,
      int to) {
    for (int e = from; e < to; e++) {
      for (int t = 0; t < steps; t++) {
        float j = i[e] + x[t * n + e];
        float distance = leak - v[e];
        float drive = distance + j;
        v[e] = v[e] + drive * membrane;
        i[e] = j - j * synapse;
        out[t * n + e] = v[e];
      }
    }
  }

  private static void backwardTwin(
      float membrane,
      float synapse,
      int steps,
      int n,
      float[] gradOut,
      float[] gradV,
      float[] gradI,
      float[] gradX,
      int from,
      int to) {
    for (int e = from; e < to; e++) {
      for (int t = steps - 1; t >= 0; t--) {
        float gv = gradV[e] + gradOut[t * n + e];
        float scaled = gv * membrane;
        float kept = gradI[e] - gradI[e] * synapse;
        gradV[e] = gv - scaled;
        gradI[e] = kept + scaled;
        gradX[t * n + e] = gradI[e];
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0.1, 0.2, 0", "0.3, 0.45, -0.7", "1, 1, 0.5"})
  void equalsTheTwin(float membrane, float synapse, float leak) {
    var random = new Random(57);
    // Small populations are stepped without vectors, large ones with them.
    for (int n : IntStream.concat(IntStream.of(TestArrays.sizes()), IntStream.of(2061)).toArray()) {
      for (int steps : new int[] {0, 1, 4}) {
        for (int[] range : NeuronCases.ranges(n)) {
          int from = range[0];
          int to = range[1];
          String what = steps + " steps of " + from + " to " + to + " of " + n;
          float[] x = TestArrays.wild(random, steps * n + GUARD);
          float[] v = TestArrays.wild(random, n + GUARD);
          float[] i = TestArrays.normal(random, n + GUARD);
          float[] out = TestArrays.normal(random, x.length);
          float[] expectedV = v.clone();
          float[] expectedI = i.clone();
          float[] expected = out.clone();
          forwardTwin(
              membrane, synapse, leak, steps, n, x, expectedV, expectedI, expected, from, to);
          float[] inPlace = x.clone();
          LiStep.forward(
              membrane, synapse, leak, steps, n, inPlace, v.clone(), i.clone(), inPlace, from, to);
          LiStep.forward(membrane, synapse, leak, steps, n, x, v, i, out, from, to);
          SameBits.assertSame(expectedV, v, "v, " + what);
          SameBits.assertSame(expectedI, i, "i, " + what);
          SameBits.assertSame(expected, out, "out, " + what);
          copy(out, x, steps, n, from, to);
          SameBits.assertSame(x, inPlace, "in place, " + what);

          float[] gradOut = TestArrays.wild(random, x.length);
          float[] gradX = TestArrays.normal(random, x.length);
          expected = gradX.clone();
          backwardTwin(
              membrane, synapse, steps, n, gradOut, expectedV, expectedI, expected, from, to);
          inPlace = gradOut.clone();
          LiStep.backward(
              membrane, synapse, steps, n, inPlace, v.clone(), i.clone(), inPlace, from, to);
          LiStep.backward(membrane, synapse, steps, n, gradOut, v, i, gradX, from, to);
          SameBits.assertSame(expectedV, v, "gradV, " + what);
          SameBits.assertSame(expectedI, i, "gradI, " + what);
          SameBits.assertSame(expected, gradX, "gradX, " + what);
          copy(gradX, gradOut, steps, n, from, to);
          SameBits.assertSame(gradOut, inPlace, "backward in place, " + what);
        }
      }
    }
  }

  private static void copy(float[] source, float[] target, int steps, int n, int from, int to) {
    for (int t = 0; t < steps; t++) {
      System.arraycopy(source, t * n + from, target, t * n + from, to - from);
    }
  }

  @Test
  void manyStepsAreOneStepManyTimes() {
    var random = new Random(58);
    int n = 45;
    int steps = 6;
    float[] x = TestArrays.normal(random, steps * n);
    float[] v = TestArrays.normal(random, n);
    float[] i = TestArrays.normal(random, n);
    float[] out = new float[steps * n];
    float[] singleV = v.clone();
    float[] singleI = i.clone();
    LiStep.forward(0.3f, 0.45f, -0.7f, steps, n, x, v, i, out, 0, n);
    for (int t = 0; t < steps; t++) {
      float[] now = new float[n];
      System.arraycopy(x, t * n, now, 0, n);
      LiStep.forward(0.3f, 0.45f, -0.7f, 1, n, now, singleV, singleI, now, 0, n);
      for (int e = 0; e < n; e++) {
        SameBits.assertSame(out[t * n + e], now[e], "step " + t);
      }
    }
    SameBits.assertSame(singleV, v, "v");
    SameBits.assertSame(singleI, i, "i");
  }

  /** Without a leak potential the steps are linear: (x, v, i) to (out, v', i'). */
  @Test
  void backwardIsTheAdjoint() {
    var random = new Random(59);
    for (int n : new int[] {1, 17, 64}) {
      int steps = 8;
      float[] x = TestArrays.normal(random, steps * n);
      float[] v = TestArrays.normal(random, n);
      float[] i = TestArrays.normal(random, n);
      float[] lastV = v.clone();
      float[] lastI = i.clone();
      float[] out = new float[steps * n];
      LiStep.forward(0.3f, 0.45f, 0f, steps, n, x, lastV, lastI, out, 0, n);
      float[] gradOut = TestArrays.normal(random, steps * n);
      float[] gradV = TestArrays.normal(random, n);
      float[] gradI = TestArrays.normal(random, n);
      double forward = dot(out, gradOut) + dot(lastV, gradV) + dot(lastI, gradI);
      float[] gradX = new float[steps * n];
      LiStep.backward(0.3f, 0.45f, steps, n, gradOut, gradV, gradI, gradX, 0, n);
      double backward = dot(x, gradX) + dot(v, gradV) + dot(i, gradI);
      assertEquals(forward, backward, 1e-5 * steps * n);
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
  void settlesAtLeakPlusInputOverSynapse() {
    float[] v = {0f};
    float[] i = {0f};
    float[] x = new float[1000];
    Arrays.fill(x, 0.5f);
    LiStep.forward(0.1f, 0.25f, 0.3f, x.length, 1, x, v, i, x, 0, 1);
    // j = i + x and i = j - j / 4: j settles at 4 x.
    assertEquals(0.3f + 4 * 0.5f, v[0], 1e-5f);
    assertEquals(v[0], x[x.length - 1]);
  }

  private static void rejects(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void rejectsBadArgumentsAndChangesNothing() {
    float[] x = {1, 2, 3, 4, 5, 6};
    float[] s = {7, 8, 9};
    float[] five = {1, 2, 3, 4, 5};
    float[] two = {1, 2};
    rejects(
        "steps: expected at least 0, got -1",
        () -> LiStep.forward(1f, 1f, 0f, -1, 3, x, s, s, x, 0, 3));
    rejects(
        "n: expected at least 0, got -3",
        () -> LiStep.forward(1f, 1f, 0f, 2, -3, x, s, s, x, 0, 3));
    rejects(
        "x: expected 2 x 3 floats, got 5",
        () -> LiStep.forward(1f, 1f, 0f, 2, 3, five, s, s, x, 0, 3));
    rejects(
        "out: expected 2 x 3 floats, got 5",
        () -> LiStep.forward(1f, 1f, 0f, 2, 3, x, s, s, five, 0, 3));
    rejects(
        "v: expected 3 floats, got 2", () -> LiStep.forward(1f, 1f, 0f, 2, 3, x, two, s, x, 0, 3));
    rejects(
        "i: expected 3 floats, got 2", () -> LiStep.forward(1f, 1f, 0f, 2, 3, x, s, two, x, 0, 3));
    assertThrows(
        IndexOutOfBoundsException.class, () -> LiStep.forward(1f, 1f, 0f, 2, 3, x, s, s, x, 1, 4));

    rejects(
        "gradOut: expected 2 x 3 floats, got 5",
        () -> LiStep.backward(1f, 1f, 2, 3, five, s, s, x, 0, 3));
    rejects(
        "gradX: expected 2 x 3 floats, got 5",
        () -> LiStep.backward(1f, 1f, 2, 3, x, s, s, five, 0, 3));
    rejects(
        "gradV: expected 3 floats, got 2", () -> LiStep.backward(1f, 1f, 2, 3, x, two, s, x, 0, 3));
    rejects(
        "gradI: expected 3 floats, got 2", () -> LiStep.backward(1f, 1f, 2, 3, x, s, two, x, 0, 3));
    assertThrows(
        IndexOutOfBoundsException.class, () -> LiStep.backward(1f, 1f, 2, 3, x, s, s, x, -1, 3));
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, x);
    assertArrayEquals(new float[] {7, 8, 9}, s);
    assertArrayEquals(new float[] {1, 2, 3, 4, 5}, five);
    assertArrayEquals(new float[] {1, 2}, two);
  }
}
