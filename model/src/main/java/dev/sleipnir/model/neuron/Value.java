package dev.sleipnir.model.neuron;

import dev.sleipnir.model.tensor.Tensor;

/** What a parameter is set to. */
sealed interface Value {
  /** One number for all neurons. */
  record Uniform(double value) implements Value {
    @Override
    public String toString() {
      return Double.toString(value);
    }
  }

  /** A value for each neuron; its shape broadcasts to the trailing axes of a step's input. */
  record PerNeuron(Tensor values) implements Value {
    @Override
    public String toString() {
      return values.toString();
    }
  }
}
