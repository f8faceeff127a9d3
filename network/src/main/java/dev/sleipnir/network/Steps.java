package dev.sleipnir.network;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.network.exchange.Columns;
import java.util.Arrays;

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

  static double[] times(long[] steps, double dt) {
    return Arrays.stream(steps).mapToDouble(step -> step * dt).toArray();
  }

  /** A table with a row for each step. */
  static Columns columns(long[] steps, double dt) {
    return new Columns(steps.length).with("step", steps).with("time", times(steps, dt));
  }
}
