package dev.sleipnir.bench.plain;

/** A layer whose outputs are compared value by value. */
interface PlainFunction extends PlainLayer {
  /**
   * Forward, without a comparison.
   *
   * @param x inputs, [time][features]
   * @return outputs, [time][features]
   */
  double[][] forward(double[][] x);

  @Override
  default void requireOutputs(double[][] x, double[][] got) {
    Difference.require(toString(), forward(x), got);
  }
}
