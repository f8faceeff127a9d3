package dev.sleipnir.bench.plain;

/** A layer with parameters. */
interface Learned {
  /**
   * Compares the library's gradients of the layer's parameters with those summed up here.
   *
   * @throws IllegalStateException if they differ by more than rounding
   */
  void requireGradients();
}
