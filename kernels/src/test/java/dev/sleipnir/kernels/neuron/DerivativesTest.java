package dev.sleipnir.kernels.neuron;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.equation.Surrogate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Derivatives where they are not what a difference would show, and at kinks. */
class DerivativesTest {
  private static float slope(String expression, float x) {
    var step =
        new OneStep("model m\ninput x\nu = " + expression + "\noutput u", Surrogate.SUPER, false);
    return step.backward(new float[0], new float[] {x}, 1, new float[0])[0];
  }

  private static float value(String expression, float x) {
    return new OneStep("model m\ninput x\nu = " + expression + "\noutput u", Surrogate.SUPER, false)
        .forward(new float[0], x);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "x * detach(x); 3; 3",
        "detach(x^2); 3; 0",
        "detach(x)^2 * x; 3; 9",
        "2 * spike(detach(x)) + x; 3; 1",
        "heaviside(x) + bernoulli(0); 3; 0",
        // The first of two equal ones.
        "min(x, 2 * x - 1); 1; 1",
        "max(2 * x - 1, x); 1; 2",
        "abs(x); 0; 0",
        "abs(x); -2; -1",
        "relu(x); 0; 0",
        "relu(x); 0.5; 1",
        "where(x > 1, x^3, -x); 1; -1",
        "where(x > 1, x^3, -x); 2; 12",
        // What is not chosen may be infinite.
        "where(x > 0, log(max(x, 1e-3)), x); -1; 1",
        "x^2.3; 0; 0",
        "relu(x)^1.7; -2; 0",
        "fma(x, x, 2 * x); 3; 8",
        "fma(2, 3, x); 3; 1",
        "x^0; 3; 0",
        "x^1; -3; 1",
        "x^2.5; 4; 20",
        "x^-0.5; 4; -0.0625",
        "x^-3; -2; -0.1875",
        "x^20; -1; -20",
        "x^(1 + 1); 3; 6",
        "x^max(1, 2); 3; 6",
        "x^where(1 < 2, 3, 1); 2; 12",
        "x^relu(2); 3; 6",
        "x^heaviside(2); 3; 1",
        "x^detach(2); 3; 6",
      })
  void slopes(String expression, float x, float expected) {
    assertEquals(expected, slope(expression, x), 1e-5f * Math.abs(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "x^20; -1.5; 3325.2567",
        "x^33; -1; -1",
        "x^-17; -1; -1",
        "x^2.3; 0; 0",
        "x^-0.3; 0; Infinity",
        "x^2.3; -1; NaN",
        "x^where(1 < 2, 3, 1); 2; 8",
        "x^relu(2); 3; 9",
      })
  void powers(String expression, float x, float expected) {
    float margin = Float.isFinite(expected) ? 1e-6f * Math.abs(expected) : 0;
    assertEquals(expected, value(expression, x), margin);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 2, 8, 12",
    "3, -2, -8, 12",
    "2, -1.5, 2.25, -3",
    "2.5, 4, 32, 20",
    "-3, -2, -0.125, -0.1875",
    "-1, 4, 0.25, -0.0625",
    "0, 0, 1, 0",
    "2, 0, 0, 0",
    "0.5, 9, 3, 0.16666667",
  })
  void exponentsThatAreParameters(float p, float x, float value, float slope) {
    var step =
        new OneStep(
            "model m\nparameters p = "
                + (p < 0 ? "-" : "")
                + Math.abs(p)
                + "\ninput x\nu = x^p\noutput u",
            Surrogate.SUPER,
            false);
    assertEquals(value, step.forward(new float[0], x), 2e-6f * Math.abs(value));
    float[] at = step.backward(new float[0], new float[] {x}, 1, new float[0]);
    assertEquals(slope, at[0], 4e-6f * Math.abs(slope));
  }

  @Test
  void outputThatIsAStateGathersBothGradients() {
    var step =
        new OneStep(
            "model m\nstate v = 0, w = 1\ninput x\nv = 0.5 * v + x\noutput v",
            Surrogate.SUPER,
            false);
    float[] atState = {10, 3};
    float[] atInput = step.backward(new float[] {1, 2}, new float[] {1}, 4, atState);
    assertEquals(14, atInput[0]);
    assertEquals(7, atState[0]);
    assertEquals(3, atState[1], "a state variable that no line assigns");
  }
}
