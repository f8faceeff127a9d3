package dev.sleipnir.kernels.equation;

import static dev.sleipnir.kernels.equation.Trees.name;
import static dev.sleipnir.kernels.equation.Trees.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.equation.Statement.Assignment;
import java.util.ArrayList;
import java.util.List;
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
