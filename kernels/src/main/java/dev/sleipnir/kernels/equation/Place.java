package dev.sleipnir.kernels.equation;

/** The statement that is being validated, for messages. */
final class Place {
  private final String model;
  private String statement = "";

  Place(String model) {
    this.model = model;
  }

  void enter(String statement) {
    this.statement = statement;
  }

  EquationException expected(Position at, String expected, String got) {
    return EquationException.inStatement(
        model, statement, at, "expected " + expected + ", got " + got);
  }
}
