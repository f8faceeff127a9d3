package dev.sleipnir.kernels.math;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PowerTest {
  @ParameterizedTest
  @ValueSource(doubles = {0.9, 0.99, 0.999, 0.5, 0, 1, 1.0000001, -0.3, 3})
  void wholePowersAreRoundedOnce(double x) {
    BigDecimal exact = BigDecimal.ONE;
    for (int n = 0; n < 3000; n++) {
      double expected = exact.doubleValue();
      if (Math.abs(expected) < 1e-280 || Math.abs(expected) > 1e280) {
        break;
      }
      assertEquals(expected, Power.of(x, n), x + " to the power of " + n);
      exact = exact.multiply(new BigDecimal(x), new MathContext(60));
    }
  }

  @Test
  void othersAreThoseOfTheJdk() {
    double[] bases = {0, -0.0, 1, -2.5, 1e300, -1e-300, 0.7, Double.POSITIVE_INFINITY, Double.NaN};
    double[] exponents = {0, 1, -1, 2, -3, 0.5, -0.5, 1e17, 1e300, Double.NEGATIVE_INFINITY};
    for (double x : bases) {
      for (double y : exponents) {
        double expected = StrictMath.pow(x, y);
        double delta = Double.isFinite(expected) ? Math.ulp(expected) : 1;
        assertEquals(expected, Power.of(x, y), delta, x + " to the power of " + y);
      }
    }
  }
}
