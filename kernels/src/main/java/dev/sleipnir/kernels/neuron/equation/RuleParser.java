package dev.sleipnir.kernels.neuron.equation;

import dev.sleipnir.kernels.neuron.equation.Equations.Definition;
import dev.sleipnir.kernels.neuron.equation.RuleEquations.Bounds;
import dev.sleipnir.kernels.neuron.equation.RuleEquations.Side;
import dev.sleipnir.kernels.neuron.equation.RuleEquations.Trace;
import dev.sleipnir.kernels.neuron.equation.Token.Kind;
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
 * what stands after {@code jump}. What a spike does to the weight {@code w} is written with
 * parameters, {@code dt}, any trace (that of the synapse's own two neurons) and the expressions of
 * {@link Parser}; {@code spike}, {@code detach} and {@code bernoulli} excepted. One of the two
 * lines {@code on} may be missing, and so may {@code bounds}.
 */
public final class RuleParser {
  private final Tokens tokens;
  private final ExpressionParser expressions;
  private final List<Definition> parameters = new ArrayList<>();
  private final List<Expression> requirements = new ArrayList<>();
  private final List<Trace> traces = new ArrayList<>();
  private @Nullable Expression onPre;
  private @Nullable Expression onPost;
  private @Nullable Bounds bounds;

  private RuleParser(String text) {
    tokens = new Tokens(text);
    expressions = new ExpressionParser(tokens);
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
    return new RuleParser(text).equations();
  }

  private RuleEquations equations() {
    tokens.expect("rule", "'rule' and its name");
    Token name = tokens.expectName("the rule's name");
    tokens.model(name.text());
    tokens.expectEndOfLine("end of line");
    while (tokens.peek().kind() != Kind.END_OF_TEXT) {
      line();
      tokens.expectEndOfLine("an operator or end of line");
    }
    try {
      return new RuleEquations(
          name.text(), parameters, requirements, traces, onPre, onPost, bounds);
    } catch (EquationException e) {
      boolean located = e.line() > 0;
      throw e.inText(tokens.lines(), located ? new Position(e.line(), e.column()) : name.at());
    }
  }

  private void line() {
    Token first = tokens.expectName("a statement");
    switch (first.text()) {
      case "parameters" -> parameters();
      case "require" -> requirements();
      case "trace" -> traces.add(trace());
      case "on" -> change();
      case "bounds" -> bounds(first);
      default ->
          throw tokens.expected(
              "'parameters', 'require', 'trace', 'on' or 'bounds'",
              first,
              Nearest.hint(first.text(), RuleValidation.WORDS));
    }
  }

  private void parameters() {
    do {
      Token name = tokens.expectName("a name");
      tokens.expect("=");
      Expression value = expressions.expressionBeforeUnit();
      parameters.add(new Definition(name.text(), value, tokens.unit(), name.at()));
    } while (tokens.skip(","));
  }

  private void requirements() {
    do {
      requirements.add(expressions.expression());
    } while (tokens.skip(","));
  }

  private Trace trace() {
    Token name = tokens.expectName("the trace's name");
    tokens.expect("of");
    Side side = side();
    tokens.expect("decay", "'decay' and a rate");
    Expression decay = expressions.expression();
    tokens.expect("jump", "'jump' and what a spike adds");
    return new Trace(name.text(), side, decay, expressions.expression(), name.at());
  }

  private Side side() {
    for (Side side : Side.values()) {
      if (tokens.skip(side.spelling())) {
        return side;
      }
    }
    throw tokens.expected("'pre' or 'post'");
  }

  private void change() {
    Token at = tokens.peek();
    Side side = side();
    boolean pre = side == Side.PRE;
    if ((pre ? onPre : onPost) != null) {
      throw tokens.error(at.at(), "expected one line 'on " + at.text() + "', got a second");
    }
    tokens.expect(RuleEquations.WEIGHT, "'w', which is the weight");
    tokens.expect("=");
    Expression value = expressions.expression();
    if (pre) {
      onPre = value;
    } else {
      onPost = value;
    }
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
