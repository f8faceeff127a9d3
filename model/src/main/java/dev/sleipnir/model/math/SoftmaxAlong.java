package dev.sleipnir.model.math;

import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;

/** Softmax along an axis, and its logarithm. The largest value is taken out: nothing overflows. */
final class SoftmaxAlong {
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

  private SoftmaxAlong() {}

  static Tensor softmax(Tensor x, int axis) {
    Tensor powers = shiftedExp(x, largest(x, axis));
    return powers.divide(Reduction.of(powers, axis).keepDims().sum());
  }

  static Tensor logSoftmax(Tensor x, int axis) {
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
