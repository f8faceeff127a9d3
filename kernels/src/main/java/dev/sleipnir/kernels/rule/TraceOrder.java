package dev.sleipnir.kernels.rule;

/**
 * Whether a weight sees the spikes of its own time step in the traces; they decay first in both.
 */
public enum TraceOrder {
  /** Traces decay, spikes raise them, weights change. The order of Norse, and the default. */
  SPIKES_FIRST,

  /**
   * Traces decay, weights change, spikes raise the traces: a pairing never sees its own spike. A
   * pre-synaptic spike k steps before a post-synaptic one has decayed for k steps when they pair.
   */
  WEIGHTS_FIRST
}
