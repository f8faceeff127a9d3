package dev.sleipnir.model.cell;

import dev.sleipnir.model.tensor.Tensor;

/** What a parameter is set to. */
public sealed interface ParameterValue {
  /**
   * One number for all neurons.
   *
   * @param value the number
   */
  record Uniform(double value) implements ParameterValue {
    @Override
    public String toString() {
      return Double.toString(value);
    }
  }

  /**
   * A value for each neuron.
   *
   * @param values the values; their shape broadcasts to the trailing axes of a step's input
   */
  record PerNeuron(Tensor values) implements ParameterValue {
    @Override
    public String toString() {
      return values.toString();
    }
  }
}
