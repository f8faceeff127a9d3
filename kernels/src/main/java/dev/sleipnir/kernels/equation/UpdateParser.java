package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import java.util.ArrayList;
import java.util.List;

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
public final class UpdateParser extends TextParser {
  private final List<String> scalars = new ArrayList<>();
  private final List<String> inputs = new ArrayList<>();
  private final List<Definition> states = new ArrayList<>();
  private final List<Assignment> lines = new ArrayList<>();

  private UpdateParser(String text) {
    super(text);
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
          parser.states.add(Update.WEIGHTS);
          return parser.update("optimizer");
        });
  }

  private Update update(String heading) {
    Token name = lines(heading, this::line);
    return made(
        name,
        () -> new Update(name.text(), parameters, requirements, scalars, inputs, states, lines));
  }

  private void line() {
    Token first = tokens.expectName("a statement");
    switch (first.text()) {
      case "parameters" -> parameters();
      case "require" -> requirements();
      case "scalar" -> scalars.addAll(list(() -> name("a name", "scalar ")));
      case "input" -> inputs.addAll(list(() -> name("a name", "input ")));
      case "state" -> states.addAll(list(this::definition));
      default -> lines.add(assignment(first, UpdateValidation.WORDS));
    }
    endOfExpression();
  }
}
