package dev.sleipnir.model.math;

import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;

/** Softmax along an axis, and its logarithm. The largest value is taken out: nothing overflows. */
public final class Softmax {
  /** Nothing is taken out that would leave no number. */
  private static final TensorFunction SHIFTED_EXP =
      TensorFunction.parse(
          """
          function shifted_exp
          input x, shift
          y = exp(x - where(abs(shift) <= 3.4028234e38, shift, 0))
          """);

  private static final TensorFunction LOG_SOFTMAX =
      TensorFunction.parse(
          """
          function log_softmax
          input x, largest, sum
          y = (x - where(abs(largest) <= 3.4028234e38, largest, 0)) - log(sum)
          """);

  private Softmax() {}

  /**
   * Softmax: e^x divided by its sum along the axis.
   *
   * @param x scores
   * @param axis which axis; negative ones count from the last
   * @return probabilities of the same shape
   * @throws IllegalArgumentException if the axis has no values
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public static Tensor softmax(Tensor x, int axis) {
    Tensor powers = shiftedExp(x, largest(x, axis));
    return powers.divide(Reduction.of(powers, axis).keepDims().sum());
  }

  /**
   * The logarithm of the softmax: x less the logarithm of the sum of e^x along the axis.
   *
   * @param x scores
   * @param axis which axis; negative ones count from the last
   * @return log-probabilities of the same shape
   * @throws IllegalArgumentException if the axis has no values
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public static Tensor logSoftmax(Tensor x, int axis) {
    Tensor largest = largest(x, axis);
    Tensor sum = Reduction.of(shiftedExp(x, largest), axis).keepDims().sum();
    return LOG_SOFTMAX.apply(x, largest, sum);
  }

  /** The largest value along the axis, which no gradient goes through. */
  private static Tensor largest(Tensor x, int axis) {
    return Reduction.of(x.detach(), axis).keepDims().max();
  }

  static Tensor shiftedExp(Tensor x, Tensor largest) {
    return SHIFTED_EXP.apply(x, largest);
  }
}
