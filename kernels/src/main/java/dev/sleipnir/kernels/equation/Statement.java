package dev.sleipnir.kernels.equation;

import java.util.List;

/** One line of a model's step. */
public sealed interface Statement {
  /**
   * Where it stands in the text.
   *
   * @return its first word, or {@link Position#NONE}
   */
  Position at();

  /**
   * {@code name = value}: a new intermediate value, or a state variable's new one.
   *
   * @param name what is assigned
   * @param value its value
   * @param at where the name stands
   */
  record Assignment(String name, Expression value, Position at) implements Statement {}

  /**
   * {@code dname/dt = value : integrator}.
   *
   * @param name a state variable
   * @param value its derivative by time, per second
   * @param integrator how it is advanced by one time step
   * @param at where the line starts
   */
  record Derivative(String name, Expression value, Integrator integrator, Position at)
      implements Statement {}

  /**
   * {@code threshold left > right}: defines the spike {@code z}.
   *
   * @param left what crosses the threshold
   * @param right the threshold
   * @param orEqual whether it is {@code left >= right}
   * @param at where the line starts
   */
  record Threshold(Expression left, Expression right, boolean orEqual, Position at)
      implements Statement {
    /** The name a threshold defines: 1 where the neuron spikes, else 0. */
    public static final String SPIKE = "z";

    /**
     * {@code threshold left > right}.
     *
     * @param left what crosses the threshold
     * @param right the threshold
     * @param at where the line starts
     */
    public Threshold(Expression left, Expression right, Position at) {
      this(left, right, /* orEqual= */ false, at);
    }
  }

  /**
   * {@code event high when v > -55}: something other than a spike, that a network's populations
   * know.
   *
   * @param name what it is called
   * @param condition holds in the steps in which it happens
   * @param at where the line starts
   */
  record Event(String name, Expression condition, Position at) implements Statement {}

  /**
   * {@code reset v = v_reset, w = w + b}: what happens where {@code z} is 1. {@code on high w = w +
   * b}: what happens with another event.
   *
   * @param event its name, {@link Threshold#SPIKE} for the spike
   * @param assignments new values of state variables
   * @param at where the line starts
   */
  record Reset(String event, List<Assignment> assignments, Position at) implements Statement {
    /** Takes a copy of the list. */
    public Reset {
      assignments = List.copyOf(assignments);
    }

    /**
     * {@code reset v = v_reset, w = w + b}.
     *
     * @param assignments new values of state variables
     * @param at where the line starts
     */
    public Reset(List<Assignment> assignments, Position at) {
      this(Threshold.SPIKE, assignments, at);
    }

    /**
     * Whether it follows a spike.
     *
     * @return false if it follows another event
     */
    public boolean isOfSpike() {
      return event.equals(Threshold.SPIKE);
    }
  }

  /**
   * {@code refractory 0.005 (s) holds v}: no spike, and v held, for a time after a spike: that many
   * seconds in whole time steps, rounded. {@code refractory while v > -40 holds nothing}: for as
   * long as a condition holds, which a network's populations know.
   *
   * @param duration the time, in the unit of dt: seconds; or the condition
   * @param unit its unit as written, empty if it has none
   * @param held the state variables held; empty for those that {@link Equations#held} names, {@link
   *     #NOTHING} for none
   * @param isConditional whether it is for as long as a condition holds
   * @param at where the line starts
   */
  record Refractory(
      Expression duration, String unit, List<String> held, boolean isConditional, Position at)
      implements Statement {
    /** The state variable that the line adds: the refractory steps left. */
    public static final String COUNTER = "rho";

    /** What is held if it is said that nothing is. */
    public static final List<String> NOTHING = List.of("nothing");

    /** Takes a copy of the list. */
    public Refractory {
      held = List.copyOf(held);
    }

    /**
     * {@code refractory 0.005 (s) holds v}.
     *
     * @param duration the time
     * @param unit its unit as written, empty if it has none
     * @param held the state variables held
     * @param at where the line starts
     */
    public Refractory(Expression duration, String unit, List<String> held, Position at) {
      this(duration, unit, held, /* isConditional= */ false, at);
    }
  }
}
