package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A plasticity rule as written: the traces its neurons leave and what a spike does to a weight.
 * Equations that exist are valid: every name is defined, and numbers and conditions are where they
 * belong.
 *
 * @param name the rule's name
 * @param parameters parameters with their defaults
 * @param requirements conditions on the parameters, checked before anything runs
 * @param signals numbers that come from outside at every step
 * @param traces what neurons leave behind
 * @param variables what a synapse has beside its weight
 * @param onPre what a spike of the pre-synaptic neuron changes, in order; empty if nothing
 * @param onPost what a spike of the post-synaptic neuron changes, in order; empty if nothing
 * @param onStep what every time step changes, in order; empty if nothing
 * @param deliveries what a spike that arrives delivers; empty for {@code deliver w into current},
 *     the weight after all that the step's spikes change
 * @param bounds where a weight stays after each step; null if it may go anywhere
 */
public record RuleEquations(
    String name,
    List<Definition> parameters,
    List<Expression> requirements,
    List<Signal> signals,
    List<Trace> traces,
    List<Variable> variables,
    List<Change> onPre,
    List<Change> onPost,
    List<Change> onStep,
    List<Delivery> deliveries,
    @Nullable Bounds bounds) {

  /** What a rule calls the weight of a synapse. */
  public static final String WEIGHT = "w";

  /** Where spikes deliver the weight if a rule does not say. */
  public static final String CURRENT = "current";

  /** An end of a synapse. */
  public enum Side {
    /** The neuron that sends. */
    PRE("pre"),
    /** The neuron that receives. */
    POST("post");

    private final String spelling;

    Side(String spelling) {
      this.spelling = spelling;
    }

    /**
     * How the side is written.
     *
     * @return {@code pre} or {@code post}
     */
    public String spelling() {
      return spelling;
    }
  }

  /** What becomes of a trace, beside its decay. */
  public enum Kind {
    /** A spike raises it: it remembers all spikes. */
    JUMP("jump"),
    /** A spike sets it: it remembers the last one. */
    SET("set"),
    /** It decays towards a value instead of 0: a low-pass filter. */
    FOLLOW("follow");

    private final String spelling;

    Kind(String spelling) {
      this.spelling = spelling;
    }

    /**
     * How the kind is written.
     *
     * @return the word
     */
    public String spelling() {
      return spelling;
    }
  }

  /**
   * {@code signal u of post}: a number that each neuron of a side is given at every step; {@code
   * signal reward}: one for all.
   *
   * @param name the signal's name
   * @param side whose it is; null if it is the same for all synapses
   * @param at where the name stands
   */
  public record Signal(String name, @Nullable Side side, Position at) {}

  /**
   * {@code trace x of pre decay 1 / tau jump a}: a number that each neuron of a side has, that
   * decays and that the neuron's spikes raise or set, or that follows a value.
   *
   * @param name the trace's name
   * @param side whose it is
   * @param decay the inverse of its time constant [1/s], from numbers and parameters
   * @param kind what becomes of it beside the decay
   * @param value how much a spike raises it, what a spike sets it to, from numbers and parameters;
   *     or what it follows, from signals and traces of its side too
   * @param at where the name stands
   */
  public record Trace(
      String name, Side side, Expression decay, Kind kind, Expression value, Position at) {}

  /**
   * {@code synapse c = 0 decay 1 / tau}, {@code synapse x = 1 decay 1 / tau follow 1}: a number
   * that each synapse has beside its weight.
   *
   * @param name the variable's name
   * @param initial its value before the first step, from numbers and parameters
   * @param decay the inverse of its time constant [1/s], from numbers and parameters; null if it
   *     does not decay
   * @param rest what it decays to, from numbers and parameters; null for 0
   * @param at where the name stands
   */
  public record Variable(
      String name,
      Expression initial,
      @Nullable Expression decay,
      @Nullable Expression rest,
      Position at) {}

  /**
   * {@code w = w + a * x}: what becomes of the weight or of another variable of the synapse.
   *
   * @param name {@code w} or the variable's name
   * @param value what it becomes
   * @param when on which condition on the post-synaptic neuron; null if always
   * @param at where the name stands
   */
  public record Change(String name, Expression value, @Nullable Expression when, Position at) {}

  /**
   * {@code deliver w * u into ge}: what a spike of the pre-synaptic neuron adds to an input of the
   * post-synaptic one when it arrives.
   *
   * @param value what is added
   * @param port which input
   * @param after how many of the lines {@code on pre} stand before it: it sees what they change,
   *     and not what others do
   * @param at where the port stands
   */
  public record Delivery(Expression value, String port, int after, Position at) {}

  /**
   * {@code bounds w_min, w_max}.
   *
   * @param low the least weight, from numbers and parameters
   * @param high the greatest weight, from numbers and parameters
   */
  public record Bounds(Expression low, Expression high) {}

  /**
   * Checks the equations; takes copies of the lists.
   *
   * @throws EquationException if the equations are not valid
   */
  public RuleEquations {
    parameters = List.copyOf(parameters);
    requirements = List.copyOf(requirements);
    signals = List.copyOf(signals);
    traces = List.copyOf(traces);
    variables = List.copyOf(variables);
    onPre = List.copyOf(onPre);
    onPost = List.copyOf(onPost);
    onStep = List.copyOf(onStep);
    deliveries = List.copyOf(deliveries);
    new RuleValidation(name)
        .check(
            parameters,
            requirements,
            signals,
            traces,
            variables,
            onPre,
            onPost,
            onStep,
            deliveries,
            bounds);
  }

  /**
   * The inputs of the post-synaptic neurons that spikes are delivered to.
   *
   * @return their names, in the order of the text; {@link #CURRENT} alone if it names none
   */
  public List<String> ports() {
    return deliveries.isEmpty()
        ? List.of(CURRENT)
        : deliveries.stream().map(Delivery::port).distinct().toList();
  }

  /** What an arriving spike changes, with what it delivers in between, in the text's order. */
  void forEachAtArrival(Consumer<Change> changes, Consumer<Delivery> delivers) {
    for (int after = 0; after <= onPre.size(); after++) {
      for (Delivery delivery : deliveries) {
        if (delivery.after() == after) {
          delivers.accept(delivery);
        }
      }
      if (after < onPre.size()) {
        changes.accept(onPre.get(after));
      }
    }
  }

  /**
   * The same rule with other deliveries.
   *
   * @param others in the place of those it has
   * @return the changed rule
   */
  public RuleEquations withDeliveries(List<Delivery> others) {
    return new RuleEquations(
        name,
        parameters,
        requirements,
        signals,
        traces,
        variables,
        onPre,
        onPost,
        onStep,
        others,
        bounds);
  }

  /**
   * The same rule with numbers for its parameters, which have met what it requires.
   *
   * @param values a finite number for each parameter
   * @return the rule without units and requirements: rules of the same text do the same
   */
  public RuleEquations withValues(Map<String, Double> values) {
    return new RuleEquations(
        name,
        parameters.stream().map(parameter -> fixed(parameter.name(), values)).toList(),
        List.of(),
        signals,
        traces,
        variables,
        onPre,
        onPost,
        onStep,
        deliveries,
        bounds);
  }

  private static Definition fixed(String name, Map<String, Double> values) {
    double value = Objects.requireNonNull(values.get(name), name);
    Expression size = new Expression.Literal(Math.abs(value), Position.NONE);
    Expression number =
        value < 0 ? new Expression.Operation(Operator.NEGATE, List.of(size), Position.NONE) : size;
    return new Definition(name, number, "", Position.NONE);
  }

  /**
   * The traces of one side.
   *
   * @param side which
   * @return in the order of the text
   */
  public List<Trace> traces(Side side) {
    return traces.stream().filter(trace -> trace.side() == side).toList();
  }

  /**
   * The signals of one side, or those that are the same for all synapses.
   *
   * @param side which; null for those of all synapses
   * @return in the order of the text
   */
  public List<Signal> signals(@Nullable Side side) {
    return signals.stream().filter(signal -> signal.side() == side).toList();
  }

  /**
   * Whether nothing happens between spikes that a trace's decay does not say: weights change at
   * spikes only, and depend on nothing but traces.
   *
   * @return true if there are no signals, no traces that follow a value, no variables of synapses
   *     and no line {@code on step}
   */
  public boolean isEventDriven() {
    return signals.isEmpty()
        && variables.isEmpty()
        && onStep.isEmpty()
        && traces.stream().allMatch(trace -> trace.kind() != Kind.FOLLOW);
  }
}
