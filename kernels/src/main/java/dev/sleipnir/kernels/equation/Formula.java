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
    inputs = List.copyOf(inputs);
    lines = List.copyOf(lines);
    outputs = List.copyOf(outputs);
    adjoint = List.copyOf(adjoint);
    new FormulaValidation(name).check(parameters, requirements, inputs, lines, outputs, adjoint);
  }

  /**
   * The same with a value for a name: another default of a parameter, or, for an input, one number
   * for all elements, as a parameter.
   *
   * @param changed name of a parameter or an input
   * @param value its value, finite in single precision
   * @return the changed formula
   * @throws IllegalArgumentException if there is none of that name
   */
  public Formula with(String changed, double value) {
    Expression number = new Expression.Literal(Math.abs(value), Position.NONE);
    if (value < 0) {
      number = new Expression.Operation(Operator.NEGATE, List.of(number), Position.NONE);
    }
    List<Definition> numbers = new ArrayList<>(parameters);
    for (int p = 0; p < numbers.size(); p++) {
      Definition old = numbers.get(p);
      if (old.name().equals(changed)) {
        numbers.set(p, new Definition(changed, number, old.unit(), old.at()));
        return new Formula(name, numbers, requirements, inputs, lines, outputs, adjoint);
      }
    }
    if (!inputs.contains(changed)) {
      throw new IllegalArgumentException(
          name
              + ": expected one of the inputs "
              + inputs
              + " or the parameters "
              + numbers()
              + ", got '"
              + changed
              + "'");
    }
    numbers.add(new Definition(changed, number, "", Position.NONE));
    List<String> left = new ArrayList<>(inputs);
    left.remove(changed);
    return new Formula(name, numbers, requirements, left, lines, outputs, adjoint);
  }

  /**
   * Names of the parameters.
   *
   * @return in order
   */
  public List<String> numbers() {
    return parameters.stream().map(Definition::name).toList();
  }
}
