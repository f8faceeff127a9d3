package dev.sleipnir.kernels.rule;

import static dev.sleipnir.kernels.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.TestArrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceDecayTest {
  @Test
  void equalsScalarTwin() {
    Random random = new Random(1);
    double factor = Math.exp(-0.001 * 20);
    float high = (float) factor;
    float low = (float) (factor - high);
    for (int n : TestArrays.sizes()) {
      float[] x = TestArrays.normal(random, n + 5);
      for (int e = 0; e < n; e += 3) {
        x[e] *= 1e-24f;
      }
      float[] expected = x.clone();
      for (int e = 2; e < 2 + n; e++) {
        float y = Math.fma(x[e], high, x[e] * low);
        expected[e] = Math.abs(y) < 1e-25f ? 0 : y;
      }
      TraceDecay.run(x, 2, 2 + n, factor);
      assertSame(expected, x, "n = " + n);
    }
  }

  @Test
  void staysExactOverManySteps() {
    double factor = Math.exp(-0.001 * 20);
    float[] x = {1f};
    for (int t = 0; t < 500; t++) {
      TraceDecay.run(x, 0, 1, factor);
    }
    double exact = Math.exp(-0.001 * 20 * 500);
    assertEquals(exact, x[0], 2e-6 * exact);
  }

  @Test
  void endsAtZero() {
    float[] x = {1f};
    for (int t = 0; t < 100; t++) {
      TraceDecay.run(x, 0, 1, 0.5);
    }
    assertEquals(0f, x[0]);
  }

  @Test
  void rejectsRangeOutsideArray() {
    float[] x = {1f, 2f};
    assertThrows(IndexOutOfBoundsException.class, () -> TraceDecay.run(x, 1, 3, 0.5));
    assertSame(new float[] {1f, 2f}, x, "unchanged");
  }
}
