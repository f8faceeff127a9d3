package dev.sleipnir.network;

import dev.sleipnir.kernels.require.Require;

/** Times as whole numbers of steps. */
final class Steps {
  private Steps() {}

  /** The steps of a time that has to be at least one. */
  static long of(String name, double time, double dt) {
    Require.positive(name, time);
    long steps = Math.round(time / dt);
    if (steps < 1) {
      throw new IllegalArgumentException(
          name + ": expected at least a time step of " + dt + ", got " + time);
    }
    return steps;
  }
}
