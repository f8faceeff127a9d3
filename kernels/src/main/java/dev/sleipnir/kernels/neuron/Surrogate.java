package dev.sleipnir.kernels.neuron;

/** How the derivative of a spike is replaced. */
public enum Surrogate {
  /** SuperSpike. */
  SUPER
}
