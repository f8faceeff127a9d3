package dev.sleipnir.kernels.math;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import dev.sleipnir.kernels.update.UpdateModel;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TanhTest {
  /** Largest error in units in the last place, over evenly spaced bit patterns of a range. */
  @ParameterizedTest
  @CsvSource({
    // low, high, bound
    "1e-4, 1e-2, 0.51",
    "1e-2, 0.25, 0.6",
    "0.25, 0.55, 0.8",
    "0.55, 1, 1.6",
    "1, 9, 1",
    "9, 3e38, 0.5",
    "-0.55, -1e-4, 0.8",
    "-9, -0.55, 1.6",
  })
  void isAccurate(float low, float high, double bound) {
    double worst = 0;
    float worstAt = Float.NaN;
    int samples = 20_000;
    for (int i = 0; i <= samples; i++) {
      float x = Spaced.at(low, high, i, samples);
      double exact = StrictMath.tanh(x);
      double error = Math.abs(Tanh.tanh(x) - exact) / Math.ulp((float) exact);
      if (error > worst) {
        worst = error;
        worstAt = x;
      }
    }
    assertTrue(worst <= bound, worst + " ulp at " + worstAt);
    assertTrue(worst > 0.2, "no error at all is not to be believed");
  }

  @Test
  void endsOfTheRange() {
    SameBits.assertSame(0f, Tanh.tanh(0f), "0");
    SameBits.assertSame(-0f, Tanh.tanh(-0f), "-0");
    SameBits.assertSame(Float.MIN_VALUE, Tanh.tanh(Float.MIN_VALUE), "smallest");
    SameBits.assertSame(-1e-40f, Tanh.tanh(-1e-40f), "subnormal");
    SameBits.assertSame(1e-5f, Tanh.tanh(1e-5f), "tiny");
    SameBits.assertSame(1f, Tanh.tanh(9.5f), "just above the range");
    SameBits.assertSame(-1f, Tanh.tanh(-Float.MAX_VALUE), "far below");
    SameBits.assertSame(1f, Tanh.tanh(Float.POSITIVE_INFINITY), "infinity");
    SameBits.assertSame(-1f, Tanh.tanh(Float.NEGATIVE_INFINITY), "-infinity");
    SameBits.assertSame(Float.NaN, Tanh.tanh(Float.NaN), "NaN");
  }

  @Test
  void isOddAndNeverExceedsOne() {
    for (int i = 0; i <= 100_000; i++) {
      float x = Spaced.at(1e-3f, 20f, i, 100_000);
      float y = Tanh.tanh(x);
      assertTrue(y > 0 && y <= 1, "tanh of " + x + ": " + y);
      SameBits.assertSame(-y, Tanh.tanh(-x), "tanh of -" + x);
    }
  }

  @Test
  void compiledLoopsHaveTheBitsOfSingleNumbers() {
    var model = UpdateModel.parse("update f\ninput x\nstate y = 0\ny = tanh(x)");
    var random = new Random(6);
    for (int rest : TestArrays.sizes()) {
      int n = 1024 + rest; // long enough for vectors at once
      float[] in = TestArrays.wild(random, n);
      for (int i = 0; i < in.length; i++) {
        in[i] *= random.nextBoolean() ? 0.3f : 4f;
      }
      float[] got = new float[n];
      float[] expected = new float[n];
      for (int i = 0; i < n; i++) {
        expected[i] = Tanh.tanh(in[i]);
      }
      model.run(new float[0], new float[][] {in}, new float[][] {got}, 0, n);
      SameBits.assertSame(expected, got, "n = " + n);
    }
  }
}
