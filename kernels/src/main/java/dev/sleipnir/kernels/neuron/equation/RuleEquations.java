package dev.sleipnir.kernels.neuron.equation;

import dev.sleipnir.kernels.neuron.equation.Equations.Definition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plasticity rule as written: the traces its neurons leave and what a spike does to a weight.
 * Equations that exist are valid: every name is defined, and numbers and conditions are where they
 * belong.
 *
 * @param name the rule's name
 * @param parameters parameters with their defaults
 * @param requirements conditions on the parameters, checked before anything runs
 * @param traces what a neuron's spikes leave behind
 * @param onPre the weight after a spike of the pre-synaptic neuron; null if it does nothing
 * @param onPost the weight after a spike of the post-synaptic neuron; null if it does nothing
 * @param bounds where a weight stays after each step; null if it may go anywhere
 */
public record RuleEquations(
    String name,
    List<Definition> parameters,
    List<Expression> requirements,
    List<Trace> traces,
    @Nullable Expression onPre,
    @Nullable Expression onPost,
    @Nullable Bounds bounds) {

  /** What a rule calls the weight of a synapse. */
  public static final String WEIGHT = "w";

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

  /**
   * {@code trace x of pre decay 1 / tau jump a}: a number that each neuron of a side has, that
   * decays and that the neuron's spikes raise.
   *
   * @param name the trace's name
   * @param side whose it is
   * @param decay the inverse of its time constant [1/s], from numbers and parameters
   * @param jump how much a spike raises it, from numbers and parameters
   * @param at where the name stands
   */
  public record Trace(String name, Side side, Expression decay, Expression jump, Position at) {}

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
    traces = List.copyOf(traces);
    RuleValidation.check(name, parameters, requirements, traces, onPre, onPost, bounds);
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
}
