package dev.sleipnir.kernels.neuron;

import dev.sleipnir.kernels.bounds.Bounds;

/** Checks of the sizes of a population's arrays, made before a step changes anything. */
final class Population {
  private Population() {}

  /** Checks a range of neurons, [from, to), of a population of n. */
  static void range(int steps, int n, int from, int to) {
    Bounds.count("steps", steps);
    Bounds.count("n", n);
    Bounds.range("neurons", from, to);
    Bounds.array("neurons", n, from, to - from);
  }

  /** Checks an array with one value for each neuron. */
  static void state(String name, float[] array, int n) {
    if (array.length < n) {
      throw new IllegalArgumentException(name + ": expected " + n + " floats, got " + array.length);
    }
  }

  /** Checks an array with one value for each neuron and time step. */
  static void series(String name, float[] array, int steps, int n) {
    if (array.length < (long) steps * n) {
      throw new IllegalArgumentException(
          name + ": expected " + steps + " x " + n + " floats, got " + array.length);
    }
  }
}
