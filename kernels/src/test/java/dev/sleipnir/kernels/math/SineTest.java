package dev.sleipnir.kernels.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import dev.sleipnir.kernels.update.UpdateModel;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SineTest {
  /** Largest error in units in the last place, over evenly spaced bit patterns of a range. */
  @ParameterizedTest
  @CsvSource({
    // low, high, bound
    "1e-4, 0.785, 1.3",
    "0.785, 6.3, 1.6",
    "6.3, 1e3, 1.6",
    "1e3, 1e5, 1.6",
    "1e5, 1e6, 1.6",
    "-7, -1e-4, 1.6",
    "-1e6, -7, 1.6",
  })
  void isAccurate(float low, float high, double bound) {
    double worst = 0;
    float worstAt = Float.NaN;
    int samples = 20_000;
    for (int i = 0; i <= samples; i++) {
      float x = Spaced.at(low, high, i, samples);
      double sin = StrictMath.sin(x);
      double cos = StrictMath.cos(x);
      double error =
          Math.max(
              Math.abs(Sine.sin(x) - sin) / Math.ulp((float) sin),
              Math.abs(Sine.cos(x) - cos) / Math.ulp((float) cos));
      if (error > worst) {
        worst = error;
        worstAt = x;
      }
    }
    assertTrue(worst <= bound, worst + " ulp at " + worstAt);
    assertTrue(worst > 0.2, "no error at all is not to be believed");
  }

  @Test
  void closeToMultiplesOfQuarterTurns() {
    for (int n = -20_000; n <= 20_000; n++) {
      float x = (float) (n * (Math.PI / 2));
      double sin = StrictMath.sin(x);
      double cos = StrictMath.cos(x);
      assertEquals(sin, Sine.sin(x), 2 * Math.ulp((float) sin), "sin of " + x);
      assertEquals(cos, Sine.cos(x), 2 * Math.ulp((float) cos), "cos of " + x);
    }
  }

  @Test
  void endsOfTheRange() {
    assertEquals(0f, Sine.sin(0f) + 0f, "0");
    assertEquals(1f, Sine.cos(0f), "cos 0");
    SameBits.assertSame(Float.MIN_VALUE, Sine.sin(Float.MIN_VALUE), "smallest");
    SameBits.assertSame(-1e-40f, Sine.sin(-1e-40f), "subnormal");
    SameBits.assertSame(Float.NaN, Sine.sin(5e6f), "beyond the range");
    SameBits.assertSame(Float.NaN, Sine.cos(-5e6f), "beyond the range");
    SameBits.assertSame(Float.NaN, Sine.sin(Float.POSITIVE_INFINITY), "infinity");
    SameBits.assertSame(Float.NaN, Sine.cos(Float.NaN), "NaN");
  }

  @Test
  void compiledLoopsHaveTheBitsOfSingleNumbers() {
    var model =
        UpdateModel.parse("update f\ninput x\nstate s = 0\nstate c = 0\ns = sin(x)\nc = cos(x)");
    var random = new Random(6);
    for (int rest : TestArrays.sizes()) {
      int n = 1024 + rest; // long enough for vectors at once
      float[] in = TestArrays.wild(random, n);
      for (int i = 0; i < n / 2; i++) {
        in[i] = (float) random.nextGaussian() * 10f;
      }
      float[] sines = new float[n];
      float[] cosines = new float[n];
      float[][] expected = new float[2][n];
      for (int i = 0; i < n; i++) {
        expected[0][i] = Sine.sin(in[i]);
        expected[1][i] = Sine.cos(in[i]);
      }
      model.run(new float[0], new float[][] {in}, new float[][] {sines, cosines}, 0, n);
      SameBits.assertSame(expected[0], sines, "sin, n = " + n);
      SameBits.assertSame(expected[1], cosines, "cos, n = " + n);
    }
  }
}
