package dev.sleipnir.model.neuron;

/** The check that a parameter is a positive number. */
final class Positive {
  private Positive() {}

  static void require(String name, float value) {
    if (!(value > 0f && value < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + ": expected a positive number, got " + value);
    }
  }
}
