package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads an elementwise function as people write it.
 *
 * <pre>{@code
 * function fading                      # comments like this one
 * parameters tau = 10                  # numbers with defaults
 * require tau > 0                      # checked before anything runs
 * input x, a                           # what is read of each element
 * e = exp(-x / tau)                    # an intermediate value
 * y = e * a
 * slope = -y / tau
 * output y, slope                      # one or more
 * }</pre>
 *
 * <p>All but the assignments may be left out: {@code y = exp(-x / tau) * a} is a function whose
 * inputs are the names that no line defines, in the order in which they first come (here x, tau,
 * a), and whose output is what the last line assigns.
 *
 * <p>A last section, headed {@code adjoint}, may give the way back by hand: assignments that start
 * from {@code grad_y}, the gradient at the output y, may use all that is named above, and set
 * {@code grad_x} for each input x.
 *
 * <p>Expressions are those of {@link Parser}, {@code spike} included; {@code bernoulli} has no
 * place here, nor has {@code dt}. What is made of parameters alone is computed in double precision
 * and rounded once. Operations on elements are carried out as written, each rounded to single
 * precision.
 */
public final class FormulaParser extends TextParser {
  private static final String UNNAMED = "function";

  private final List<String> inputs = new ArrayList<>();
  private final List<Assignment> lines = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final List<Assignment> adjoint = new ArrayList<>();

  private FormulaParser(String text) {
    super(text);
  }

  /**
   * Reads a function.
   *
   * @param text its lines
   * @return the function
   * @throws EquationException if the text is not a valid function: names line and column of the
   *     first error, what was expected and what came
   */
  public static Formula parse(String text) {
    return OwnStack.call("parser", () -> new FormulaParser(text).formula());
  }

  private Formula formula() {
    Token first = tokens.peek();
    Token name = first;
    if (first.is(UNNAMED)) {
      name = heading(UNNAMED);
    } else {
      name = new Token(Token.Kind.NAME, UNNAMED, first.at());
      tokens.model(UNNAMED);
    }
    rest(this::line);
    if (lines.isEmpty()) {
      throw tokens.expected("an assignment such as 'y = exp(-x)'");
    }
    List<String> given = inputs.isEmpty() ? undefined() : inputs;
    List<String> results = outputs.isEmpty() ? List.of(lines.getLast().name()) : outputs;
    String called = name.text();
    return made(
        name, () -> new Formula(called, parameters, requirements, given, lines, results, adjoint));
  }

  private void line() {
    if (tokens.skip("adjoint")) {
      adjoint(FormulaValidation.WORDS, adjoint);
      return;
    }
    Token first = tokens.expectName("a statement");
    switch (first.text()) {
      case "parameters" -> parameters();
      case "require" -> requirements();
      case "input" -> inputs.addAll(list(() -> name("a name", "input ")));
      case "output" -> outputs.addAll(list(() -> name("a name", "output ")));
      default -> lines.add(assignment(first, FormulaValidation.WORDS));
    }
    endOfExpression();
  }

  /** The names that are read and that nothing defines, in the order in which they first come. */
  private List<String> undefined() {
    Set<String> names = new LinkedHashSet<>();
    lines.forEach(line -> names.addAll(line.value().names()));
    parameters.stream().map(Definition::name).forEach(names::remove);
    lines.forEach(line -> names.remove(line.name()));
    return List.copyOf(names);
  }
}
