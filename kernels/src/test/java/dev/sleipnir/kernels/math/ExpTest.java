package dev.sleipnir.kernels.math;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpTest {
  /** Largest error in units in the last place, over evenly spaced bit patterns of a range. */
  @ParameterizedTest
  @CsvSource({
    // low, high, bound
    "0, 1e-3, 0.51",
    "1e-3, 0.3, 0.8",
    "0.3, 2, 1",
    "2, 88.72, 1",
    "-1e-3, 0, 0.51",
    "-0.3, -1e-3, 0.8",
    "-2, -0.3, 1",
    "-87.3, -2, 1",
    // Subnormal results.
    "-103.9, -87.4, 1",
  })
  void isAccurate(float low, float high, double bound) {
    double worst = 0;
    float worstAt = Float.NaN;
    int samples = 20_000;
    for (int i = 0; i <= samples; i++) {
      float x = Spaced.at(low, high, i, samples);
      double exact = StrictMath.exp(x);
      double error = Math.abs(Exp.exp(x) - exact) / Math.ulp((float) exact);
      if (error > worst) {
        worst = error;
        worstAt = x;
      }
    }
    assertTrue(worst <= bound, worst + " ulp at " + worstAt);
    assertTrue(worst > 0.3, "no error at all is not to be believed");
  }

  @Test
  void endsOfTheRange() {
    SameBits.assertSame(1f, Exp.exp(0f), "0");
    SameBits.assertSame(1f, Exp.exp(-0f), "-0");
    SameBits.assertSame(Float.POSITIVE_INFINITY, Exp.exp(88.73f), "just above the range");
    SameBits.assertSame(Float.POSITIVE_INFINITY, Exp.exp(1e30f), "far above");
    SameBits.assertSame(Float.POSITIVE_INFINITY, Exp.exp(Float.POSITIVE_INFINITY), "infinity");
    SameBits.assertSame(0f, Exp.exp(-103.98f), "just below the range");
    SameBits.assertSame(0f, Exp.exp(-1e30f), "far below");
    SameBits.assertSame(0f, Exp.exp(Float.NEGATIVE_INFINITY), "-infinity");
    SameBits.assertSame(Float.MIN_VALUE, Exp.exp(-103.9f), "smallest result");
    SameBits.assertSame(Float.NaN, Exp.exp(Float.NaN), "NaN");
  }

  @Test
  void arraysHaveTheBitsOfSingleNumbers() {
    var random = new Random(4);
    for (int n : TestArrays.sizes()) {
      float[] in = TestArrays.wild(random, n + 3);
      for (int i = 0; i < in.length; i++) {
        in[i] *= random.nextBoolean() ? 1f : 40f;
      }
      float[] got = new float[n + 2];
      float[] expected = got.clone();
      for (int i = 0; i < n; i++) {
        expected[1 + i] = Exp.exp(in[3 + i]);
      }
      Exp.exp(in, 3, got, 1, n);
      SameBits.assertSame(expected, got, "n = " + n);
      Exp.exp(in, 3, in, 3, n);
      System.arraycopy(in, 3, got, 1, n);
      SameBits.assertSame(expected, got, "in place, n = " + n);
    }
  }
}
