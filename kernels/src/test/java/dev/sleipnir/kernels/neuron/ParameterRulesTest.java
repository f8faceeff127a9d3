package dev.sleipnir.kernels.neuron;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.Allocation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a model asks of its parameters and the time step. */
class ParameterRulesTest {
  private static ParameterRules of(String parameters, String lines) {
    return NeuronModel.parse(
            "model m\nparameters " + parameters + "\nstate v = 0\ninput x\n" + lines + "\noutput v")
        .rules();
  }

  private static ParameterRules leak(String integrator) {
    return of("tau = 0.01 (s)", "dv/dt = (x - v) / tau : " + integrator);
  }

  /** The longest step that does not overshoot, from the factors' polynomials. */
  @ParameterizedTest
  @CsvSource({"euler, 1", "rk2, 2", "rk4, 2.785293563"})
  void anExplicitStepHasABound(String integrator, double bound) {
    ParameterRules rules = leak(integrator);
    double tau = 0.01;
    assertTrue(rules.hold(new double[] {tau, tau * bound * 0.999999}, new double[0]));
    assertFalse(rules.hold(new double[] {tau, tau * bound * 1.00001}, new double[0]));
    assertFalse(rules.hold(new double[] {tau, tau * bound * 1e6}, new double[0]));
  }

  @Test
  void anExponentialStepHasNone() {
    assertTrue(leak("exponential_euler").hold(new double[] {0.01, 1e3}, new double[0]));
    assertTrue(of("k = 5", "v = exp(-dt * k) * v + x").hold(new double[] {5, 1e3}, new double[0]));
  }

  @Test
  void theMessageHasTheNumbers() {
    assertEquals(
        "m: expected dt <= 0.01, got dt = 0.04: v decays with a time constant of 0.01 {tau=0.01},"
            + " and overshoots in longer steps",
        leak("euler").violation(new double[] {0.01, 0.04}));
    assertNull(leak("euler").violation(new double[] {0.01, 0.01}));
  }

  /** Through intermediate values, other variables, a choice and an upstroke. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "u = v + dt * k * (x - v); v = u | 100 | 0.01",
        "a = v; b = a - dt * (k * a); v = where(x > 1, 3 * b, b) | 50 | 0.02",
        "v = min(3, max(z0, v + dt * k * (x - v))) | 100 | 0.01",
        "v = v + dt * k * (exp(v) - v) + x | 100 | 0.01",
        "z = spike(v - 1); v = (1 - z) * (v - dt * k * v) + z * x | 100 | 0.01",
        "v = v - z0 * v; v = v - dt * 2 * k * v + max(x, 0) | 100 | 0.005",
        "v = v - bernoulli(0.5) * v; v = v - dt * k * v | 100 | 0.01"
      })
  void theDecayIsFoundInTheText(String lines, double k, double bound) {
    ParameterRules rules = of("k = 1, z0 = 0", lines.replace(";", "\n"));
    assertTrue(rules.hold(new double[] {k, 0, bound}, new double[0]));
    assertFalse(rules.hold(new double[] {k, 0, 1.0001 * bound}, new double[0]));
  }

  /** Growth, and factors that no time step is in. */
  @ParameterizedTest
  @CsvSource({
    "v = v + dt * k * v",
    "v = -0.5 * v + x",
    "v = 1 - v",
    "v = 2 * v",
    "v = v + x",
    "v = v + dt * k * (v * v + x)",
    "v = x"
  })
  void whatDoesNotDecayIsNotRefused(String lines) {
    assertTrue(of("k = 3", lines).hold(new double[] {3, 7}, new double[0]));
  }

  @Test
  void aHeldVariableIsJudgedWhileItIsFree() {
    ParameterRules rules =
        of("tau = 1", "dv/dt = (x - v) / tau\nthreshold v > 1\nreset v = 0\nrefractory 5");
    assertTrue(rules.hold(new double[] {1, 1}, new double[0]));
    assertFalse(rules.hold(new double[] {1, 1.1}, new double[0]));
  }

  /** A counter of floats that loses its ones would never come to its end. */
  @Test
  void refractoryTimesAreCounted() {
    ParameterRules rules =
        of("r = 1, tau = 1", "dv/dt = x / tau\nthreshold v > 1\nreset v = 0\nrefractory r");
    assertTrue(rules.hold(new double[] {16777216, 1, 1}, new double[0]));
    assertFalse(rules.hold(new double[] {16777217, 1, 1}, new double[0]));
    assertEquals(
        "m: expected a refractory time of at most 2^24 time steps, got 100000.0 with dt = 1.0E-4",
        rules.violation(new double[] {1e5, 1, 1e-4}));
  }

  @Test
  void strictInequalitiesMayHaveAMargin() {
    ParameterRules rules =
        of(
            "a = 1, b = 2, c = 3",
            "v = x\nrequire a > 0, a < b and not b >= c, a <= 5, c != 4 or not c == 4");
    double[] values = {1, 2, 3.5, 1};
    assertEquals(5, rules.margins());
    double[] gaps = new double[5];
    rules.gaps(values, gaps);
    assertArrayEquals(new double[] {1, 1, 1.5, 0.5, 0.5}, gaps, 1e-12);
    assertTrue(rules.hold(values, gaps));
    for (int k = 0; k < 3; k++) {
      double[] wider = gaps.clone();
      wider[k] += 1e-6;
      assertFalse(rules.hold(values, wider), "margin " + k);
    }
    assertFalse(rules.hold(new double[] {0, 2, 3, 1}, new double[5]));
    assertFalse(rules.hold(new double[] {2, 2, 3, 1}, new double[5]));
    assertFalse(rules.hold(new double[] {1, 3, 3, 1}, new double[5]));
  }

  @Test
  @Tag("jit")
  void nothingIsAllocated() {
    ParameterRules rules = of("k = 3", "v = v - dt * k * v\nrequire k > 0");
    double[] values = {3, 0.001};
    double[] margins = {0.003};
    Allocation.assertNoneOnceCompiled("rules", () -> rules.hold(values, margins));
  }
}
