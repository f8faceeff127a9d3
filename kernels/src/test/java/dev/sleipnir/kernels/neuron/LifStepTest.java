package dev.sleipnir.kernels.neuron;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LifStepTest {
  /** Values behind every array that must stay as they are. */
  private static final int GUARD = 3;

  @ParameterizedTest
  @MethodSource("dev.sleipnir.kernels.neuron.NeuronCases#constants")
  void forwardEqualsTheTwin(LifConstants k) {
    var random = new Random(51);
    int spikes = 0;
    int silences = 0;
    for (int n : TestArrays.sizes()) {
      for (int steps : new int[] {0, 1, 4}) {
        for (int[] range : NeuronCases.ranges(n)) {
          int from = range[0];
          int to = range[1];
          String what = steps + " steps of " + from + " to " + to + " of " + n;
          float[] x = NeuronCases.currents(random, steps * n + GUARD);
          float[] v = TestArrays.normal(random, n + GUARD);
          float[] i = TestArrays.normal(random, n + GUARD);
          float[] z = TestArrays.normal(random, x.length);
          float[] u = TestArrays.normal(random, x.length);
          float[] expectedV = v.clone();
          float[] expectedI = i.clone();
          float[] expectedZ = z.clone();
          float[] expectedU = u.clone();
          LifTwin.forward(k, steps, n, x, expectedV, expectedI, expectedZ, expectedU, from, to);
          for (int t = 0; t < steps; t++) {
            for (int e = from; e < to; e++) {
              spikes += expectedZ[t * n + e] == 1f ? 1 : 0;
              silences += expectedZ[t * n + e] == 0f ? 1 : 0;
            }
          }

          float[] keptV = v.clone();
          float[] keptI = i.clone();
          float[] keptZ = z.clone();
          LifStep.forwardKeeping(k, steps, n, x, keptV, keptI, keptZ, u, from, to);
          SameBits.assertSame(expectedV, keptV, "v kept, " + what);
          SameBits.assertSame(expectedI, keptI, "i kept, " + what);
          SameBits.assertSame(expectedZ, keptZ, "z kept, " + what);
          SameBits.assertSame(expectedU, u, "u kept, " + what);

          LifStep.forward(k, steps, n, x, v, i, z, from, to);
          SameBits.assertSame(expectedV, v, "v, " + what);
          SameBits.assertSame(expectedI, i, "i, " + what);
          SameBits.assertSame(expectedZ, z, "z, " + what);
        }
      }
    }
    assertTrue(spikes > 100 && silences > 100, spikes + " spikes, " + silences + " silences");
  }

  @ParameterizedTest
  @MethodSource("dev.sleipnir.kernels.neuron.NeuronCases#constants")
  void equalsTheTwinOnInfinitiesAndNaN(LifConstants k) {
    var random = new Random(52);
    for (int n : TestArrays.sizes()) {
      int steps = 3;
      float[] x = TestArrays.wild(random, steps * n);
      float[] v = TestArrays.wild(random, n);
      float[] i = TestArrays.wild(random, n);
      float[] z = new float[x.length];
      float[] u = new float[x.length];
      float[] expectedV = v.clone();
      float[] expectedI = i.clone();
      float[] expectedZ = z.clone();
      float[] expectedU = u.clone();
      LifTwin.forward(k, steps, n, x, expectedV, expectedI, expectedZ, expectedU, 0, n);
      LifStep.forwardKeeping(k, steps, n, x, v, i, z, u, 0, n);
      SameBits.assertSame(expectedV, v, "v, n = " + n);
      SameBits.assertSame(expectedI, i, "i, n = " + n);
      SameBits.assertSame(expectedZ, z, "z, n = " + n);
      SameBits.assertSame(expectedU, u, "u, n = " + n);
      checkBackward(k, steps, n, TestArrays.wild(random, u.length), random, 0, n);
    }
  }

  @Test
  void spikesMayReplaceTheInput() {
    var random = new Random(53);
    LifConstants k = NeuronCases.constants().get(1);
    for (int n : TestArrays.sizes()) {
      int steps = 3;
      float[] x = NeuronCases.currents(random, steps * n);
      float[] z = new float[x.length];
      float[] u = new float[x.length];
      float[] v = new float[n];
      float[] i = new float[n];
      LifStep.forward(k, steps, n, x, v.clone(), i.clone(), z, 0, n);
      float[] kept = x.clone();
      LifStep.forwardKeeping(k, steps, n, kept, v.clone(), i.clone(), kept, u, 0, n);
      SameBits.assertSame(z, kept, "kept, n = " + n);
      LifStep.forward(k, steps, n, x, v, i, x, 0, n);
      SameBits.assertSame(z, x, "n = " + n);
    }
  }

  @Test
  void manyStepsAreOneStepManyTimes() {
    var random = new Random(54);
    LifConstants k = NeuronCases.constants().get(1);
    int n = 45;
    int steps = 7;
    float[] x = NeuronCases.currents(random, steps * n);
    float[] v = TestArrays.normal(random, n);
    float[] i = TestArrays.normal(random, n);
    float[] z = new float[steps * n];
    float[] singleV = v.clone();
    float[] singleI = i.clone();
    LifStep.forward(k, steps, n, x, v, i, z, 0, n);
    for (int t = 0; t < steps; t++) {
      float[] now = slice(x, t, n);
      LifStep.forward(k, 1, n, now, singleV, singleI, now, 0, n);
      SameBits.assertSame(slice(z, t, n), now, "step " + t);
    }
    SameBits.assertSame(singleV, v, "v");
    SameBits.assertSame(singleI, i, "i");

    float[] u = TestArrays.normal(random, steps * n);
    float[] gradZ = TestArrays.normal(random, steps * n);
    float[] gradV = TestArrays.normal(random, n);
    float[] gradI = TestArrays.normal(random, n);
    float[] gradX = new float[steps * n];
    singleV = gradV.clone();
    singleI = gradI.clone();
    LifStep.backward(k, steps, n, u, gradZ, gradV, gradI, gradX, 0, n);
    for (int t = steps - 1; t >= 0; t--) {
      float[] now = slice(gradZ, t, n);
      LifStep.backward(k, 1, n, slice(u, t, n), now, singleV, singleI, now, 0, n);
      SameBits.assertSame(slice(gradX, t, n), now, "backward, step " + t);
    }
    SameBits.assertSame(singleV, gradV, "gradV");
    SameBits.assertSame(singleI, gradI, "gradI");
  }

  private static float[] slice(float[] a, int t, int n) {
    float[] part = new float[n];
    System.arraycopy(a, t * n, part, 0, n);
    return part;
  }

  private static void checkBackward(
      LifConstants k, int steps, int n, float[] u, Random random, int from, int to) {
    String what = steps + " steps of " + from + " to " + to + " of " + n;
    float[] gradZ = TestArrays.normal(random, u.length);
    float[] gradV = TestArrays.normal(random, n + GUARD);
    float[] gradI = TestArrays.normal(random, n + GUARD);
    float[] gradX = TestArrays.normal(random, u.length);
    float[] expectedV = gradV.clone();
    float[] expectedI = gradI.clone();
    float[] expectedX = gradX.clone();
    LifTwin.backward(k, steps, n, u, gradZ, expectedV, expectedI, expectedX, from, to);
    float[] inPlaceV = gradV.clone();
    float[] inPlaceI = gradI.clone();
    LifStep.backward(k, steps, n, u, gradZ, gradV, gradI, gradX, from, to);
    SameBits.assertSame(expectedV, gradV, "gradV, " + what);
    SameBits.assertSame(expectedI, gradI, "gradI, " + what);
    SameBits.assertSame(expectedX, gradX, "gradX, " + what);

    // In place of the gradient at the spikes: the same where it was written, the rest untouched.
    float[] inPlace = gradZ.clone();
    LifStep.backward(k, steps, n, u, inPlace, inPlaceV, inPlaceI, inPlace, from, to);
    for (int t = 0; t < steps; t++) {
      System.arraycopy(gradX, t * n + from, gradZ, t * n + from, to - from);
    }
    SameBits.assertSame(gradZ, inPlace, "in place, " + what);
    SameBits.assertSame(gradV, inPlaceV, "gradV in place, " + what);
  }

  @ParameterizedTest
  @MethodSource("dev.sleipnir.kernels.neuron.NeuronCases#constants")
  void backwardEqualsTheTwin(LifConstants k) {
    var random = new Random(55);
    for (int n : TestArrays.sizes()) {
      for (int steps : new int[] {0, 1, 4}) {
        for (int[] range : NeuronCases.ranges(n)) {
          float[] u = TestArrays.normal(random, steps * n + GUARD);
          checkBackward(k, steps, n, u, random, range[0], range[1]);
        }
      }
    }
  }

  @Test
  void oneStepByHand() {
    var k = new LifConstants(0.5f, 0.25f, 1f, 2f, -1f, 3f);
    float[] v = {0f, 0f};
    float[] i = {1f, 1f};
    float[] x = {1f, 3f};
    float[] z = new float[2];
    float[] u = new float[2];
    // j = 2, 4; u = 0 + ((1 - 0) + j) / 2
    LifStep.forwardKeeping(k, 1, 2, x, v, i, z, u, 0, 2);
    assertArrayEquals(new float[] {1.5f, 2.5f}, u);
    assertArrayEquals(new float[] {0f, 1f}, z);
    assertArrayEquals(new float[] {1.5f, -1f}, v);
    assertArrayEquals(new float[] {1.5f, 3f}, i);
    // The threshold itself is not a spike.
    float[] still = {0f};
    LifStep.forward(k, 1, 1, new float[] {3f}, new float[] {0f}, new float[] {0f}, still, 0, 1);
    assertEquals(0f, still[0]);
    // Surrogate 1 / (3 |u - 2| + 1)² = 0.16 for both; gz = 1 + 1 (-1 - u)
    float[] gradV = {1f, 1f};
    float[] gradI = {4f, 4f};
    float[] gradX = new float[2];
    LifStep.backward(k, 1, 2, u, new float[] {1f, 1f}, gradV, gradI, gradX, 0, 2);
    float silent = 1f + (1f - 2.5f) * 0.16f;
    float fired = (1f - 3.5f) * 0.16f;
    assertArrayEquals(new float[] {silent / 2, fired / 2}, gradV, 1e-6f);
    assertArrayEquals(new float[] {3f + silent / 2, 3f + fired / 2}, gradX, 1e-6f);
    assertArrayEquals(gradX, gradI);
  }

  private static void rejects(
      Class<? extends RuntimeException> type, String message, Executable call) {
    assertEquals(message, assertThrows(type, call).getMessage());
  }

  private static void rejects(String message, Executable call) {
    rejects(IllegalArgumentException.class, message, call);
  }

  @Test
  void rejectsBadArgumentsAndChangesNothing() {
    LifConstants k = NeuronCases.constants().getFirst();
    float[] x = {1, 2, 3, 4, 5, 6};
    float[] s = {7, 8, 9};
    float[] five = {1, 2, 3, 4, 5};
    float[] two = {1, 2};
    rejects(
        "steps: expected at least 0, got -1", () -> LifStep.forward(k, -1, 3, x, s, s, x, 0, 3));
    rejects("n: expected at least 0, got -3", () -> LifStep.forward(k, 2, -3, x, s, s, x, 0, 3));
    rejects("x: expected 2 x 3 floats, got 5", () -> LifStep.forward(k, 2, 3, five, s, s, x, 0, 3));
    rejects(
        "x: expected 65536 x 65536 floats, got 6",
        () -> LifStep.forward(k, 1 << 16, 1 << 16, x, s, s, x, 0, 3));
    rejects("z: expected 2 x 3 floats, got 5", () -> LifStep.forward(k, 2, 3, x, s, s, five, 0, 3));
    rejects("v: expected 3 floats, got 2", () -> LifStep.forward(k, 2, 3, x, two, s, x, 0, 3));
    rejects("i: expected 3 floats, got 2", () -> LifStep.forward(k, 2, 3, x, s, two, x, 0, 3));
    rejects(
        IndexOutOfBoundsException.class,
        "neurons: expected a range [from, to) with 0 <= from <= to, got [2, 1)",
        () -> LifStep.forward(k, 2, 3, x, s, s, x, 2, 1));
    rejects(
        IndexOutOfBoundsException.class,
        "neurons: expected a range inside [0, 3), got [1, 4)",
        () -> LifStep.forward(k, 2, 3, x, s, s, x, 1, 4));

    rejects(
        "x: expected 2 x 3 floats, got 5",
        () -> LifStep.forwardKeeping(k, 2, 3, five, s, s, x, x, 0, 3));
    rejects(
        "z: expected 2 x 3 floats, got 5",
        () -> LifStep.forwardKeeping(k, 2, 3, x, s, s, five, x, 0, 3));
    rejects(
        "u: expected 2 x 3 floats, got 5",
        () -> LifStep.forwardKeeping(k, 2, 3, x, s, s, x, five, 0, 3));
    rejects(
        "v: expected 3 floats, got 2",
        () -> LifStep.forwardKeeping(k, 2, 3, x, two, s, x, x, 0, 3));
    rejects(
        "i: expected 3 floats, got 2",
        () -> LifStep.forwardKeeping(k, 2, 3, x, s, two, x, x, 0, 3));

    rejects(
        "u: expected 2 x 3 floats, got 5", () -> LifStep.backward(k, 2, 3, five, x, s, s, x, 0, 3));
    rejects(
        "gradZ: expected 2 x 3 floats, got 5",
        () -> LifStep.backward(k, 2, 3, x, five, s, s, x, 0, 3));
    rejects(
        "gradX: expected 2 x 3 floats, got 5",
        () -> LifStep.backward(k, 2, 3, x, x, s, s, five, 0, 3));
    rejects(
        "gradV: expected 3 floats, got 2", () -> LifStep.backward(k, 2, 3, x, x, two, s, x, 0, 3));
    rejects(
        "gradI: expected 3 floats, got 2", () -> LifStep.backward(k, 2, 3, x, x, s, two, x, 0, 3));
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, x);
    assertArrayEquals(new float[] {7, 8, 9}, s);
    assertArrayEquals(new float[] {1, 2, 3, 4, 5}, five);
    assertArrayEquals(new float[] {1, 2}, two);
  }
}
