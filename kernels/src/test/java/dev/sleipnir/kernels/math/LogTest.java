package dev.sleipnir.kernels.math;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import dev.sleipnir.kernels.update.UpdateModel;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogTest {
  /** Largest error in units in the last place, over evenly spaced bit patterns of a range. */
  @ParameterizedTest
  @CsvSource({
    // low, high, bound
    "1e-45, 1e-38, 1",
    "1e-38, 0.01, 1",
    "0.01, 0.5, 1.5",
    "0.5, 0.99, 1.5",
    "0.99, 1.01, 1",
    "1.01, 2, 1.5",
    "2, 100, 1.5",
    "100, 3.4e38, 1",
  })
  void isAccurate(float low, float high, double bound) {
    double worst = 0;
    float worstAt = Float.NaN;
    int samples = 20_000;
    for (int i = 0; i <= samples; i++) {
      float x = Spaced.at(low, high, i, samples);
      double exact = StrictMath.log(x);
      double error = Math.abs(Log.log(x) - exact) / Math.ulp((float) exact);
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
    SameBits.assertSame(0f, Log.log(1f), "1");
    SameBits.assertSame(Float.NEGATIVE_INFINITY, Log.log(0f), "0");
    SameBits.assertSame(Float.NEGATIVE_INFINITY, Log.log(-0f), "-0");
    SameBits.assertSame(Float.POSITIVE_INFINITY, Log.log(Float.POSITIVE_INFINITY), "infinity");
    SameBits.assertSame(Float.NaN, Log.log(-Float.MIN_VALUE), "negative");
    SameBits.assertSame(Float.NaN, Log.log(Float.NEGATIVE_INFINITY), "-infinity");
    SameBits.assertSame(Float.NaN, Log.log(Float.NaN), "NaN");
    SameBits.assertSame((float) Math.log(Float.MIN_VALUE), Log.log(Float.MIN_VALUE), "smallest");
  }

  @Test
  void compiledLoopsHaveTheBitsOfSingleNumbers() {
    var model = UpdateModel.parse("update f\ninput x\nstate y = 0\ny = log(x)");
    var random = new Random(5);
    for (int rest : TestArrays.sizes()) {
      int n = 1024 + rest; // long enough for vectors at once
      float[] in = TestArrays.wild(random, n);
      for (int i = 0; i < in.length; i++) {
        in[i] *= random.nextBoolean() ? 1f : 1e-39f;
        in[i] = random.nextInt(4) == 0 ? in[i] : Math.abs(in[i]);
      }
      float[] got = new float[n];
      float[] expected = new float[n];
      for (int i = 0; i < n; i++) {
        expected[i] = Log.log(in[i]);
      }
      model.run(new float[0], new float[][] {in}, new float[][] {got}, 0, n);
      SameBits.assertSame(expected, got, "n = " + n);
    }
  }
}
