package dev.sleipnir.kernels.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdamStepTest {
  private static final int FROM = 3;
  private static final double RATE = 1e-2;
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;
  private static final double DECAY = 0.1;

  private static void step(
      boolean decoupled, float[] w, float[] grad, float[] m, float[] v, int t, int from, int to) {
    double correction1 = 1 - Math.pow(BETA1, t);
    double correction2 = 1 - Math.pow(BETA2, t);
    if (decoupled) {
      AdamStep.updateDecoupled(
          w, grad, m, v, RATE, BETA1, BETA2, EPSILON, DECAY, correction1, correction2, from, to);
    } else {
      AdamStep.update(
          w, grad, m, v, RATE, BETA1, BETA2, EPSILON, DECAY, correction1, correction2, from, to);
    }
  }

  private static void twin(
      boolean decoupled, float[] w, float[] grad, float[] m, float[] v, int t, int from, int to) {
    float gain1 = (float) (1 - BETA1);
    float gain2 = (float) (1 - BETA2);
    float rate = (float) (RATE / (1 - Math.pow(BETA1, t)));
    float root = (float) Math.sqrt(1 - Math.pow(BETA2, t));
    for (int i = from; i < to; i++) {
      float g = grad[i];
      if (decoupled) {
        w[i] = w[i] * (float) (1 - RATE * DECAY);
      } else {
        g = Math.fma((float) DECAY, w[i], g);
      }
      m[i] = Math.fma(gain1, g - m[i], m[i]);
      v[i] = Math.fma((float) BETA2, v[i], g * g * gain2);
      float denominator = (float) Math.sqrt(v[i]) / root + (float) EPSILON;
      w[i] = Math.fma(-rate, m[i] / denominator, w[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void equalsTheTwin(boolean decoupled) {
    var random = new Random(17);
    for (int n : TestArrays.sizes()) {
      float[] w = TestArrays.normal(random, FROM + n + 2);
      float[] m = new float[w.length];
      float[] v = new float[w.length];
      float[] expectedW = w.clone();
      float[] expectedM = m.clone();
      float[] expectedV = v.clone();
      for (int t = 1; t <= 4; t++) {
        float[] grad = TestArrays.normal(random, w.length);
        twin(decoupled, expectedW, grad, expectedM, expectedV, t, FROM, FROM + n);
        step(decoupled, w, grad, m, v, t, FROM, FROM + n);
        SameBits.assertSame(expectedW, w, "w, n = " + n);
        SameBits.assertSame(expectedM, m, "m, n = " + n);
        SameBits.assertSame(expectedV, v, "v, n = " + n);
      }
    }
  }

  /** The textbook form, in double precision, with the bias corrections applied to the moments. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void agreesWithDoublePrecision(boolean decoupled) {
    var random = new Random(18);
    int n = 40;
    float[] w = TestArrays.normal(random, n);
    float[] m = new float[n];
    float[] v = new float[n];
    double[] exactW = new double[n];
    double[] exactM = new double[n];
    double[] exactV = new double[n];
    for (int i = 0; i < n; i++) {
      exactW[i] = w[i];
    }
    for (int t = 1; t <= 50; t++) {
      float[] grad = TestArrays.normal(random, n);
      step(decoupled, w, grad, m, v, t, 0, n);
      for (int i = 0; i < n; i++) {
        double g = grad[i];
        if (decoupled) {
          exactW[i] -= RATE * DECAY * exactW[i];
        } else {
          g += DECAY * exactW[i];
        }
        exactM[i] = BETA1 * exactM[i] + (1 - BETA1) * g;
        exactV[i] = BETA2 * exactV[i] + (1 - BETA2) * g * g;
        double mHat = exactM[i] / (1 - Math.pow(BETA1, t));
        double vHat = exactV[i] / (1 - Math.pow(BETA2, t));
        exactW[i] -= RATE * mHat / (Math.sqrt(vHat) + EPSILON);
      }
    }
    for (int i = 0; i < n; i++) {
      assertEquals(exactW[i], w[i], 1e-5, "w");
      assertEquals(exactM[i], m[i], 1e-6, "m");
      assertEquals(exactV[i], v[i], 1e-6, "v");
    }
  }

  @Test
  void firstStepIsTheLearningRateInTheDirectionOfTheGradient() {
    float[] w = {0f, 0f, 0f};
    AdamStep.update(
        w,
        new float[] {1e-3f, -50f, 0f},
        new float[3],
        new float[3],
        0.25,
        0.9,
        0.999,
        0,
        0,
        1 - 0.9,
        1 - 0.999,
        0,
        2);
    assertEquals(-0.25f, w[0], 1e-6f);
    assertEquals(0.25f, w[1], 1e-6f);
    assertEquals(0f, w[2]);
  }

  @Test
  void rejectsBadArgumentsAndChangesNothing() {
    float[] w = {1f, 2f};
    float[] grad = {3f, 4f};
    float[] m = {5f, 6f};
    float[] v = {7f, 8f};
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> AdamStep.update(w, grad, m, v, 0.1, 1, 0.9, 0, 0, 0.1, 0.1, 0, 2));
    assertEquals("beta1: expected 0 <= beta1 < 1, got 1.0", e.getMessage());
    e =
        assertThrows(
            IllegalArgumentException.class,
            () -> AdamStep.updateDecoupled(w, grad, m, v, 0.1, 0.9, 0.9, 0, 0, 0, 0.1, 0, 2));
    assertEquals("biasCorrection1: expected 0 < biasCorrection1 <= 1, got 0.0", e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> AdamStep.update(w, grad, m, v, 0.1, 0.9, 0.9, -1, 0, 0.1, 0.1, 0, 2));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> AdamStep.update(w, grad, m, new float[1], 0.1, 0.9, 0.9, 0, 0, 0.1, 0.1, 0, 2));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> AdamStep.update(w, grad, m, v, 0.1, 0.9, 0.9, 0, 0, 0.1, 0.1, -1, 2));
    assertArrayEquals(new float[] {1f, 2f}, w);
    assertArrayEquals(new float[] {5f, 6f}, m);
    assertArrayEquals(new float[] {7f, 8f}, v);
  }
}
