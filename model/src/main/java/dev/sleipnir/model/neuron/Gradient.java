package dev.sleipnir.model.neuron;

/** How the backward step of a neuron comes about. */
public enum Gradient {
  /** Differentiating the step, with a surrogate for the derivative of the spike. */
  SURROGATE,

  /**
   * The model's own adjoint equations (Wunderlich &amp; Pehle 2021, discretised one step at a
   * time), which jump at spikes instead of spreading them. Neuron parameters receive no gradient.
   */
  ADJOINT
}
