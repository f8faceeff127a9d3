package dev.sleipnir.kernels.rule;

/** Which spikes of a neuron its trace remembers. */
public enum Pairing {
  /** All: a spike adds to the trace. The default. */
  ALL_TO_ALL,

  /** The last: a spike sets the trace to what it would add to 0. */
  NEAREST
}
