package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Statement.Assignment;
import dev.sleipnir.kernels.equation.Statement.Derivative;
import dev.sleipnir.kernels.equation.Statement.Event;
import dev.sleipnir.kernels.equation.Statement.Refractory;
import dev.sleipnir.kernels.equation.Statement.Threshold;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A neuron model as written: its names and the lines of its step, in order. Equations that exist
 * are valid: every name is defined before its use, and numbers and conditions are where they
 * belong.
 *
 * @param name the model's name
 * @param parameters parameters with their defaults
 * @param requirements conditions on the parameters, checked before anything runs
 * @param states state variables with their initial values
 * @param inputs names of the inputs, at least one
 * @param step the lines of one step
 * @param output the name whose value a step puts out: an intermediate value, a state variable (its
 *     value after the step) or the spike
 * @param adjoint the lines of a hand-written backward step; empty if it is derived
 */
public record Equations(
    String name,
    List<Definition> parameters,
    List<Expression> requirements,
    List<Definition> states,
    List<String> inputs,
    List<Statement> step,
    String output,
    List<Assignment> adjoint) {

  /** The time step in seconds: a name that every step knows. */
  public static final String TIME_STEP = "dt";

  /** What the name of a gradient starts with, in a hand-written backward step. */
  public static final String GRADIENT = "grad_";

  /**
   * A name with its default or initial value.
   *
   * @param name the name
   * @param value its value, from numbers and (other) parameters
   * @param unit its unit as written, empty if it has none
   * @param at where the name stands
   */
  public record Definition(String name, Expression value, String unit, Position at) {}

  /**
   * Checks the equations; takes copies of the lists.
   *
   * @throws EquationException if the equations are not valid
   */
  public Equations(
      String name,
      List<Definition> parameters,
      List<Expression> requirements,
      List<Definition> states,
      List<String> inputs,
      List<Statement> step,
      String output,
      List<Assignment> adjoint) {
    this.name = name;
    this.parameters = List.copyOf(parameters);
    this.requirements = List.copyOf(requirements);
    this.states = List.copyOf(states);
    this.inputs = List.copyOf(inputs);
    this.step = List.copyOf(step);
    this.output = output;
    this.adjoint = List.copyOf(adjoint);
    Validation.check(this);
  }

  /**
   * Names of the state variables.
   *
   * @return in order; the last is {@link Refractory#COUNTER} if there is a refractory clause
   */
  public List<String> stateNames() {
    List<String> names = new ArrayList<>();
    states.forEach(state -> names.add(state.name()));
    if (refractory() != null) {
      names.add(Refractory.COUNTER);
    }
    return List.copyOf(names);
  }

  /**
   * The refractory clause.
   *
   * @return the line of the step, null if there is none
   */
  public @Nullable Refractory refractory() {
    for (Statement line : step) {
      if (line instanceof Refractory refractory) {
        return refractory;
      }
    }
    return null;
  }

  /**
   * The events other than spikes.
   *
   * @return lines of the step, in order
   */
  public List<Event> events() {
    return step.stream().filter(Event.class::isInstance).map(Event.class::cast).toList();
  }

  /**
   * The variables that a refractory neuron holds: those the line names; if it names none, the state
   * variables left of the threshold's sign that have a differential equation.
   *
   * @param refractory a line of this step
   * @return names of state variables
   */
  public List<String> held(Refractory refractory) {
    if (refractory.held().equals(Refractory.NOTHING)) {
      return List.of();
    }
    if (!refractory.held().isEmpty()) {
      return refractory.held();
    }
    Set<String> equations = new HashSet<>();
    Set<String> left = new LinkedHashSet<>();
    for (Statement line : step) {
      if (line instanceof Derivative derivative) {
        equations.add(derivative.name());
      } else if (line instanceof Threshold threshold) {
        left.addAll(threshold.left().names());
      }
    }
    return left.stream().filter(equations::contains).toList();
  }
}
