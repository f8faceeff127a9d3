package dev.sleipnir.kernels.neuron.equation;

import java.util.List;

/**
 * A neuron model as written: its names and the lines of its step, in order.
 *
 * @param name the model's name
 * @param parameters parameters with their defaults
 * @param states state variables with their initial values
 * @param inputs names of the inputs
 * @param step the lines of one step
 * @param output the name whose value a step puts out
 * @param adjoint the lines of a hand-written backward step; empty if it is derived
 */
public record Equations(
    String name,
    List<Definition> parameters,
    List<Definition> states,
    List<String> inputs,
    List<Statement> step,
    String output,
    List<Statement.Assignment> adjoint) {

  /**
   * A name with its default or initial value.
   *
   * @param name the name
   * @param value its value, from numbers and (other) parameters
   * @param unit its unit as written, empty if it has none
   */
  public record Definition(String name, Expression value, String unit, Position at) {}
}
