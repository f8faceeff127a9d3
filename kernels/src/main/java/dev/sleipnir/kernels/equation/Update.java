package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import java.util.ArrayList;
import java.util.List;

/**
 * An elementwise update as written: what becomes of each element of some arrays, from the elements
 * at the same index in others and from numbers that are the same for all. Updates that exist are
 * valid: every name is defined before its use, and numbers and conditions are where they belong.
 *
 * @param name the update's name
 * @param parameters parameters with their defaults
 * @param requirements conditions on the parameters, checked before anything runs
 * @param scalars numbers given at every call, the same for all elements
 * @param inputs arrays that are read
 * @param states arrays that are read and updated, with their initial values
 * @param lines the lines, in order; a state's name means its current value
 */
public record Update(
    String name,
    List<Definition> parameters,
    List<Expression> requirements,
    List<String> scalars,
    List<String> inputs,
    List<Definition> states,
    List<Assignment> lines) {

  /** What an optimiser calls the weights, its first state. */
  public static final String WEIGHT = "w";

  /** What an optimiser calls their gradient, its only input. */
  public static final String GRADIENT = "gradient";

  /** What an optimiser calls the learning rate of the step, its first scalar. */
  public static final String LEARNING_RATE = "learning_rate";

  /** What an optimiser calls the number of the step, from 1; its second scalar. */
  public static final String STEP = "step";

  /** The weights of an optimiser, which are there before it begins. */
  static final Definition WEIGHTS =
      new Definition(WEIGHT, new Expression.Literal(0, Position.NONE), "", Position.NONE);

  /**
   * Checks the update; takes copies of the lists.
   *
   * @throws EquationException if it is not valid
   */
  public Update {
    parameters = List.copyOf(parameters);
    requirements = List.copyOf(requirements);
    scalars = List.copyOf(scalars);
    inputs = List.copyOf(inputs);
    states = List.copyOf(states);
    lines = List.copyOf(lines);
    new UpdateValidation(name).check(parameters, requirements, scalars, inputs, states, lines);
  }

  /**
   * Whether it is an optimiser: has all that one has without saying so.
   *
   * @return true if {@link UpdateParser#parseOptimizer} reads its {@link Text}
   */
  public boolean isOptimizer() {
    return scalars.equals(List.of(LEARNING_RATE, STEP))
        && inputs.equals(List.of(GRADIENT))
        && !states.isEmpty()
        && states.getFirst().equals(WEIGHTS);
  }

  /**
   * Names of all numbers that are the same for all elements.
   *
   * @return the parameters, then the scalars, each in order
   */
  public List<String> numbers() {
    List<String> names = new ArrayList<>();
    parameters.forEach(parameter -> names.add(parameter.name()));
    names.addAll(scalars);
    return names;
  }
}
