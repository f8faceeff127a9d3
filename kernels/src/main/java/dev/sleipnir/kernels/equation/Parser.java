package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import dev.sleipnir.kernels.equation.Statement.Derivative;
import dev.sleipnir.kernels.equation.Statement.Event;
import dev.sleipnir.kernels.equation.Statement.Refractory;
import dev.sleipnir.kernels.equation.Statement.Reset;
import dev.sleipnir.kernels.equation.Statement.Threshold;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads a neuron model as people write it.
 *
 * <pre>{@code
 * model lif                                        # comments like this one
 * parameters tau_mem_inv = 100 (1/s), v_leak = 0, v_th = 1, v_reset = 0
 * require tau_mem_inv > 0, v_reset < v_th           # checked before anything runs
 * state v = v_leak                                 # with its initial value
 * input x
 * u = v + dt * tau_mem_inv * ((v_leak - v) + x)    # a new intermediate value
 * z = spike(u - v_th)
 * v = (1 - z) * u + z * v_reset                    # a state variable's new value
 * output z
 * }</pre>
 *
 * <p>The lines of a step run in order; a state variable's name means its current value, an
 * intermediate value is assigned once. {@code dt} is the time step in seconds. A line that ends in
 * a comma, an operator or inside a parenthesis goes on in the next. A parenthesis after a default,
 * an initial value or a duration is a unit: free text.
 *
 * <p>The differential form: {@code dv/dt = (v_leak - v + x) / tau : rk4} (integrators {@code
 * euler}, the default, {@code exponential_euler}, {@code rk2}, {@code rk4}), {@code threshold v >
 * v_th} (defines the spike {@code z}), {@code reset v = v_reset, w = w + b}, {@code refractory
 * 0.005 (s) holds v} (for that time, rounded to whole steps). {@code exact} solves linear equations
 * that are coupled. Several {@code reset} lines act one after the other, the assignments of one at
 * once. Without a line {@code output} a model with a threshold puts out its spikes.
 *
 * <p>Populations of networks need no {@code input}, and know the inputs {@code t} (the time),
 * {@code i} (a neuron's index) and {@code xi} (white noise) without being given them; theirs may be
 * {@code refractory while v > -40 holds nothing}, and have other events beside the spike: {@code
 * event high when v > -55} happens in the steps in which the condition holds, {@code on high w = w
 * + b} is done then, behind the resets.
 *
 * <p>A last section, headed {@code adjoint}, may give the backward step by hand: assignments that
 * start from {@code grad_z} (the gradient at the output {@code z}) and {@code grad_v} (at each
 * state variable after the step), set {@code grad_v} to the gradient before the step and {@code
 * grad_x} for each input; {@code v} is the value before the step, {@code v'} after it. If the
 * output is a state variable, its one gradient is the sum of both.
 *
 * <p>Expressions: numbers, names, {@code + - * /}, {@code ^} with an exponent of numbers and
 * parameters (or {@code pow(x, c)}), {@code < <= > >= == !=}, {@code and or not}, and the functions
 * of {@link Operator}.
 */
public final class Parser extends TextParser {
  private final List<Definition> states = new ArrayList<>();
  private final List<String> inputs = new ArrayList<>();
  private final List<Statement> step = new ArrayList<>();
  private final List<Assignment> adjoint = new ArrayList<>();
  private String output = "";

  private Parser(String text) {
    super(text);
  }

  /**
   * Reads a model.
   *
   * @param text the lines of the model
   * @return its equations
   * @throws EquationException if the text is not a valid model: names line and column of the first
   *     error, what was expected and what came
   */
  public static Equations parse(String text) {
    return OwnStack.call("parser", () -> new Parser(text).equations());
  }

  private Equations equations() {
    Token name = lines("model", this::line);
    if (output.isEmpty() && step.stream().anyMatch(Threshold.class::isInstance)) {
      output = Threshold.SPIKE;
    }
    if (output.isEmpty()) {
      throw tokens.expected("a line 'output ...'");
    }
    return made(
        name,
        () ->
            new Equations(
                name.text(), parameters, requirements, states, inputs, step, output, adjoint));
  }

  private void line() {
    if (tokens.skip("adjoint")) {
      adjoint(Words.KEYWORDS, adjoint);
      return;
    }
    Token first = tokens.expectName("a statement");
    switch (first.text()) {
      case "model" -> throw tokens.expected("one model", first, "");
      case "parameters" -> parameters();
      case "require" -> requirements();
      case "state" -> states.addAll(list(this::definition));
      case "input" -> inputs.addAll(list(() -> name("an input's name", "input ")));
      case "output" -> output(first);
      case "threshold" -> step.add(threshold(first.at()));
      case "reset" -> step.add(new Reset(list(this::reset), first.at()));
      case "event" -> step.add(event(first.at()));
      case "on" ->
          step.add(
              new Reset(
                  tokens.expectName("an event's name").text(), list(this::reset), first.at()));
      case "refractory" -> step.add(refractory(first.at()));
      default -> step.add(equation(first));
    }
    endOfExpression();
  }

  private void output(Token word) {
    if (!output.isEmpty()) {
      throw tokens.error(word.at(), "expected one output, got a second");
    }
    output = name("the output's name", "output ");
    if (tokens.peek().is(",")) {
      throw tokens.expected("end of line (a model has one output)");
    }
  }

  private Threshold threshold(Position at) {
    Expression left = expressions.comparand();
    boolean orEqual = tokens.skip(">=");
    if (!orEqual) {
      tokens.expect(">");
    }
    return new Threshold(left, expressions.comparand(), orEqual, at);
  }

  private Event event(Position at) {
    Token name = tokens.expectName("the event's name");
    tokens.expect("when", "'when' and a condition");
    return new Event(name.text(), expressions.expression(), at);
  }

  private Assignment reset() {
    return assignment(tokens.expectName("a state variable"));
  }

  private Refractory refractory(Position at) {
    boolean isConditional = tokens.skip("while");
    Expression duration =
        isConditional ? expressions.expression() : expressions.expressionBeforeUnit();
    String unit = tokens.unit();
    List<String> held = List.of();
    if (tokens.skip("holds")) {
      held = list(() -> tokens.expectName("a state variable").text());
    }
    return new Refractory(duration, unit, held, isConditional, at);
  }

  private Statement equation(Token first) {
    boolean derivative = first.text().startsWith("d") && tokens.peek().is("/");
    return derivative ? derivative(first) : assignment(first);
  }

  private Assignment assignment(Token name) {
    return assignment(name, Words.KEYWORDS);
  }

  private Derivative derivative(Token first) {
    tokens.take();
    tokens.expect("dt", "'dt' (as in dv/dt)");
    tokens.expect("=");
    Expression value = expressions.expression();
    Integrator integrator = tokens.skip(":") ? integrator(tokens) : Integrator.EULER;
    return new Derivative(first.text().substring(1), value, integrator, first.at());
  }

  /** The integrator after a colon. */
  static Integrator integrator(Tokens tokens) {
    for (Integrator integrator : Integrator.values()) {
      if (tokens.skip(integrator.spelling())) {
        return integrator;
      }
    }
    throw tokens.expected(
        Arrays.stream(Integrator.values())
            .map(Integrator::spelling)
            .collect(Collectors.joining(", ", "one of ", "")));
  }
}
