package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.Statement.Derivative;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What spikes do at the synapses of a projection, as written. Equations that exist are valid: every
 * name is defined, those of neurons aside, and numbers and conditions are where they belong.
 *
 * @param name the synapse's name
 * @param parameters parameters with their defaults
 * @param requirements conditions on the parameters, checked before anything runs
 * @param states what a synapse has, with initial values
 * @param between how variables move on from one event of the synapse to the next
 * @param always how variables move on in every step
 * @param pathways what spikes do, in the order of the text
 * @param sums what the inputs of neurons are in a step, over the synapses that end at them
 */
public record SynapseEquations(
    String name,
    List<Definition> parameters,
    List<Expression> requirements,
    List<Definition> states,
    List<Derivative> between,
    List<Derivative> always,
    List<Pathway> pathways,
    List<Delivery> sums) {

  /** The time: a name that every synapse knows. */
  public static final String TIME = "t";

  /**
   * What spikes of one side do, after a delay.
   *
   * @param side whose spikes
   * @param delay the delay's name; empty for that of the side
   * @param actions in order
   */
  public record Pathway(Side side, String delay, List<Action> actions) {
    /** Takes a copy of the list. */
    public Pathway {
      actions = List.copyOf(actions);
    }
  }

  /** One thing that a spike does. */
  public sealed interface Action {
    /**
     * What is assigned or added.
     *
     * @return an expression
     */
    Expression value();
  }

  /**
   * {@code x = E}: a variable of the synapse; {@code y_post = E}: one of a neuron.
   *
   * @param name the variable's name, without the side
   * @param side whose it is; null for the synapse's own
   * @param value what it becomes
   * @param at where the name stands
   */
  public record Change(String name, @Nullable Side side, Expression value, Position at)
      implements Action {}

  /**
   * {@code deliver E into y}: what is added to a variable or an input of the neuron that receives.
   *
   * @param value what is added
   * @param port the variable's or input's name
   * @param at where the name stands
   */
  public record Delivery(Expression value, String port, Position at) implements Action {}

  /**
   * A variable of a neuron: {@code v_post} is v of the neuron that receives.
   *
   * @param side which neuron
   * @param name the variable's name there
   */
  public record Neurons(Side side, String name) {
    /**
     * A name of a text.
     *
     * @param name such as {@code v_post}
     * @return what it means, null if it ends otherwise
     */
    public static @Nullable Neurons of(String name) {
      for (Side side : Side.values()) {
        String end = "_" + side.spelling();
        if (name.endsWith(end) && name.length() > end.length()) {
          return new Neurons(side, name.substring(0, name.length() - end.length()));
        }
      }
      return null;
    }

    @Override
    public String toString() {
      return name + "_" + side.spelling();
    }
  }

  /**
   * Checks the equations; takes copies of the lists.
   *
   * @throws EquationException if the equations are not valid
   */
  public SynapseEquations {
    parameters = List.copyOf(parameters);
    requirements = List.copyOf(requirements);
    states = List.copyOf(states);
    between = List.copyOf(between);
    always = List.copyOf(always);
    pathways = List.copyOf(pathways);
    sums = List.copyOf(sums);
    new SynapseValidation(name)
        .check(parameters, requirements, states, between, always, pathways, sums);
  }

  /**
   * The same synapse with a variable that stands still: lines that change it are left out.
   *
   * @param variable one of the synapse
   * @return the changed equations
   */
  public SynapseEquations holding(String variable) {
    return new SynapseEquations(
        name,
        parameters,
        requirements,
        states,
        between.stream().filter(line -> !line.name().equals(variable)).toList(),
        always.stream().filter(line -> !line.name().equals(variable)).toList(),
        pathways.stream()
            .map(
                pathway ->
                    new Pathway(
                        pathway.side(),
                        pathway.delay(),
                        pathway.actions().stream()
                            .filter(action -> !changes(action, variable))
                            .toList()))
            .toList(),
        sums);
  }

  private static boolean changes(Action action, String variable) {
    return action instanceof Change change
        && change.side() == null
        && change.name().equals(variable);
  }

  /**
   * Names of what a synapse has.
   *
   * @return in order
   */
  public List<String> stateNames() {
    return states.stream().map(Definition::name).toList();
  }
}
