package dev.sleipnir.kernels.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SgdStepTest {
  private static final int FROM = 3;

  private static void twin(
      float[] w,
      float[] grad,
      float[] velocity,
      float rate,
      float momentum,
      float decay,
      boolean nesterov,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      float g = Math.fma(decay, w[i], grad[i]);
      if (momentum != 0f) {
        velocity[i] = Math.fma(momentum, velocity[i], g);
        g = nesterov ? Math.fma(momentum, velocity[i], g) : velocity[i];
      }
      w[i] = Math.fma(-rate, g, w[i]);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // momentum, weight decay, nesterov
    "0, 0, false",
    "0, 0.01, false",
    "0.9, 0, false",
    "0.9, 0.01, false",
    "0.9, 0.01, true",
  })
  void equalsTheTwin(float momentum, float decay, boolean nesterov) {
    var random = new Random(16);
    for (int n : TestArrays.sizes()) {
      float[] w = TestArrays.normal(random, FROM + n + 2);
      float[] velocity = new float[w.length];
      float[] expected = w.clone();
      float[] expectedVelocity = velocity.clone();
      for (int step = 0; step < 3; step++) {
        float[] grad = TestArrays.normal(random, w.length);
        twin(expected, grad, expectedVelocity, 0.1f, momentum, decay, nesterov, FROM, FROM + n);
        SgdStep.update(w, grad, velocity, 0.1f, momentum, decay, nesterov, FROM, FROM + n);
        SameBits.assertSame(expected, w, "w, n = " + n);
        SameBits.assertSame(expectedVelocity, velocity, "velocity, n = " + n);
      }
    }
  }

  @Test
  void threeStepsByHand() {
    float[] w = {1f};
    float[] velocity = {0f};
    // g = 2: velocity 2, 3, 3.5
    for (int step = 0; step < 3; step++) {
      SgdStep.update(w, new float[] {2f}, velocity, 0.5, 0.5, 0, false, 0, 1);
    }
    assertEquals(1 - 0.5f * (2 + 3 + 3.5f), w[0]);
    assertEquals(3.5f, velocity[0]);
    // Nesterov looks ahead: 2 + 0.5 * 2.
    float[] ahead = {1f};
    SgdStep.update(ahead, new float[] {2f}, new float[1], 0.5, 0.5, 0, true, 0, 1);
    assertEquals(1 - 0.5f * 3, ahead[0]);
    // Without momentum there need be no velocity.
    float[] plain = {1f};
    SgdStep.update(plain, new float[] {2f}, null, 0.25, 0, 0.5, false, 0, 1);
    assertEquals(1 - 0.25f * 2.5f, plain[0]);
  }

  @Test
  void rejectsBadArgumentsAndChangesNothing() {
    float[] w = {1f, 2f};
    float[] grad = {3f, 4f};
    float[] velocity = {5f, 6f};
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> SgdStep.update(w, grad, null, 0.1, 0.9, 0, false, 0, 2));
    assertEquals("velocity: expected an array for momentum 0.9, got null", e.getMessage());
    e =
        assertThrows(
            IllegalArgumentException.class,
            () -> SgdStep.update(w, grad, velocity, -1, 0.9, 0, false, 0, 2));
    assertEquals("learningRate: expected a finite number of at least 0, got -1.0", e.getMessage());
    e =
        assertThrows(
            IllegalArgumentException.class,
            () -> SgdStep.update(w, grad, velocity, 0.1, 0, 0, true, 0, 2));
    assertEquals("momentum: expected more than 0 for nesterov, got 0", e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> SgdStep.update(w, grad, velocity, 0.1, 0.9, Double.NaN, false, 0, 2));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> SgdStep.update(w, grad, new float[1], 0.1, 0.9, 0, false, 0, 2));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> SgdStep.update(w, grad, velocity, 0.1, 0.9, 0, false, 1, 3));
    assertArrayEquals(new float[] {1f, 2f}, w);
    assertArrayEquals(new float[] {5f, 6f}, velocity);
  }
}
