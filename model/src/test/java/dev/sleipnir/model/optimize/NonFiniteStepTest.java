package dev.sleipnir.model.optimize;

import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.SameBits;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** A step that would leave a number that is not finite changes nothing, and says where. */
class NonFiniteStepTest {
  /** More than one block, and more than one parameter in front of the bad one. */
  private static final int[] SIZES = {3, 40_000, 1, 17_001};

  private static List<Parameter> parameters() {
    return List.of(
        new Parameter("a", normal(1, SIZES[0])),
        new Parameter("b", normal(2, 200, 200)),
        new Parameter("c", normal(3, SIZES[2])),
        new Parameter("d", normal(4, SIZES[3])));
  }

  private static final List<BiFunction<List<Parameter>, Parallel, Optimizer>> KINDS =
      List.of(
          (p, on) -> new Sgd(p, 0.1).parallel(on),
          (p, on) -> new Sgd(p, 0.1).momentum(0.9).weightDecay(0.01).parallel(on),
          (p, on) -> new Adam(p, 0.01).weightDecay(0.01).parallel(on),
          (p, on) -> new AdamW(p, 0.01).parallel(on),
          (p, on) ->
              TextOptimizer.parse(
                      """
                      optimizer text
                      state velocity = 0
                      velocity = 0.9 * velocity + gradient
                      w = w - learning_rate * velocity
                      """,
                      p,
                      0.1)
                  .parallel(on));

  private static void setGradients(List<Parameter> parameters, long seed) {
    Random random = new Random(seed);
    for (Parameter parameter : parameters) {
      for (int i = 0; i < parameter.size(); i++) {
        parameter.gradient()[i] = (float) random.nextGaussian();
      }
    }
  }

  private static List<float[]> copies(List<float[]> arrays) {
    return arrays.stream().map(float[]::clone).toList();
  }

  private static String failure(Optimizer optimizer) {
    List<float[]> values = SameBits.values(optimizer.parameters());
    List<float[]> memory = copies(optimizer.memory());
    long steps = optimizer.steps();
    var e = assertThrows(ArithmeticException.class, optimizer::step);
    assertSame("values", values, SameBits.values(optimizer.parameters()));
    assertSame("memory", memory, copies(optimizer.memory()));
    assertEquals(steps, optimizer.steps());
    for (Parameter parameter : optimizer.parameters()) {
      assertArrayEquals(new float[parameter.size()], parameter.gradient());
    }
    return String.valueOf(e.getMessage());
  }

  @Test
  void theFirstBadGradientIsNamedAndNothingChanges() {
    for (int threads : new int[] {1, 4}) {
      try (Parallel on = Parallel.of(threads)) {
        for (var kind : KINDS) {
          List<Parameter> parameters = parameters();
          List<Parameter> undisturbed = parameters();
          Optimizer optimizer = kind.apply(parameters, on);
          Optimizer other = kind.apply(undisturbed, on);
          for (int step = 1; step <= 4; step++) {
            setGradients(parameters, step);
            parameters.get(3).gradient()[17_000] = Float.NaN;
            parameters.get(1).gradient()[39_999] = Float.NaN;
            parameters.get(1).gradient()[20_000] = Float.NEGATIVE_INFINITY;
            String message = failure(optimizer);
            String expected =
                optimizer.name()
                    + " step "
                    + step
                    + ": gradient of parameter 1 (b[200, 200]) has a -Infinity at index 20000;"
                    + " expected finite numbers; nothing was changed, gradients are cleared.";
            assertTrue(message.startsWith(expected), message);
            // The next batch is taken as if the bad one had not been.
            setGradients(parameters, step);
            setGradients(undisturbed, step);
            optimizer.step();
            other.step();
            assertSame("values", SameBits.values(undisturbed), SameBits.values(parameters));
          }
        }
      }
    }
  }

  @Test
  void aBadNumberAtAnyIndexIsFound() {
    List<Parameter> parameters = List.of(new Parameter("p", normal(1, 70)));
    Sgd sgd = new Sgd(parameters, 0.1);
    for (int i = 0; i < 70; i++) {
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
        setGradients(parameters, i);
        parameters.getFirst().gradient()[i] = bad;
        String message = failure(sgd);
        assertTrue(message.contains("has a " + bad + " at index " + i + ";"), message);
      }
    }
  }

  /** Adam squares gradients: one that is finite, but whose square is not. */
  @Test
  void aGradientTooLargeToBeSquaredIsNamed() {
    List<Parameter> parameters = parameters();
    Adam adam = new Adam(parameters, 0.01);
    for (int step = 1; step <= 3; step++) {
      setGradients(parameters, step);
      parameters.get(3).gradient()[16_999] = 3e19f;
      String message = failure(adam);
      assertTrue(
          message.startsWith(
              "adam step "
                  + step
                  + ": what is remembered of parameter 3 (d[17001]) would become Infinity at index"
                  + " 16999, from "),
          message);
      setGradients(parameters, step);
      parameters.get(3).gradient()[16_999] = 1e18f;
      adam.step();
    }
  }

  @Test
  void aWeightThatWouldOverflowIsNamed() {
    List<Parameter> parameters = parameters();
    Sgd sgd = new Sgd(parameters, 100);
    setGradients(parameters, 1);
    sgd.step();
    setGradients(parameters, 2);
    parameters.get(2).gradient()[0] = -1e37f;
    String message = failure(sgd);
    assertTrue(
        message.startsWith("sgd step 2: parameter 2 (c[1]) would become Infinity at index 0"),
        message);
  }

  /** A velocity or a decay that grows by itself, with gradients that are all ordinary. */
  @Test
  void whatGrowsByItselfStopsBeforeItOverflows() {
    for (var kind :
        List.<BiFunction<List<Parameter>, Parallel, Optimizer>>of(
            (p, on) -> new Sgd(p, 0.1).momentum(3).parallel(on),
            (p, on) -> new Sgd(p, 1).weightDecay(10).parallel(on),
            (p, on) -> new Sgd(p, 1).momentum(0.5).weightDecay(100).parallel(on),
            (p, on) -> new AdamW(p, 1).weightDecay(100).parallel(on),
            // the mean outlives the square
            (p, on) -> new Adam(p, 1e3).betas(0.999, 0).epsilon(1e-37).parallel(on))) {
      List<Parameter> parameters = parameters();
      Optimizer optimizer = kind.apply(parameters, Parallel.common());
      String message = "";
      for (int step = 0; step < 200 && message.isEmpty(); step++) {
        for (Parameter parameter : parameters) {
          Arrays.fill(parameter.gradient(), step == 0 ? 1f : 0f);
        }
        List<float[]> values = SameBits.values(parameters);
        try {
          optimizer.step();
        } catch (ArithmeticException e) {
          message = String.valueOf(e.getMessage());
          assertSame("values", values, SameBits.values(parameters));
        }
        for (Parameter parameter : parameters) {
          for (float value : parameter.data()) {
            assertTrue(Float.isFinite(value));
          }
        }
      }
      assertTrue(message.startsWith(optimizer.name() + " step "), message);
      assertTrue(message.contains(" would become "), message);
    }
  }

  @Test
  void weightsThatWereNotFiniteBeforeAreNamed() {
    List<Parameter> parameters = parameters();
    Adam adam = new Adam(parameters, 0.01);
    setGradients(parameters, 1);
    adam.step();
    parameters.get(0).set(Tensor.of(new float[] {1, Float.NaN, 2}, 3));
    setGradients(parameters, 2);
    String message = failure(adam);
    assertTrue(
        message.startsWith("adam step 2: parameter 0 (a[3]) was already NaN at index 1"), message);
  }

  @Test
  void epsilonIsNotZero() {
    List<Parameter> p = parameters();
    for (double epsilon : new double[] {0, 1e-60}) {
      assertEquals(
          "epsilon: expected a number > 0 in single precision, got "
              + epsilon
              + ": a gradient of 0 would divide 0 by 0",
          refused(() -> new Adam(p, 1).betas(0.9, 0.9).epsilon(epsilon)));
      refused(() -> new AdamW(p, 1).betas(0.9, 0.9).epsilon(epsilon).weightDecay(0));
    }
  }

  @Test
  void nothingToLearnIsRefused() {
    assertEquals(
        "parameters: expected at least one, got none: nothing would be learned",
        refused(() -> new Adam(List.of(), 0.1)));
    Sgd sgd = new Sgd(parameters(), 0.1);
    assertEquals("steps: expected at least 0, got -1", refused(() -> sgd.setSteps(-1)));
    sgd.setSchedule(step -> Double.NaN);
    assertEquals("schedule's factor: expected a number >= 0, got NaN", refused(sgd::step));
    assertEquals(0, sgd.steps());
  }

  @Test
  void gradientsCanBeCleared() {
    List<Parameter> parameters = parameters();
    setGradients(parameters, 1);
    Optimizer sgd = new Sgd(parameters, 0.1);
    sgd.clearGradients();
    for (Parameter parameter : parameters) {
      assertArrayEquals(new float[parameter.size()], parameter.gradient());
    }
  }

  @Test
  void clippingNamesTheGradientAndScalesNothing() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      List<Parameter> parameters = parameters();
      setGradients(parameters, 1);
      parameters.get(3).gradient()[5] = bad;
      var e =
          assertThrows(ArithmeticException.class, () -> GradientClipping.clipNorm(parameters, 1));
      assertTrue(
          String.valueOf(e.getMessage())
              .startsWith(
                  "clipNorm: gradient of parameter 3 (d[17001]) has a " + bad + " at index 5;"),
          e.getMessage());
      for (Parameter parameter : parameters) {
        assertArrayEquals(new float[parameter.size()], parameter.gradient());
      }
    }
    // The largest floats have a norm.
    Parameter large = new Parameter("large", normal(1, 2));
    Arrays.fill(large.gradient(), Float.MAX_VALUE);
    double norm = GradientClipping.clipNorm(List.of(large), 1);
    assertEquals(Math.sqrt(2) * Float.MAX_VALUE, norm, 1e30);
    assertEquals(Math.sqrt(0.5), large.gradient()[0], 1e-6);
  }
}
