package dev.sleipnir.kernels.equation;

import static dev.sleipnir.kernels.equation.Expression.abs;
import static dev.sleipnir.kernels.equation.Expression.bernoulli;
import static dev.sleipnir.kernels.equation.Expression.detach;
import static dev.sleipnir.kernels.equation.Expression.exp;
import static dev.sleipnir.kernels.equation.Expression.heaviside;
import static dev.sleipnir.kernels.equation.Expression.log;
import static dev.sleipnir.kernels.equation.Expression.max;
import static dev.sleipnir.kernels.equation.Expression.min;
import static dev.sleipnir.kernels.equation.Expression.name;
import static dev.sleipnir.kernels.equation.Expression.not;
import static dev.sleipnir.kernels.equation.Expression.number;
import static dev.sleipnir.kernels.equation.Expression.relu;
import static dev.sleipnir.kernels.equation.Expression.spike;
import static dev.sleipnir.kernels.equation.Expression.sqrt;
import static dev.sleipnir.kernels.equation.Expression.tanh;
import static dev.sleipnir.kernels.equation.Expression.where;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class EquationsBuilderTest {
  private static final Expression V = name("v");
  private static final Expression W = name("w");
  private static final Expression X = name("x");

  private static void assertFails(String message, Executable action) {
    var error = assertThrows(EquationException.class, action);
    assertEquals(message, error.getMessage());
    assertEquals(0, error.line());
    assertEquals(0, error.column());
  }

  private static EquationsBuilder builder() {
    return Equations.model("m").parameter("p", 1).state("v", 0).state("w", 0).input("x", "y");
  }

  @Test
  void equalsTextInExplicitForm() {
    Expression dt = name("dt");
    Expression j = name("j");
    Expression u = name("u");
    Expression z = name("z");
    Equations built =
        Equations.model("lif")
            .parameter("tau_syn_inv", 200, "1/s")
            .parameter("tau_mem_inv", 100, "1/s")
            .parameter("v_leak", 0)
            .parameter("v_th", 1)
            .parameter("v_reset", number(0))
            .state("v", name("v_leak"))
            .state("i", 0)
            .input("x")
            .let("j", name("i").plus(X))
            .let("u", V.plus(dt.times(name("tau_mem_inv")).times(name("v_leak").minus(V).plus(j))))
            .let("z", spike(u.minus(name("v_th"))))
            .set("v", number(1).minus(z).times(u).plus(z.times(name("v_reset"))))
            .set("i", j.minus(dt.times(name("tau_syn_inv")).times(j)))
            .output("z");
    assertEquals(Parser.parse(Models.LIF).withoutPositions(), built);
  }

  @Test
  void equalsTextInDifferentialForm() {
    Equations built =
        Equations.model("m")
            .parameter("tau", number(1).over(50), "s")
            .state("v", -70, "mV")
            .state("w", name("tau").times(2), "pA")
            .input("x")
            .derivative("v", X.minus(V).over(name("tau")), Integrator.EXPONENTIAL_EULER)
            .threshold(V, W)
            .reset("v", number(-65))
            .reset("w", W.plus(0.5))
            .refractory(number(0.005), "v", "w")
            .output("z");
    Equations text =
        Parser.parse(
            """
            model m
            parameters tau = 1 / 50 (s)
            state v = -70 (mV), w = tau * 2 (pA)
            input x
            dv/dt = (x - v) / tau : exponential_euler
            threshold v > w
            reset v = -65, w = w + 0.5
            refractory 0.005 holds v, w
            output z
            """);
    assertEquals(text.withoutPositions(), built);
  }

  @Test
  void equalsTextOfAdjoint() {
    Equations built =
        builder()
            .let("u", V.plus(X))
            .adjoint("g", name("grad_u").times(name("v'")))
            .adjoint("grad_x", name("g"))
            .adjoint("grad_y", number(0))
            .output("u");
    assertEquals(Parser.parse(Text.of(built)).withoutPositions(), built);
  }

  /** An expression and its text. */
  record Case(Expression expression, String text) {}

  static final List<Case> CASES =
      List.of(
          new Case(V.plus(W), "v + w"),
          new Case(V.plus(2), "v + 2"),
          new Case(V.minus(W), "v - w"),
          new Case(V.minus(2), "v - 2"),
          new Case(V.times(W), "v * w"),
          new Case(V.times(-2), "v * -2"),
          new Case(V.over(W), "v / w"),
          new Case(V.over(2), "v / 2"),
          new Case(V.pow(-2), "v^-2"),
          new Case(V.negated(), "-v"),
          new Case(min(V, W), "min(v, w)"),
          new Case(min(V, 2), "min(v, 2)"),
          new Case(max(V, W), "max(v, w)"),
          new Case(max(V, 2), "max(v, 2)"),
          new Case(abs(V), "abs(v)"),
          new Case(exp(V), "exp(v)"),
          new Case(log(V), "log(v)"),
          new Case(tanh(V), "tanh(v)"),
          new Case(sqrt(V), "sqrt(v)"),
          new Case(relu(V), "relu(v)"),
          new Case(heaviside(V), "heaviside(v)"),
          new Case(spike(V), "spike(v)"),
          new Case(detach(V), "detach(v)"),
          new Case(bernoulli(V), "bernoulli(v)"),
          new Case(where(V.lessThan(W), V, W), "where(v < w, v, w)"),
          new Case(where(V.lessThan(2), V, W), "where(v < 2, v, w)"),
          new Case(where(V.atMost(W), V, W), "where(v <= w, v, w)"),
          new Case(where(V.atMost(2), V, W), "where(v <= 2, v, w)"),
          new Case(where(V.greaterThan(W), V, W), "where(v > w, v, w)"),
          new Case(where(V.greaterThan(2), V, W), "where(v > 2, v, w)"),
          new Case(where(V.atLeast(W), V, W), "where(v >= w, v, w)"),
          new Case(where(V.atLeast(2), V, W), "where(v >= 2, v, w)"),
          new Case(where(V.equalTo(W), V, W), "where(v == w, v, w)"),
          new Case(where(V.equalTo(2), V, W), "where(v == 2, v, w)"),
          new Case(where(V.notEqualTo(W), V, W), "where(v != w, v, w)"),
          new Case(where(V.notEqualTo(2), V, W), "where(v != 2, v, w)"),
          new Case(where(V.lessThan(1).and(W.lessThan(1)), V, W), "where(v < 1 and w < 1, v, w)"),
          new Case(
              where(not(V.lessThan(1)).or(W.lessThan(1)), V, W),
              "where(not v < 1 or w < 1, v, w)"));

  @ParameterizedTest
  @FieldSource("CASES")
  void buildsWhatTextBuilds(Case example) {
    assertEquals(example.text, Text.of(example.expression));
    Equations built = builder().set("v", example.expression).output("v");
    assertEquals(Parser.parse(Text.of(built)).withoutPositions(), built);
  }

  @Test
  void errorsNameTheStatement() {
    assertFails(
        "m, \"u = v + q\": expected a defined name, got 'q'",
        () -> builder().let("u", V.plus(name("q"))).output("u"));
    assertFails(
        "m, \"v = v > w\": expected a number, got a condition",
        () -> builder().set("v", V.greaterThan(W)).output("v"));
    assertFails(
        "m, \"parameters 2x = 1 (s)\": expected a name,"
            + " got '2x' (a letter, then letters, digits or _)",
        () -> builder().parameter("2x", 1, "s").output("v"));
    assertFails(
        "m, \"state p = 1\": expected a new name, got the parameter 'p'",
        () -> builder().state("p", 1).output("v"));
    assertFails(
        "m, \"input x\": expected a new name, got the input 'x'",
        () -> builder().input("x").output("v"));
    assertFails(
        "m, \"output x\": expected a value of the step, got the input 'x'",
        () -> builder().output("x"));
    assertFails(
        "m, \"model m\": expected at least one input, got none",
        () -> Equations.model("m").state("v", 0).output("v"));
    assertFails(
        "my model, \"model my model\": expected a name (a letter, then letters, digits or _),"
            + " got 'my model'",
        () -> Equations.model("my model").input("x").output("x"));
    assertFails(
        "m, \"reset v = 1\": expected a threshold before the reset, got none",
        () -> builder().reset("v", number(1)).output("v"));
    assertFails(
        "m, \"grad_x = 1\": expected an assignment of 'grad_y' in the adjoint, got none",
        () -> builder().adjoint("grad_x", number(1)).output("v"));
  }

  @Test
  void letAndSetSayWhatIsMeant() {
    assertFails(
        "m, \"v = 1\": expected a new name, got the state variable 'v'",
        () -> builder().let("v", number(1)));
    assertFails(
        "m, \"vw = 1\": expected a state variable, got 'vw' (did you mean 'v'?)",
        () -> builder().set("vw", number(1)));
  }

  @Test
  void rejectsNumbersThatTextCannotHave() {
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e39}) {
      assertFails(
          "m, \"v = %s\": expected a number from 0 to 3.4e38 (negative ones are negations), got %s"
              .formatted(Numerals.of(value), Numerals.of(value)),
          () -> builder().set("v", number(value)).output("v"));
    }
    assertThrows(
        EquationException.class,
        () -> builder().set("v", new Expression.Literal(-1, Position.NONE)).output("v"));
  }

  @Test
  void rejectsUnitsThatTextCannotHave() {
    for (String unit : List.of("(s", "s)", "s)(", "#", "a\nb", " s")) {
      assertFails(
          "m, \"parameters q = 1 (%s)\": ".formatted(unit)
              + "expected a unit on one line, with parentheses in pairs and no '#', got '"
              + unit
              + "'",
          () -> builder().parameter("q", 1, unit).output("v"));
    }
  }

  @Test
  void rejectsWrongNumberOfOperands() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Expression.Operation(Operator.ADD, List.of(V), Position.NONE));
    assertEquals("operands of +: expected 2, got 1", error.getMessage());
  }
}
