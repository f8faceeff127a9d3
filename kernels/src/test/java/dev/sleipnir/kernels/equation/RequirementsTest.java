package dev.sleipnir.kernels.equation;

import static dev.sleipnir.kernels.equation.Expression.name;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RequirementsTest {
  private static final String TEXT =
      """
      model m
      parameters tau = 1, low = 0, high = 1
      require tau > 0
      require low < high or low == high
      require not tau == 3
      state v = 0
      input x
      v = v + x
      output v
      """;

  @Test
  void readBackAsTheyWere() {
    Equations equations = Parser.parse(TEXT);
    assertEquals(3, equations.requirements().size());
    assertEquals("low < high or low == high", Text.of(equations.requirements().get(1)));
    assertEquals(TEXT, Text.of(equations));
  }

  @Test
  void mayStandOnOneLine() {
    String lines = TEXT.replace("\nrequire low", ", low").replace("\nrequire not", ",\n  not");
    assertEquals(Parser.parse(TEXT).withoutPositions(), Parser.parse(lines).withoutPositions());
  }

  @Test
  void mayBeBuilt() {
    Equations built =
        Equations.model("m")
            .parameter("tau", 1)
            .require(name("tau").greaterThan(0))
            .state("v", 0)
            .input("x")
            .set("v", name("x"))
            .output("v");
    assertEquals("require tau > 0", Text.of(built).lines().skip(2).findFirst().orElseThrow());
    var e =
        assertThrows(
            EquationException.class,
            () ->
                Equations.model("m")
                    .require(name("v").greaterThan(0))
                    .state("v", 0)
                    .input("x")
                    .set("v", name("x"))
                    .output("v"));
    assertEquals(
        "m, \"require v > 0\": expected a parameter or a number, got the state variable 'v'",
        e.getMessage());
  }
}
