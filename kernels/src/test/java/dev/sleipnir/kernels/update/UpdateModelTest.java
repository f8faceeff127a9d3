package dev.sleipnir.kernels.update;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import dev.sleipnir.kernels.equation.EquationException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateModelTest {
  private static final int FROM = 3;
  private static final float[][] NO_INPUTS = {};

  private static final String NESTEROV =
      """
      optimizer nesterov
      parameters momentum = 0.9, weight_decay = 0
      require momentum < 1
      state velocity = 0
      g = fma(weight_decay, w, gradient)
      velocity = fma(momentum, velocity, g)
      w = fma(-learning_rate, fma(momentum, velocity, g), w)
      """;

  private static float[] prepared(UpdateModel model, double... scalars) {
    double[] numbers = model.numbers(Map.of());
    System.arraycopy(scalars, 0, numbers, numbers.length - scalars.length, scalars.length);
    float[] constants = new float[model.constants()];
    model.calculation().run(numbers, constants);
    return constants;
  }

  private static float[] run(String text, float[] state, float[] input, double... scalars) {
    UpdateModel model = UpdateModel.parse(text);
    float[][] states = {state.clone()};
    model.run(prepared(model, scalars), new float[][] {input}, states, 0, state.length);
    return states[0];
  }

  /** The last size goes by vectors at once, the others neuron by neuron. */
  @Test
  void equalsThePlainLoop() {
    UpdateModel model = UpdateModel.parseOptimizer(NESTEROV);
    double[] numbers = model.numbers(Map.of("momentum", 0.8, "weight_decay", 0.01));
    numbers[2] = 0.1;
    float[] constants = new float[model.constants()];
    model.calculation().run(numbers, constants);
    var random = new Random(16);
    int[] sizes = IntStream.concat(Arrays.stream(TestArrays.sizes()), IntStream.of(2051)).toArray();
    for (int n : sizes) {
      float[] w = TestArrays.normal(random, FROM + n + 2);
      float[] velocity = new float[w.length];
      float[] expected = w.clone();
      float[] expectedVelocity = velocity.clone();
      for (int step = 0; step < 3; step++) {
        float[] gradient = TestArrays.normal(random, w.length);
        for (int i = FROM; i < FROM + n; i++) {
          float g = Math.fma(0.01f, expected[i], gradient[i]);
          expectedVelocity[i] = Math.fma(0.8f, expectedVelocity[i], g);
          expected[i] = Math.fma(-0.1f, Math.fma(0.8f, expectedVelocity[i], g), expected[i]);
        }
        float[][] states = {w, velocity};
        int cut = FROM + n / 3;
        model.run(constants, new float[][] {gradient}, states, FROM, cut);
        model.run(constants, new float[][] {gradient}, states, cut, FROM + n);
        SameBits.assertSame(expected, w, "w, n = " + n);
        SameBits.assertSame(expectedVelocity, velocity, "velocity, n = " + n);
      }
    }
  }

  @Test
  void operationsOnElementsAreCarriedOutAsWritten() {
    var random = new Random(5);
    float[] x = TestArrays.normal(random, 3000);
    float[] y = TestArrays.normal(random, 3000);
    float[] got =
        run("update u\nscalar a, b\ninput x\nstate y = 0\ny = x / a - y * a * b", y, x, 3, 0.7);
    float[] expected = new float[y.length];
    for (int i = 0; i < y.length; i++) {
      expected[i] = x[i] / 3f - y[i] * 3f * 0.7f;
    }
    SameBits.assertSame(expected, got, "quotient and products");
  }

  @Test
  void whatIsTheSameForAllIsComputedInDoublePrecision() {
    float[] got =
        run(
            "update u\nscalar a, n\ninput x\nstate y = 0\ny = x * (1 - a ^ n)",
            new float[1],
            new float[] {1},
            0.9999,
            3);
    assertEquals((float) (1 - StrictMath.pow(0.9999, 3)), got[0]);
  }

  @Test
  void parametersHaveDefaultsThatMayBeExpressions() {
    UpdateModel model =
        UpdateModel.parse("update u\nparameters b = 2 * a, a = 3\nstate y = b\ny = y + a");
    assertArrayEquals(new double[] {6, 3}, model.numbers(Map.of()));
    assertArrayEquals(new double[] {10, 5}, model.numbers(Map.of("a", 5.)));
    assertEquals(10f, model.initialValue(0, model.numbers(Map.of("a", 5.))));
    float[][] states = {{1}};
    float[] constants = prepared(model);
    model.run(constants, NO_INPUTS, states, 0, 1);
    assertEquals(4f, states[0][0]);
  }

  @Test
  void valuesAreChecked() {
    UpdateModel model = UpdateModel.parseOptimizer(NESTEROV);
    assertEquals(
        "nesterov: expected one of the parameters [momentum, weight_decay], got 'mometum'",
        refused(() -> model.numbers(Map.of("mometum", 1.))));
    assertEquals(
        "nesterov: expected a finite momentum, got NaN",
        refused(() -> model.numbers(Map.of("momentum", Double.NaN))));
    assertEquals(
        "nesterov: expected momentum < 1, got {momentum=1.0}",
        refused(() -> model.numbers(Map.of("momentum", 1.))));
  }

  @Test
  void arraysAreCheckedBeforeAnythingChanges() {
    UpdateModel model = UpdateModel.parseOptimizer(NESTEROV);
    float[] constants = prepared(model, 0.1, 1);
    float[] w = {1, 1};
    assertThrows(
        IllegalArgumentException.class,
        () -> model.run(constants, new float[][] {{1}}, new float[][] {w, {0, 0}}, 0, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> model.run(constants, new float[][] {{1, 1}}, new float[][] {w}, 0, 2));
    assertArrayEquals(new float[] {1, 1}, w);
  }

  private static String refused(Runnable action) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "update u; expected 'optimizer' and its name",
        "optimizer o|w = w - learning_rat * gradient; did you mean 'learning_rate'?",
        "optimizer o|w = w - dt * gradient; expected a defined name",
        "optimizer o|gradient = w; expected a new name or a state variable",
        "optimizer o|state w = 1|w = 2; expected a new name",
        "optimizer o|parameters step = 1|w = 2; expected a new name",
        "optimizer o|u = w; expected a line that updates a state, got none",
        "optimizer o|w = spike(w); expected a value without chance",
        "optimizer o|w = w ^ step; expected an exponent of numbers only, got 'step'",
        "optimizer o|w = 2 ^ gradient; expected an exponent of numbers only, got 'gradient'",
        "optimizer o|w = w > 0; expected a number",
        "optimizer o|parameters a = b, b = a|w = a; the cycle a -> b -> a",
        "optimizer o|require w > 0|w = 1; expected a parameter or a number",
        "optimizer o|stat m = 0|w = 1; did you mean 'state'?",
      })
  void textsAreChecked(String text, String expected) {
    String message =
        String.valueOf(
            assertThrows(
                    EquationException.class,
                    () -> UpdateModel.parseOptimizer(text.replace('|', '\n')))
                .getMessage());
    assertTrue(message.contains(expected), message);
  }
}
