package dev.sleipnir.kernels.equation;

import java.util.List;
import java.util.Locale;

/**
 * Something in a model's equations that is not as it must be: says where, what was expected and
 * what came. For equations from text the message ends with the line and a caret below the place.
 */
public final class EquationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** Counted from 1; 0 if the equations did not come from text. */
  private final int line;

  /** Counted from 1; 0 if the equations did not come from text. */
  private final int column;

  /** The model's name, empty if it is not known. */
  private final String model;

  /** The statement at fault, empty if its place is known. */
  private final String statement;

  /** What was expected and what came. */
  private final String complaint;

  private EquationException(
      String message, Position at, String model, String statement, String complaint) {
    super(message);
    this.line = at.line();
    this.column = at.column();
    this.model = model;
    this.statement = statement;
    this.complaint = complaint;
  }

  /** In equations of which only the tree is known: names the statement. */
  static EquationException inStatement(
      String model, String statement, Position at, String complaint) {
    String message = Excerpt.start(model) + ", \"" + Excerpt.start(statement) + "\": " + complaint;
    return new EquationException(message, at, model, statement, complaint);
  }

  /** In a text, of a model whose name may not be known yet (empty). */
  static EquationException inText(String model, List<String> lines, Position at, String complaint) {
    String line = at.line() <= lines.size() ? lines.get(at.line() - 1) : "";
    Excerpt excerpt = Excerpt.around(line, at.column() - 1);
    String source = excerpt.text();
    var caret = new StringBuilder();
    for (int i = 0; i < excerpt.at(); i++) {
      caret.append(i < source.length() && source.charAt(i) == '\t' ? '\t' : ' ');
    }
    String message =
        String.format(
            Locale.ROOT,
            "%sline %d, column %d: %s\n%s\n%s^",
            model.isEmpty() ? "" : model + ", ",
            at.line(),
            at.column(),
            complaint,
            source,
            caret);
    return new EquationException(message, at, model, "", complaint);
  }

  /**
   * What only shows when the equations are compiled.
   *
   * @param equations the model
   * @param statement the line at fault
   * @param complaint what was expected and what came
   * @return the exception, to be thrown
   */
  public static EquationException of(Equations equations, Statement statement, String complaint) {
    return of(equations.name(), statement, complaint);
  }

  /**
   * What only shows when a text is compiled.
   *
   * @param text the text's name
   * @param statement the line at fault
   * @param complaint what was expected and what came
   * @return the exception, to be thrown
   */
  public static EquationException of(String text, Statement statement, String complaint) {
    return inStatement(text, Text.of(statement), statement.at(), complaint);
  }

  /** The same, now that the text is known. */
  EquationException inText(List<String> lines, Position at) {
    EquationException located = inText(model, lines, at, complaint);
    located.setStackTrace(getStackTrace());
    return located;
  }

  /** The statement at fault, for equations of which only the tree is known. */
  String statement() {
    return statement;
  }

  /**
   * The line of the text.
   *
   * @return the line, counted from 1; 0 if the equations did not come from text
   */
  public int line() {
    return line;
  }

  /**
   * The column of the line.
   *
   * @return the column, counted from 1; 0 if the equations did not come from text
   */
  public int column() {
    return column;
  }
}
