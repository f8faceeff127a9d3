package dev.sleipnir.kernels.network;

import org.jspecify.annotations.Nullable;

/** The neurons at one end of synapses, by the names of their variables. */
public interface NeuronArrays {
  /**
   * What is read.
   *
   * @param variable a state variable, an input or a parameter
   * @return its value at every neuron, the array itself where it changes
   * @throws IllegalArgumentException if there is none of that name
   */
  float[] values(String variable);

  /**
   * What is changed or added to.
   *
   * @param port a state variable or an input
   * @return its value at every neuron, the array itself
   * @throws IllegalArgumentException if there is none of that name
   */
  float[] port(String port);

  /**
   * Who lets nothing be changed.
   *
   * @param port a state variable or an input
   * @return above 0 for a neuron that holds it now; null if none ever does
   */
  float @Nullable [] holding(String port);
}
