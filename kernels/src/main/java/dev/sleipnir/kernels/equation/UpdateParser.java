package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads an elementwise update as people write it.
 *
 * <pre>{@code
 * update smooth                        # comments like this one
 * parameters tau = 10                  # numbers with defaults
 * require tau > 0                      # checked before anything runs
 * scalar dt_now                        # a number given at every call
 * input x                              # an array that is read
 * state y = 0                          # an array that is updated, and its initial value
 * rate = dt_now / tau                  # an intermediate value
 * y = fma(rate, x - y, y)
 * }</pre>
 *
 * <p>An optimiser has the state {@code w}, the weights, the input {@code gradient} and the scalars
 * {@code learning_rate} and {@code step}, which is 1 at first, without saying so:
 *
 * <pre>{@code
 * optimizer momentum
 * parameters momentum = 0.9
 * state velocity = 0
 * velocity = fma(momentum, velocity, gradient)
 * w = fma(-learning_rate, velocity, w)
 * }</pre>
 *
 * <p>Expressions are those of {@link Parser}; {@code spike} and {@code bernoulli} have no place
 * here, nor has {@code dt}. What is made of parameters and scalars alone is computed in double
 * precision and rounded once, and its exponents may have names in them: {@code 1 - beta ^ step}.
 * Operations on elements are carried out as written, each rounded to single precision.
 */
public final class UpdateParser {
  private final Tokens tokens;
  private final ExpressionParser expressions;

  /** Where names stand that the tree keeps without a position, by the text of their statement. */
  private final Map<String, Position> places = new HashMap<>();

  private final List<Definition> parameters = new ArrayList<>();
  private final List<Expression> requirements = new ArrayList<>();
  private final List<String> scalars = new ArrayList<>();
  private final List<String> inputs = new ArrayList<>();
  private final List<Definition> states = new ArrayList<>();
  private final List<Assignment> lines = new ArrayList<>();

  private UpdateParser(String text) {
    tokens = new Tokens(text);
    expressions = new ExpressionParser(tokens);
  }

  /**
   * Reads an update.
   *
   * @param text its lines, the first {@code update} and a name
   * @return the update
   * @throws EquationException if the text is not a valid update: names line and column of the first
   *     error, what was expected and what came
   */
  public static Update parse(String text) {
    return OwnStack.call("parser", () -> new UpdateParser(text).update("update"));
  }

  /**
   * Reads an optimiser.
   *
   * @param text its lines, the first {@code optimizer} and a name
   * @return the update of the weights and of what is remembered of them
   * @throws EquationException if the text is not a valid optimiser: names line and column of the
   *     first error, what was expected and what came
   */
  public static Update parseOptimizer(String text) {
    return OwnStack.call(
        "parser",
        () -> {
          var parser = new UpdateParser(text);
          parser.scalars.addAll(List.of(Update.LEARNING_RATE, Update.STEP));
          parser.inputs.add(Update.GRADIENT);
          var zero = new Expression.Literal(0, Position.NONE);
          parser.states.add(new Definition(Update.WEIGHT, zero, "", Position.NONE));
          return parser.update("optimizer");
        });
  }

  private Update update(String heading) {
    tokens.expect(heading, "'" + heading + "' and its name");
    Token name = tokens.expectName("the " + heading + "'s name");
    tokens.model(name.text());
    tokens.expectEndOfLine("end of line");
    while (tokens.peek().kind() != Token.Kind.END_OF_TEXT) {
      line();
      tokens.expectEndOfLine("an operator or end of line");
    }
    try {
      return new Update(name.text(), parameters, requirements, scalars, inputs, states, lines);
    } catch (EquationException e) {
      boolean located = e.line() > 0;
      Position at =
          located
              ? new Position(e.line(), e.column())
              : places.getOrDefault(e.statement(), name.at());
      throw e.inText(tokens.lines(), at);
    }
  }

  private void line() {
    Token first = tokens.expectName("a statement");
    switch (first.text()) {
      case "parameters" -> parameters.addAll(list(this::definition));
      case "require" -> requirements.addAll(list(expressions::expression));
      case "scalar" -> scalars.addAll(list(() -> name("scalar ")));
      case "input" -> inputs.addAll(list(() -> name("input ")));
      case "state" -> states.addAll(list(this::definition));
      default -> lines.add(assignment(first));
    }
  }

  private <T> List<T> list(Supplier<T> element) {
    var list = new ArrayList<T>();
    do {
      list.add(element.get());
    } while (tokens.skip(","));
    return list;
  }

  private String name(String statement) {
    Token name = tokens.expectName("a name");
    places.put(statement + name.text(), name.at());
    return name.text();
  }

  private Definition definition() {
    Token name = tokens.expectName("a name");
    tokens.expect("=");
    Expression value = expressions.expressionBeforeUnit();
    return new Definition(name.text(), value, tokens.unit(), name.at());
  }

  private Assignment assignment(Token name) {
    if (!tokens.peek().is("=")) {
      String hint =
          tokens.peek().kind() == Token.Kind.NAME
              ? Nearest.hint(name.text(), UpdateValidation.WORDS)
              : "";
      throw tokens.expected("'=' after '" + name.text() + "'", tokens.peek(), hint);
    }
    tokens.take();
    return new Assignment(name.text(), expressions.expression(), name.at());
  }
}
