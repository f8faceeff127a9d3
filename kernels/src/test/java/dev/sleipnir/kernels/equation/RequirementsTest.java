package dev.sleipnir.kernels.equation;

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
    assertEquals(Plain.of(Parser.parse(TEXT)), Plain.of(Parser.parse(lines)));
  }

  @Test
  void speakOfParametersOnly() {
    var e =
        assertThrows(
            EquationException.class,
            () -> Parser.parse(TEXT.replace("require tau > 0", "require v > 0")));
    assertEquals(
        "m, line 3, column 9: expected a parameter or a number, got the state variable 'v'\n"
            + "require v > 0\n        ^",
        e.getMessage());
  }
}
