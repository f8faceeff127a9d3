package dev.sleipnir.kernels.rule;

/** How a trace decays over a time step and what a spike adds. */
public enum TraceJump {
  /**
   * Forward Euler, with the spike inside the differential equation: {@code t += dt rate (a z - t)}.
   * A spike raises the trace by {@code dt rate a}, so that plasticity depends on the time step. The
   * convention of Norse, and the default.
   */
  EULER,

  /**
   * Exact decay, {@code t exp(-dt rate)}, and a spike adds {@code a}: what the plasticity
   * literature writes. Does not depend on the time step.
   */
  UNIT
}
