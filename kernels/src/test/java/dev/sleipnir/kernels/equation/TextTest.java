package dev.sleipnir.kernels.equation;

import static dev.sleipnir.kernels.equation.Trees.name;
import static dev.sleipnir.kernels.equation.Trees.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.equation.Statement.Assignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class TextTest {
  static final List<String> MODELS = Models.ALL;

  @ParameterizedTest
  @FieldSource("MODELS")
  void readsBackAsTheSameTree(String model) {
    Equations equations = Plain.of(Parser.parse(model));
    String text = Text.of(equations);
    assertEquals(equations, Plain.of(Parser.parse(text)));
    assertEquals(text, Text.of(Parser.parse(text)));
  }

  @Test
  void canonicalTextStaysAsItIs() {
    assertEquals(
        Models.LIF.replace("(v_leak - v) + j", "v_leak - v + j"),
        Text.of(Parser.parse(Models.LIF)));
    assertEquals(Models.ADJOINT, Text.of(Parser.parse(Models.ADJOINT)));
  }

  private static final String RULE =
      """
      rule all
      parameters a = -1 (mV), tau = 0.02 (s), low = 0
      require tau > 0
      require low < 1 or a < 0
      signal reward
      signal u of post
      trace x of pre decay 1 / tau jump 1
      trace y of post decay 1 / tau set a
      trace m of post decay 50 follow u + y
      synapse c = 0
      synapse e = 1 decay 1 / tau
      synapse r = 1 decay 2 follow 1 - low
      deliver w into first
      on pre c = c + x
      deliver w * c into second
      deliver 2 * w into first
      on pre w = w - y
      on post w = w + a * x
      on step w = w + dt * reward
      on step when u > m and not u > 2, e = e - (x - (y - 1))
      bounds low, 1
      """;

  @Test
  void rulesReadBack() {
    assertEquals(RULE, Text.of(RuleParser.parse(RULE)));
    RuleEquations rule =
        RuleParser.parse(
            """
            rule  r   # with a comment
            bounds 0 , 1

            on post w=w+(1*x)
            deliver w into current
            trace x of pre decay (1/0.02) jump 1.0
            parameters p = 20e-3(s)
            """);
    assertEquals(
        """
        rule r
        parameters p = 0.02 (s)
        trace x of pre decay 1 / 0.02 jump 1
        deliver w into current
        on post w = w + 1 * x
        bounds 0, 1
        """,
        Text.of(rule));
    assertEquals(Plain.of(rule), Plain.of(RuleParser.parse(Text.of(rule))));
  }

  @Test
  void rulesWithValuesAreOfNumbersAlone() {
    RuleEquations rule = RuleParser.parse(RULE);
    String text = Text.of(rule.withValues(Map.of("a", -2.5, "tau", 0.01, "low", -0.0)));
    assertEquals("parameters a = -2.5, tau = 0.01, low = 0", text.lines().toList().get(1));
    assertEquals("signal reward", text.lines().toList().get(2));
    assertEquals(text, Text.of(RuleParser.parse(text)));
    assertThrows(NullPointerException.class, () -> rule.withValues(Map.of("a", 1.0)));
  }

  @Test
  void updatesReadBack() {
    String smooth =
        """
        update smooth
        parameters tau = 10 (steps), first = 1
        require tau > 0
        scalar now, later
        input x, z
        state y = first
        rate = now / tau + later * z
        y = fma(rate, x - y, y)
        """;
    assertEquals(smooth, Text.of(UpdateParser.parse(smooth)));
    String lion =
        """
        optimizer lion
        parameters beta = 0.9
        state m = 0
        w = w - learning_rate * (m / step)
        m = beta * m + (1 - beta) * gradient
        """;
    Update update = UpdateParser.parseOptimizer(lion);
    assertEquals(lion, Text.of(update));
    assertEquals(Plain.of(update), Plain.of(UpdateParser.parseOptimizer(Text.of(update))));
  }

  @Test
  void functionsReadBack() {
    String fade =
        """
        function fade
        parameters tau = 10 (ms), low = -2
        require tau > 0
        input x, a
        e = exp(-x / tau)
        y = max(e * a, low)
        output y, e
        adjoint
        grad_x = grad_y * e
        grad_a = grad_e
        """;
    assertEquals(fade, Text.of(FormulaParser.parse(fade)));
    assertEquals(
        "function function\nparameters tau = -2.5\ninput x\ny = x / tau\noutput y\n",
        Text.of(FormulaParser.parse("y = x / tau").with("tau", -2.5)));
  }

  @Test
  void longListsHaveALineForEach() {
    assertEquals(
        """
        parameters tau = 0.01 (s),
            rate = 1 / tau (1/s),
            v_th = 1,
        """,
        Text.of(Parser.parse(Models.ADEX))
            .lines()
            .skip(1)
            .limit(3)
            .reduce("", (a, b) -> a + b + "\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "((v)); v",
        "(dt * p) * v; dt * p * v",
        "dt * (p * v); dt * (p * v)",
        "v - (p - v); v - (p - v)",
        "(v - p) - v; v - p - v",
        "pow(v + 1, 2); (v + 1)^2",
        "(v ^ 2) ^ 3; (v^2)^3",
        "v ^ (2 ^ 3); v^2^3",
        "v ^ (-2); v^-2",
        "-(v * p); -(v * p)",
        "(-v) * p; -v * p",
        "(-v) ^ 2; (-v)^2",
        "- - v; -(-v)",
        "0.0001 + 1.50 + 12345678 + 1e30; 1e-4 + 1.5 + 1.2345678e7 + 1e30",
        "0.00001; 1e-5",
        "where(not (v > 1 and p < 2), v, p); where(not (v > 1 and p < 2), v, p)",
        "where((not v > 1) and p < 2, v, p); where(not v > 1 and p < 2, v, p)",
      })
  void parenthesesOnlyWhereTheTreeNeedsThem(String written, String canonical) {
    Expression expression = expression(written);
    assertEquals(canonical, Text.of(expression));
    assertEquals(Plain.of(expression), Plain.of(expression(Text.of(expression))));
  }

  private static Expression expression(String text) {
    Equations equations =
        Parser.parse("model m\nparameters p = 1\nstate v = 0\ninput x\nv = " + text + "\noutput v");
    return ((Assignment) equations.step().getFirst()).value();
  }

  @Test
  void anyTreeReadsBack() {
    var random = new Random(7);
    for (int i = 0; i < 500; i++) {
      Expression tree = tree(random, 6, false);
      assertEquals(tree, Plain.of(expression(Text.of(tree))));
    }
  }

  private static Expression tree(Random random, int depth, boolean condition) {
    var choices = new ArrayList<Operator>();
    for (Operator operator : Operator.values()) {
      if (operator.isCondition() == condition) {
        choices.add(operator);
      }
    }
    if (depth == 0 && condition) {
      return Trees.of(Operator.LESS, name("v"), number(random.nextInt(5)));
    }
    if (!condition && (depth == 0 || random.nextInt(5) == 0)) {
      return random.nextBoolean() ? name("v") : number(random.nextGaussian());
    }
    Operator operator = choices.get(random.nextInt(choices.size()));
    var operands = new ArrayList<Expression>();
    for (int i = 0; i < operator.arity(); i++) {
      operands.add(
          operator == Operator.POWER && i == 1
              ? number(random.nextInt(7) - 3)
              : tree(random, depth - 1, operator.takesCondition(i)));
    }
    return new Expression.Operation(operator, operands, Position.NONE);
  }

  @Test
  void negativeNumbersAreNegations() {
    assertEquals("-70", Text.of(number(-70)));
  }

  @Test
  void operandsAreCounted() {
    var error =
        assertThrows(IllegalArgumentException.class, () -> Trees.of(Operator.ADD, name("v")));
    assertEquals("operands of +: expected 2, got 1", error.getMessage());
  }
}
