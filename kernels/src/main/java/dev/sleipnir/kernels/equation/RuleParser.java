package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.RuleEquations.Bounds;
import dev.sleipnir.kernels.equation.RuleEquations.Change;
import dev.sleipnir.kernels.equation.RuleEquations.Delivery;
import dev.sleipnir.kernels.equation.RuleEquations.Kind;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.RuleEquations.Signal;
import dev.sleipnir.kernels.equation.RuleEquations.Trace;
import dev.sleipnir.kernels.equation.RuleEquations.Variable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a plasticity rule as people write it.
 *
 * <pre>{@code
 * rule stdp                                          # comments like this one
 * parameters eta_plus = 1e-3, eta_minus = 1e-3, tau = 0.02 (s), w_min = 0, w_max = 1
 * require tau > 0                                    # checked before anything runs
 * trace x of pre  decay 1 / tau jump 1               # a number for each pre-synaptic neuron
 * trace y of post decay 1 / tau jump 1
 * on pre  w = w - eta_minus * y                      # what a pre-synaptic spike does
 * on post w = w + eta_plus * x
 * bounds w_min, w_max
 * }</pre>
 *
 * <p>A trace decays at the rate after {@code decay}, in 1/s, and its neuron's spikes raise it by
 * what stands after {@code jump}, or set it to what stands after {@code set}. What a spike does to
 * the weight {@code w} is written with parameters, {@code dt}, any trace (that of the synapse's own
 * two neurons) and the expressions of {@link Parser}; {@code spike}, {@code detach} and {@code
 * bernoulli} excepted. There may be several lines for one event, carried out in order; {@code
 * bounds} may be missing.
 *
 * <p>Rules that need more than spikes:
 *
 * <pre>{@code
 * signal reward                                      # one number, given at every step
 * signal u of post                                   # one for each post-synaptic neuron
 * trace u_mean of post decay 1 / tau follow u        # du_mean/dt = (u - u_mean) / tau
 * synapse c = 0 decay 1 / tau_c                      # a number for each synapse
 * on post c = c + x                                  # which spikes may change, too
 * on step w = w + dt * c * reward                    # at every step, at every synapse
 * on step when u > theta, w = w + dt * x * u         # at those of some post-synaptic neurons
 * }</pre>
 *
 * <p>What a spike of the pre-synaptic neuron adds to inputs of the post-synaptic one, after its
 * delay; without such a line it is {@code deliver w into current}, the weight as all spikes of the
 * step have changed it:
 *
 * <pre>{@code
 * synapse u = 0 decay 1 / tau_f                      # 0 at rest
 * synapse x = 1 decay 1 / tau_d follow 1             # 1 at rest
 * on pre u = u + U * (1 - u)
 * deliver w * u * x into ge                          # the new u and the old x
 * on pre x = x - u * x
 * }</pre>
 *
 * <p>A delivery sees what the lines {@code on pre} above it change, and the weight within its
 * bounds; it does not see what a spike of the other neuron changes in the same step. Several lines
 * may deliver to one input, which receives their sum.
 *
 * <p>A condition after {@code when} is about the post-synaptic neuron: its traces and signals. What
 * a trace follows is about the trace's own neuron; traces further up are those of this time step,
 * the others of the one before. A variable that decays, and a line {@code on step} without a
 * condition, cost as much as there are synapses; everything else as much as there are spikes.
 */
public final class RuleParser extends TextParser {
  private final List<Trace> traces = new ArrayList<>();
  private final List<Signal> signals = new ArrayList<>();
  private final List<Variable> variables = new ArrayList<>();
  private final List<Change> onPre = new ArrayList<>();
  private final List<Change> onPost = new ArrayList<>();
  private final List<Change> onStep = new ArrayList<>();
  private final List<Delivery> deliveries = new ArrayList<>();
  private @Nullable Bounds bounds;

  private RuleParser(String text) {
    super(text);
  }

  /**
   * Reads a rule.
   *
   * @param text the lines of the rule
   * @return its equations
   * @throws EquationException if the text is not a valid rule: names line and column of the first
   *     error, what was expected and what came
   */
  public static RuleEquations parse(String text) {
    return OwnStack.call("parser", () -> new RuleParser(text).equations());
  }

  private RuleEquations equations() {
    Token name = lines("rule", this::line);
    return made(
        name,
        () ->
            new RuleEquations(
                name.text(),
                parameters,
                requirements,
                signals,
                traces,
                variables,
                onPre,
                onPost,
                onStep,
                deliveries,
                bounds));
  }

  private void line() {
    Token first = tokens.expectName("a statement");
    switch (first.text()) {
      case "parameters" -> parameters();
      case "require" -> requirements();
      case "signal" -> signals.add(signal());
      case "trace" -> traces.add(trace());
      case "synapse" -> variables.add(variable());
      case "on" -> changes();
      case "deliver" -> deliveries.add(delivery());
      case "bounds" -> bounds(first);
      default ->
          throw tokens.expected(
              "'parameters', 'require', 'signal', 'trace', 'synapse', 'on', 'deliver' or 'bounds'",
              first,
              Nearest.hint(first.text(), RuleValidation.WORDS));
    }
    endOfExpression();
  }

  private Signal signal() {
    Token name = tokens.expectName("the signal's name");
    return new Signal(name.text(), tokens.skip("of") ? side() : null, name.at());
  }

  private Trace trace() {
    Token name = tokens.expectName("the trace's name");
    tokens.expect("of");
    Side side = side();
    tokens.expect("decay", "'decay' and a rate");
    Expression decay = expressions.expression();
    Kind kind = kind();
    return new Trace(name.text(), side, decay, kind, expressions.expression(), name.at());
  }

  private Kind kind() {
    for (Kind kind : Kind.values()) {
      if (tokens.skip(kind.spelling())) {
        return kind;
      }
    }
    throw tokens.expected("'jump', 'set' or 'follow' and a value");
  }

  private Variable variable() {
    Token name = tokens.expectName("the variable's name");
    tokens.expect("=");
    Expression initial = expressions.expression();
    Expression decay = tokens.skip("decay") ? expressions.expression() : null;
    boolean follows = decay != null && tokens.skip(Kind.FOLLOW.spelling());
    Expression rest = follows ? expressions.expression() : null;
    return new Variable(name.text(), initial, decay, rest, name.at());
  }

  private Side side() {
    return side("'pre' or 'post'");
  }

  private Side side(String expected) {
    for (Side side : Side.values()) {
      if (tokens.skip(side.spelling())) {
        return side;
      }
    }
    throw tokens.expected(expected);
  }

  private void changes() {
    if (!tokens.skip("step")) {
      List<Change> changes = side("'pre', 'post' or 'step'") == Side.PRE ? onPre : onPost;
      changes.add(assignment(null));
      return;
    }
    Expression when = null;
    if (tokens.skip("when")) {
      when = expressions.expression();
      tokens.expect(",", "',' and what changes");
    }
    onStep.add(assignment(when));
  }

  private Change assignment(@Nullable Expression when) {
    Token name = tokens.expectName("'w', which is the weight, or a variable of the synapse");
    tokens.expect("=");
    return new Change(name.text(), expressions.expression(), when, name.at());
  }

  private Delivery delivery() {
    Expression value = expressions.expression();
    tokens.expect("into", "'into' and an input of the post-synaptic neuron");
    Token port = tokens.expectName("an input of the post-synaptic neuron");
    return new Delivery(value, port.text(), onPre.size(), port.at());
  }

  private void bounds(Token word) {
    if (bounds != null) {
      throw tokens.error(word.at(), "expected bounds once, got them a second time");
    }
    Expression low = expressions.expression();
    tokens.expect(",", "',' and the greatest weight");
    bounds = new Bounds(low, expressions.expression());
  }
}
