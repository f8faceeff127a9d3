package dev.sleipnir.bench.plain;

/**
 * A layer over all steps of a sequence of one sample, forward and backward. What it computes is
 * compared with what the library computed from the same input, and the library's values go on: so
 * rounding does not add up from layer to layer, and a spike that rounding decides decides alike.
 */
public interface PlainLayer {
  /**
   * Forward: compares the library's outputs with its own.
   *
   * @param x inputs, [time][features], row-major
   * @param got what the library computed from them, [time][features]
   * @throws IllegalStateException if the outputs differ by more than rounding
   */
  void requireOutputs(double[][] x, double[][] got);

  /**
   * Backward, after {@link #requireOutputs}; gradients of parameters are kept.
   *
   * @param gradient gradients at the outputs, [time][features]
   * @return gradients at the inputs
   */
  double[][] backward(double[][] gradient);
}
