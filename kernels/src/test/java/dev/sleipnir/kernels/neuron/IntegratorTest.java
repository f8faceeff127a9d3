package dev.sleipnir.kernels.neuron;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.equation.EquationException;
import dev.sleipnir.kernels.equation.Integrator;
import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.NeuronForm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Integrators converge as they should, by the equations and compiled. */
class IntegratorTest {
  /** Two coupled equations that are not linear, by way of intermediate values. */
  private static NeuronModel hunt(String v, String w) {
    return NeuronModel.parse(
        """
        model hunt
        parameters growth = 2 (1/s)
        state v = 1.2, w = 0.7
        input x
        met = v * w
        eaten = met * (1 + 0.1 * v)
        dv/dt = growth * v - eaten + x : %s
        dw/dt = met - w : %s
        output v
        """
            .formatted(v, w));
  }

  private static final double[] START = {1.2, 0.7};
  private static final double X = 0.3;

  /** After one second, by the classical Runge-Kutta method with tiny steps. */
  private static double[] exact() {
    double v = START[0];
    double w = START[1];
    int steps = 4096;
    double h = 1.0 / steps;
    for (int t = 0; t < steps; t++) {
      double a1 = dv(v, w);
      double b1 = dw(v, w);
      double a2 = dv(v + h / 2 * a1, w + h / 2 * b1);
      double b2 = dw(v + h / 2 * a1, w + h / 2 * b1);
      double a3 = dv(v + h / 2 * a2, w + h / 2 * b2);
      double b3 = dw(v + h / 2 * a2, w + h / 2 * b2);
      double a4 = dv(v + h * a3, w + h * b3);
      double b4 = dw(v + h * a3, w + h * b3);
      v += h / 6 * (a1 + 2 * a2 + 2 * a3 + a4);
      w += h / 6 * (b1 + 2 * b2 + 2 * b3 + b4);
    }
    return new double[] {v, w};
  }

  private static double dv(double v, double w) {
    return 2 * v - v * w * (1 + 0.1 * v) + X;
  }

  private static double dw(double v, double w) {
    return v * w - w;
  }

  @ParameterizedTest
  @CsvSource({"euler, 1", "rk2, 2", "rk4, 4"})
  void order(String integrator, int order) {
    NeuronModel model = hunt(integrator, integrator);
    order(model, order, 64, exact(), START, X);
  }

  private static void order(
      NeuronModel model, int order, int steps, double[] exact, double[] start, double... inputs) {
    double[][] compiled = new double[2][];
    double[][] byEquations = new double[2][];
    for (int i = 0; i < 2; i++) {
      int n = steps << i;
      compiled[i] = DoubleRun.state(model, Map.of(), 1.0 / n, n, start, inputs);
      byEquations[i] = DoubleRun.byEquations(model, Map.of(), 1.0 / n, n, start, inputs);
    }
    for (int s = 0; s < exact.length; s++) {
      String what = model.states().get(s);
      assertEquals(order, order(compiled, exact, s), 0.15, what + ", compiled");
      assertEquals(order, order(byEquations, exact, s), 0.15, what + ", by equations");
    }
  }

  private static double order(double[][] runs, double[] exact, int s) {
    double coarse = Math.abs(runs[0][s] - exact[s]);
    double fine = Math.abs(runs[1][s] - exact[s]);
    return Math.log(coarse / fine) / Math.log(2);
  }

  /** One step of every pair of integrators, compiled and by the equations. */
  @Test
  void pairs() {
    for (Integrator v : Integrator.values()) {
      for (Integrator w : Integrator.values()) {
        if (v == Integrator.EXPONENTIAL_EULER || v == Integrator.EXACT) {
          continue; // v is not linear in itself
        }
        NeuronModel model = hunt(v.spelling(), w.spelling());
        double[] compiled = DoubleRun.state(model, Map.of(), 0.1, 3, START, X);
        double[] expected = DoubleRun.byEquations(model, Map.of(), 0.1, 3, START, X);
        boolean byDifferences = w == Integrator.EXPONENTIAL_EULER || w == Integrator.EXACT;
        double margin = byDifferences ? 1e-10 : 1e-14;
        assertArrayEquals(expected, compiled, margin, v + " and " + w);
      }
    }
  }

  /**
   * Coupled, with equal time constants, one variable that only collects, and from b to a and back.
   */
  @ParameterizedTest
  @CsvSource({"0.001, 10", "0.1, 10", "0.1, 5", "1, 10", "0.25, 1000000"})
  void exactSolvesLinearSystems(double dt, double tau) {
    NeuronModel model =
        NeuronModel.parse(
            """
            model linear
            parameters tau = %s, tau_s = 10, k = 0.3
            state v = 0, g = 0, h = 0, sum = 0
            input x
            dv/dt = (x - v + g) / tau - k * h : exact
            dg/dt = -g / tau_s : exact
            dh/dt = k * v - h : exact
            dsum/dt = v : exact
            output v
            """
                .formatted(tau));
    double[] start = {-60, 20, 0.5, 3};
    double[] got = DoubleRun.state(model, Map.of(), dt, 7, start, 4.5);
    double[] expected = DoubleRun.byEquations(model, Map.of(), dt, 7, start, 4.5);
    assertArrayEquals(expected, got, 1e-10);
    double[] half = DoubleRun.state(model, Map.of(), dt / 2, 14, start, 4.5);
    assertArrayEquals(half, got, 1e-11);
  }

  @Test
  void exactRefusesWhatIsNotLinear() {
    var error =
        assertThrows(
            EquationException.class,
            () -> DoubleRun.state(hunt("exact", "exact"), Map.of(), 0.1, 1, START, X));
    assertEquals(
        "hunt, \"dv/dt = growth * v - eaten + x : exact\": exact: expected an equation linear in its"
            + " variables, got one that is not; use rk2 or rk4",
        error.getMessage());
  }

  /** Lines one after the other, the assignments of one at once; reaching the threshold counts. */
  @Test
  void resetsFollowOneAnother() {
    NeuronModel model =
        NeuronModel.parse(
            """
            model m
            state v = 0, w = 0
            input x
            dv/dt = x
            threshold v >= 1
            reset v = w + 3, w = v
            reset w = 10 * v + w
            """);
    assertArrayEquals(
        new double[] {5, 51}, DoubleRun.state(model, Map.of(), 1, 1, new double[] {0, 2}, 1));
    assertArrayEquals(
        new double[] {0.5, 2}, DoubleRun.state(model, Map.of(), 1, 1, new double[] {0, 2}, 0.5));
  }

  /** Equations of different integrators start from the same old values. */
  @Test
  void othersAreHeldAtStages() {
    double[] got = DoubleRun.state(hunt("rk2", "euler"), Map.of(), 0.1, 1, START, X);
    double half = START[0] + 0.05 * dv(START[0], START[1]);
    assertEquals(START[0] + 0.1 * dv(half, START[1]), got[0], 1e-15);
    assertEquals(START[1] + 0.1 * dw(START[0], START[1]), got[1], 1e-15);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0.001",
    "100, 0.0029",
    "100, 0.0031",
    "100, 0.03",
    "-20, 0.01",
    "0, 0.01",
    "1e-6, 0.001",
    "1, 5"
  })
  void exponentialEulerIsExactForConstantRates(double rate, double dt) {
    NeuronModel model =
        NeuronModel.parse(
            """
            model m
            parameters rate = 1 (1/s)
            state v = 0, g = 0, w = 0
            input x
            slope = x - rate * v
            dv/dt = slope : exponential_euler
            # The same with a rate that each neuron has for itself.
            dw/dt = x - g * w : exponential_euler
            output v
            """);
    double start = 0.4;
    double x = 0.9;
    int steps = 7;
    double time = steps * dt;
    double expected =
        rate == 0
            ? start + x * time
            : start * Math.exp(-rate * time) - x * Math.expm1(-rate * time) / rate;
    double[] initial = {start, rate, start};
    double[] got = DoubleRun.state(model, Map.of("rate", rate), dt, steps, initial, x);
    assertEquals(expected, got[0], 1e-12 * Math.abs(expected));
    assertEquals(expected, got[2], 1e-12 * Math.abs(expected));
    double[] byEquations =
        DoubleRun.byEquations(model, Map.of("rate", rate), dt, steps, initial, x);
    assertEquals(expected, byEquations[0], 1e-9 * Math.abs(expected));
  }

  /** A conductance that decays while the potential follows it. */
  @Test
  void exponentialEulerIsOfFirstOrderWhereRatesChange() {
    NeuronModel model =
        NeuronModel.parse(
            """
            model m
            state v = 0, g = 0
            input x
            dv/dt = g * (x - v) - v : exponential_euler
            dg/dt = -3 * g : exponential_euler
            output v
            """);
    double[] start = {0.5, 2};
    double x = 1.5;
    double v = start[0];
    int steps = 1 << 16;
    double h = 1.0 / steps;
    for (int t = 0; t < steps; t++) {
      // The midpoint rule.
      double g = start[1] * Math.exp(-3 * t * h);
      double half = v + h / 2 * (g * (x - v) - v);
      double gHalf = start[1] * Math.exp(-3 * (t + 0.5) * h);
      v += h * (gHalf * (x - half) - half);
    }
    double[] exact = {v};
    order(model, 1, 64, exact, start, x);
    double[] got = DoubleRun.state(model, Map.of(), 0.1, 10, start, x);
    assertEquals(start[1] * Math.exp(-3), got[1], 1e-13);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "v * v",
        "exp(v) - v",
        "x / v",
        "abs(v)",
        "where(v > 0, v, 2 * v)",
        "square - v",
        "relu(v)"
      })
  void exponentialEulerNeedsLinearEquations(String slope) {
    NeuronModel model =
        NeuronModel.parse(
            """
            model m
            state w = 0, v = 1
            input x
            square = v^2
            dw/dt = v * v - w : exponential_euler
            dv/dt = %s : exponential_euler
            output v
            """
                .formatted(slope));
    var form = new NeuronForm(Surrogate.SUPER, List.of(), List.of(), false);
    var e = assertThrows(EquationException.class, () -> model.compile(form));
    assertEquals(
        "m, \"dv/dt = "
            + slope
            + " : exponential_euler\": exponential_euler: expected an equation linear in v, got one"
            + " that is not; use rk2 or rk4",
        e.getMessage());
    assertEquals(6, e.line());
  }

  /** Only what was made of the current value follows a stage. */
  @Test
  void intermediateValuesFollowStages() {
    NeuronModel model =
        NeuronModel.parse(
            """
            model m
            state v = 1
            input x
            stale = v
            v = v + x
            fresh = 2 * v
            both = fresh + stale
            dv/dt = both : rk2
            output v
            """);
    // From v = 3 with stale = 1: half a step of 0.1 leads to 3 + 0.05 * 7.
    double slope = 2 * (3 + 0.05 * 7) + 1;
    double[] got = DoubleRun.state(model, Map.of(), 0.1, 1, new double[] {1}, 2);
    assertEquals(3 + 0.1 * slope, got[0], 1e-15);
    got = DoubleRun.byEquations(model, Map.of(), 0.1, 1, new double[] {1}, 2);
    assertEquals(3 + 0.1 * slope, got[0], 1e-15);
  }
}
