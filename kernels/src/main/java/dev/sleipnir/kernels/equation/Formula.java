package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import java.util.ArrayList;
import java.util.List;

/**
 * An elementwise function as written: some outputs from some inputs, element by element. Formulas
 * that exist are valid: every name is defined before its use, and numbers and conditions are where
 * they belong.
 *
 * @param name the function's name
 * @param parameters parameters with their defaults
 * @param requirements conditions on the parameters, checked before anything runs
 * @param scalars numbers without defaults, the same for all elements
 * @param inputs what is read of each element
 * @param lines the lines, in order
 * @param outputs which of the lines' names are the function's values
 * @param adjoint the way back, from {@code grad_y} for each output y to {@code grad_x} for each
 *     input x, if it is written by hand; else empty
 */
public record Formula(
    String name,
    List<Definition> parameters,
    List<Expression> requirements,
    List<String> scalars,
    List<String> inputs,
    List<Assignment> lines,
    List<String> outputs,
    List<Assignment> adjoint) {

  /** More than anybody writes, and as many as fit the key of a compiled form. */
  public static final int MOST_INPUTS = 30;

  /**
   * Checks the formula; takes copies of the lists.
   *
   * @throws EquationException if it is not valid
   */
  public Formula {
    parameters = List.copyOf(parameters);
    requirements = List.copyOf(requirements);
    scalars = List.copyOf(scalars);
    inputs = List.copyOf(inputs);
    lines = List.copyOf(lines);
    outputs = List.copyOf(outputs);
    adjoint = List.copyOf(adjoint);
    new FormulaValidation(name)
        .check(parameters, requirements, scalars, inputs, lines, outputs, adjoint);
  }

  /**
   * The same with an input that is one number for all elements.
   *
   * @param input which
   * @return a formula in which it is the last scalar
   * @throws IllegalArgumentException if there is no such input
   */
  public Formula fixing(String input) {
    if (!inputs.contains(input)) {
      throw new IllegalArgumentException(
          name + ": expected one of the inputs " + inputs + ", got '" + input + "'");
    }
    List<String> fixed = new ArrayList<>(scalars);
    fixed.add(input);
    List<String> left = new ArrayList<>(inputs);
    left.remove(input);
    return new Formula(name, parameters, requirements, fixed, left, lines, outputs, adjoint);
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
