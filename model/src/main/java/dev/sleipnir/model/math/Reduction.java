package dev.sleipnir.model.math;

import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;
import java.util.Arrays;

/**
 * What is made of all values along some axes of a tensor: sums, means, extremes and norms.
 *
 * <pre>{@code
 * var rates = Reduction.of(spikes, 0).mean();                      // over time
 * var centred = x.subtract(Reduction.of(x, -1).keepDims().mean()); // of each row
 * }</pre>
 */
public final class Reduction {
  /** A root whose slope is 0 at 0, where the norm that it ends has no direction. */
  private static final TensorFunction ROOT =
      TensorFunction.parse(
          """
          function root
          y = sqrt(x)
          adjoint
          grad_x = where(y > 0, grad_y / (2 * y), 0)
          """);

  private static final TensorFunction SQUARE = TensorFunction.parse("function square\ny = x * x");

  private static final TensorFunction SQUARED_DIFFERENCE =
      TensorFunction.parse("function squared_difference\nd = x - mean\ny = d * d");

  private static final TensorFunction ADD_LOG =
      TensorFunction.parse(
          """
          function add_log
          input sum, shift
          y = log(sum) + where(abs(shift) <= 3.4028234e38, shift, 0)
          """);

  private final Tensor x;
  private final boolean[] reduced;
  private final boolean kept;

  private Reduction(Tensor x, boolean[] reduced, boolean kept) {
    this.x = x;
    this.reduced = reduced;
    this.kept = kept;
  }

  /**
   * Along some axes, which the result does not have.
   *
   * @param x a tensor
   * @param axes which, negative ones counted from the last; none means all
   * @return what to make of their values
   * @throws IllegalArgumentException if an axis is named twice
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public static Reduction of(Tensor x, int... axes) {
    boolean[] reduced = new boolean[x.rank()];
    if (axes.length == 0) {
      Arrays.fill(reduced, true);
    }
    for (int axis : axes) {
      int at = Axes.index("Reduction", x, axis);
      if (reduced[at]) {
        throw new IllegalArgumentException(
            "Reduction: expected each axis once, got " + Arrays.toString(axes));
      }
      reduced[at] = true;
    }
    return new Reduction(x, reduced, false);
  }

  /**
   * The same with results that keep the axes, of size 1: they broadcast with the tensor.
   *
   * @return such a reduction
   */
  public Reduction keepDims() {
    return new Reduction(x, reduced, true);
  }

  /**
   * The sum.
   *
   * @return sums, 0 of no values
   */
  public Tensor sum() {
    return shaped(AlongAxis.sum(x, reduced));
  }

  /**
   * The mean.
   *
   * @return means
   * @throws IllegalArgumentException if it would be of no values
   */
  public Tensor mean() {
    return sum().divide(count("mean", 1));
  }

  /**
   * The largest value; a NaN counts as larger than any number.
   *
   * @return maxima; their gradient goes to the first of equals
   * @throws IllegalArgumentException if it would be of no values
   */
  public Tensor max() {
    count("max", 1);
    return shaped(AlongAxis.extreme(x, reduced, true));
  }

  /**
   * The smallest value; a NaN counts as smaller than any number.
   *
   * @return minima; their gradient goes to the first of equals
   * @throws IllegalArgumentException if it would be of no values
   */
  public Tensor min() {
    count("min", 1);
    return shaped(AlongAxis.extreme(x, reduced, false));
  }

  /**
   * The variance.
   *
   * @param correction what is taken from the number of values to divide by: 1 for an estimate from
   *     a sample (Bessel), 0 for the values themselves
   * @return the sum of squared distances to the mean, divided by the number of values less the
   *     correction
   * @throws IllegalArgumentException if it would be of too few values
   */
  public Tensor variance(int correction) {
    float divisor = count("variance", Math.max(0, correction) + 1) - correction;
    Tensor squares = SQUARED_DIFFERENCE.apply(x, keepDims().mean());
    return new Reduction(squares, reduced, kept).sum().divide(divisor);
  }

  /**
   * The standard deviation, estimated from a sample: of n values, with n - 1 as divisor.
   *
   * @return the root of the {@link #variance variance}; where that is 0 the gradient is 0
   * @throws IllegalArgumentException if it would be of less than two values
   */
  public Tensor std() {
    return ROOT.apply(variance(1));
  }

  /**
   * The Euclidean norm.
   *
   * @return the root of the sum of squares; where that is 0 the gradient is 0
   */
  public Tensor norm() {
    return ROOT.apply(new Reduction(SQUARE.apply(x), reduced, kept).sum());
  }

  /**
   * The logarithm of the sum of exponentials, of which the largest is taken out: nothing overflows.
   *
   * @return log(sum(e^x))
   * @throws IllegalArgumentException if it would be of no values
   */
  public Tensor logSumExp() {
    count("logSumExp", 1);
    Tensor detached = x.detach();
    Tensor largest = new Reduction(detached, reduced, true).max();
    Tensor sum = new Reduction(SoftmaxAlong.shiftedExp(x, largest), reduced, kept).sum();
    return ADD_LOG.apply(sum, largest.reshape(sum.shape()));
  }

  /** How many values are reduced to one. */
  private float count(String what, int least) {
    int count = 1;
    for (int a = 0; a < reduced.length; a++) {
      count *= reduced[a] ? x.dim(a) : 1;
    }
    if (count < least) {
      throw new IllegalArgumentException(
          what
              + ": expected at least "
              + least
              + (least == 1 ? " value" : " values")
              + " along the axes, got shape "
              + Shape.text(x.shape()));
    }
    return count;
  }

  private Tensor shaped(Tensor values) {
    int[] shape = new int[reduced.length];
    int rank = 0;
    for (int a = 0; a < reduced.length; a++) {
      if (!reduced[a]) {
        shape[rank++] = x.dim(a);
      } else if (kept) {
        shape[rank++] = 1;
      }
    }
    return values.reshape(Arrays.copyOf(shape, rank));
  }
}
