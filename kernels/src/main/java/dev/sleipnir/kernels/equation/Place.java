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

  /** Enters the heading, whose name has to be one. */
  void enterHeading(String word, String name) {
    enter(word + name);
    if (!Words.isName(name)) {
      throw expected(
          Position.NONE, "a name (a letter, then letters, digits or _)", "'" + name + "'");
    }
  }

  EquationException expected(Position at, String expected, String got) {
    return EquationException.inStatement(
        model, statement, at, "expected " + expected + ", got " + got);
  }
}
