package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Expression;
import dev.sleipnir.kernels.equation.Position;
import dev.sleipnir.kernels.equation.RuleEquations;
import dev.sleipnir.kernels.equation.RuleEquations.Delivery;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.RuleEquations.Signal;
import dev.sleipnir.kernels.equation.RuleEquations.Trace;
import dev.sleipnir.kernels.equation.RuleEquations.Variable;
import dev.sleipnir.kernels.equation.RuleParser;
import dev.sleipnir.kernels.equation.Text;
import dev.sleipnir.kernels.graph.RuleExpressions;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A plasticity rule as equations, and the kernels compiled from them. A model is immutable and
 * meant to be shared: it compiles once for each {@link Coincidence}.
 *
 * <pre>{@code
 * var rule = RuleModel.parse("""
 *     rule stdp
 *     parameters eta_plus = 1e-3, eta_minus = 1e-3, tau = 0.02 (s), w_min = 0, w_max = 1
 *     trace x of pre  decay 1 / tau jump 1
 *     trace y of post decay 1 / tau jump 1
 *     on pre  w = w - eta_minus * y
 *     on post w = w + eta_plus * x
 *     bounds w_min, w_max
 *     """);
 * }</pre>
 */
public final class RuleModel {
  private final RuleEquations equations;
  private final boolean singular;
  private final Map<Coincidence, CompiledRule> compiled = new ConcurrentHashMap<>();
  private final Map<Coincidence, CompiledSparse> sparse = new ConcurrentHashMap<>();

  private RuleModel(RuleEquations equations) {
    this.equations = equations;
    singular = Singular.isSingular(equations);
  }

  /**
   * A rule from its text.
   *
   * @param text the equations; {@link RuleParser} says how they are written
   * @return the rule
   * @throws dev.sleipnir.kernels.equation.EquationException if the text is wrong; the message names
   *     line, column, what was expected and what came
   */
  public static RuleModel parse(String text) {
    return new RuleModel(RuleParser.parse(text));
  }

  /**
   * The rule as written.
   *
   * @return its equations
   */
  public RuleEquations equations() {
    return equations;
  }

  /**
   * The rule's name.
   *
   * @return as in its first line
   */
  public String name() {
    return equations.name();
  }

  /**
   * Names of the parameters.
   *
   * @return in order
   */
  public List<String> parameters() {
    return equations.parameters().stream().map(Definition::name).toList();
  }

  /**
   * Names of the traces of one side.
   *
   * @param side which
   * @return in order
   */
  public List<String> traces(Side side) {
    return equations.traces(side).stream().map(Trace::name).toList();
  }

  /**
   * Names of the signals of one side, or of those that are the same for all synapses.
   *
   * @param side which; null for those of all synapses
   * @return in order
   */
  public List<String> signals(@Nullable Side side) {
    return equations.signals(side).stream().map(Signal::name).toList();
  }

  /**
   * Names of what a synapse has beside its weight.
   *
   * @return in order
   */
  public List<String> variables() {
    return equations.variables().stream().map(Variable::name).toList();
  }

  /**
   * Whether spikes of one side change weights.
   *
   * @param side which
   * @return true if there is a line {@code on} for it
   */
  public boolean acts(Side side) {
    return !(side == Side.PRE ? equations.onPre() : equations.onPost()).isEmpty();
  }

  /**
   * Whether a weight may become NaN or infinite although all that it is made of is finite: the rule
   * divides by something that changes, or takes its logarithm, root, power or exponential, or
   * nothing bounds the weights.
   *
   * @param constants the numbers
   * @return whether changed weights are to be looked at
   */
  boolean canLeaveNumbers(RuleConstants constants) {
    return singular || constants.low() == Float.NEGATIVE_INFINITY;
  }

  /**
   * Checks that weights change at spikes only, and by traces only.
   *
   * @param synapses what needs such rules
   * @throws IllegalArgumentException if the rule has signals, traces that follow a value, variables
   *     of synapses or lines {@code on step}
   */
  public void requireEventDriven(String synapses) {
    if (!equations.isEventDriven()) {
      throw new IllegalArgumentException(
          String.format(
                  Locale.ROOT,
                  "%s: expected a rule of spikes and their traces for %s, got one with signals, followed",
                  name(),
                  synapses)
              + " values, variables of synapses or lines 'on step'");
    }
  }

  /**
   * Checks that there is such a parameter.
   *
   * @param name its name
   * @throws IllegalArgumentException if there is none of that name
   */
  public void requireParameter(String name) {
    if (!parameters().contains(name)) {
      throw new IllegalArgumentException(
          name() + ": expected one of the parameters " + parameters() + ", got '" + name + "'");
    }
  }

  /**
   * The numbers that the kernels need.
   *
   * @param given values of parameters by name; the others take their defaults, which may be
   *     expressions in the given ones
   * @param dt the time step [s]
   * @param settings what the equations leave open
   * @return the numbers
   * @throws IllegalArgumentException if there is no such parameter, a value is not finite, the time
   *     step or a trace's rate is not positive, a jump is not finite, the bounds are not in order,
   *     or what the rule requires does not hold; the message names what was expected and what came
   */
  public RuleConstants constants(Map<String, Double> given, double dt, RuleSettings settings) {
    Map<String, Double> values = values(given);
    if (!(dt > 0 && Double.isFinite(dt))) {
      throw new IllegalArgumentException(name() + ": expected a positive dt, got " + dt);
    }
    return new RuleConstants(equations, values, dt, settings);
  }

  /**
   * The numbers that parameters stand for.
   *
   * @param given values of parameters by name; the others take their defaults, which may be
   *     expressions in the given ones
   * @return parameter to value, by name
   * @throws IllegalArgumentException if there is no such parameter, a value is not finite, or what
   *     the rule requires does not hold; the message names what was expected and what came
   */
  public Map<String, Double> values(Map<String, Double> given) {
    given.keySet().forEach(this::requireParameter);
    Map<String, Double> values = new TreeMap<>();
    Map<String, Double> known = new HashMap<>(given);
    for (String name : parameters()) {
      double value = value(name, known);
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            name() + ": expected a finite " + name + ", got " + value);
      }
      values.put(name, value);
    }
    for (Expression requirement : equations.requirements()) {
      if (!RuleExpressions.holds(requirement, values)) {
        Map<String, Double> involved = new TreeMap<>(values);
        involved.keySet().retainAll(requirement.names());
        throw new IllegalArgumentException(
            name() + ": expected " + Text.of(requirement) + ", got " + involved);
      }
    }
    return values;
  }

  private double value(String name, Map<String, Double> known) {
    Double value = known.get(name);
    if (value == null) {
      Expression expression = equations.parameters().get(parameters().indexOf(name)).value();
      expression.names().forEach(other -> value(other, known));
      value = RuleExpressions.number(expression, known);
      known.put(name, value);
    }
    return value;
  }

  /** The kernels of this rule, each compiled on first use. */
  CompiledRule compile(Coincidence coincidence) {
    return compiled.computeIfAbsent(coincidence, c -> CompiledRule.of(equations, c));
  }

  /** As {@link #compile}, for sparse synapses. */
  CompiledSparse compileSparse(Coincidence coincidence) {
    return sparse.computeIfAbsent(coincidence, c -> new CompiledSparse(equations, c));
  }

  /**
   * The same rule, delivering the weight as an arriving spike finds it.
   *
   * @return a rule with {@code deliver w into current} above all lines {@code on pre}
   * @throws IllegalArgumentException if the rule says what it delivers
   */
  public RuleModel deliveringFirst() {
    if (!equations.deliveries().isEmpty()) {
      throw new IllegalArgumentException(
          name()
              + ": expected a rule without lines 'deliver', whose place says what they see, got "
              + equations.ports());
    }
    var weight = new Expression.Name(RuleEquations.WEIGHT, Position.NONE);
    var delivery = new Delivery(weight, RuleEquations.CURRENT, 0, Position.NONE);
    return new RuleModel(equations.withDeliveries(List.of(delivery)));
  }

  /**
   * Names of the inputs of post-synaptic neurons that spikes at sparse synapses are delivered to.
   *
   * @return in order, at least one
   */
  public List<String> ports() {
    return equations.ports();
  }

  /**
   * Checks that the rule does not say what spikes deliver.
   *
   * @param synapses what leaves that to a layer
   * @throws IllegalArgumentException if there is a line {@code deliver}
   */
  public void requireNoDelivery(String synapses) {
    if (!equations.deliveries().isEmpty()) {
      throw new IllegalArgumentException(
          name()
              + ": expected a rule without lines 'deliver' for "
              + synapses
              + ", whose layer delivers, got one into "
              + equations.ports());
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
