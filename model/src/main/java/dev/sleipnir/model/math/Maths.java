package dev.sleipnir.model.math;

import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;

/**
 * Functions of the elements of tensors; shapes broadcast as in NumPy. Each is a {@link
 * TensorFunction}: several in one expression are faster as one text.
 */
public final class Maths {
  private static final TensorFunction MIN = function("min", "y = min(a, b)");
  private static final TensorFunction MAX = function("max", "y = max(a, b)");
  private static final TensorFunction ABS = function("abs", "y = abs(x)");
  private static final TensorFunction EXP = function("exp", "y = exp(x)");
  private static final TensorFunction LOG = function("log", "y = log(x)");
  private static final TensorFunction SQRT = function("sqrt", "y = sqrt(x)");
  private static final TensorFunction TANH = function("tanh", "y = tanh(x)");
  private static final TensorFunction LESS = function("less", "y = where(a < b, 1, 0)");
  private static final TensorFunction LESS_EQUAL =
      function("less_equal", "y = where(a <= b, 1, 0)");
  private static final TensorFunction EQUAL = function("equal", "y = where(a == b, 1, 0)");
  private static final TensorFunction NOT_EQUAL = function("not_equal", "y = where(a != b, 1, 0)");

  private static final TensorFunction WHERE =
      function("where_not_0", "y = where(condition != 0, a, b)");

  private static final TensorFunction CLAMP = function("clamp", "y = min(max(x, low), high)");

  /** Of the exponential of a negative number only, so that nothing overflows. */
  private static final TensorFunction SIGMOID =
      function(
          "sigmoid",
          """
          e = exp(where(x > 0, -x, x))
          y = where(x > 0, 1, e) / (1 + e)
          """);

  private static final TensorFunction SIGN =
      function("sign", "y = where(x > 0, 1, where(x < 0, -1, detach(x)))");

  /** To the nearest whole number by adding 2^23, beyond which all are whole; then down. */
  private static final TensorFunction FLOOR =
      function(
          "floor",
          """
          size = abs(detach(x))
          near = (size + 8388608) - 8388608
          whole = where(x < 0, -near, near)
          y = where(size < 8388608, where(whole > x, whole - 1, whole), detach(x))
          """);

  /** Of positive numbers and 0: others have none. */
  private static final TensorFunction POW =
      function(
          "pow",
          """
          input a, b
          of_zero = where(b == 0, 1, where(b < 0, 1 / abs(a), 0))
          y = where(a == 0, of_zero, exp(b * log(a)))
          """);

  private Maths() {}

  private static TensorFunction function(String name, String lines) {
    return TensorFunction.parse("function " + name + "\n" + lines);
  }

  /**
   * The smaller of two.
   *
   * @param a a tensor
   * @param b a tensor whose shape broadcasts with that of a
   * @return min(a, b); the gradient of equals goes to a
   * @throws IllegalArgumentException if the shapes do not broadcast
   */
  public static Tensor min(Tensor a, Tensor b) {
    return MIN.apply(a, b);
  }

  /**
   * The larger of two.
   *
   * @param a a tensor
   * @param b a tensor whose shape broadcasts with that of a
   * @return max(a, b); the gradient of equals goes to a
   * @throws IllegalArgumentException if the shapes do not broadcast
   */
  public static Tensor max(Tensor a, Tensor b) {
    return MAX.apply(a, b);
  }

  /**
   * A power of positive numbers, as e^(b log a): b log a should not be far from 0, since the error
   * grows with it. {@link #pow(Tensor, double)} is exact to rounding for whole exponents.
   *
   * @param a the base, not negative
   * @param b the exponent, of a shape that broadcasts
   * @return a^b; NaN where a is negative
   * @throws IllegalArgumentException if the shapes do not broadcast
   */
  public static Tensor pow(Tensor a, Tensor b) {
    return POW.apply(a, b);
  }

  /**
   * A power with one exponent for all elements.
   *
   * @param x the base; not negative unless the exponent is a whole number
   * @param exponent the exponent
   * @return x^exponent; whole exponents are products, those and a half a product and a root
   * @throws IllegalArgumentException if the exponent is not finite
   */
  public static Tensor pow(Tensor x, double exponent) {
    if (!Double.isFinite(exponent)) {
      throw new IllegalArgumentException("pow: expected a finite exponent, got " + exponent);
    }
    return Powers.of(exponent).apply(x);
  }

  /**
   * Where a is below b.
   *
   * @param a a tensor
   * @param b a tensor whose shape broadcasts with that of a
   * @return 1 where it is, else 0
   * @throws IllegalArgumentException if the shapes do not broadcast
   */
  public static Tensor less(Tensor a, Tensor b) {
    return LESS.apply(a, b);
  }

  /**
   * Where a is not above b.
   *
   * @param a a tensor
   * @param b a tensor whose shape broadcasts with that of a
   * @return 1 where a is at most b, else 0
   * @throws IllegalArgumentException if the shapes do not broadcast
   */
  public static Tensor lessEqual(Tensor a, Tensor b) {
    return LESS_EQUAL.apply(a, b);
  }

  /**
   * Where a is above b.
   *
   * @param a a tensor
   * @param b a tensor whose shape broadcasts with that of a
   * @return 1 where it is, else 0
   * @throws IllegalArgumentException if the shapes do not broadcast
   */
  public static Tensor greater(Tensor a, Tensor b) {
    return LESS.apply(b, a);
  }

  /**
   * Where a is not below b.
   *
   * @param a a tensor
   * @param b a tensor whose shape broadcasts with that of a
   * @return 1 where a is at least b, else 0
   * @throws IllegalArgumentException if the shapes do not broadcast
   */
  public static Tensor greaterEqual(Tensor a, Tensor b) {
    return LESS_EQUAL.apply(b, a);
  }

  /**
   * Where two are equal.
   *
   * @param a a tensor
   * @param b a tensor whose shape broadcasts with that of a
   * @return 1 where they are, else 0
   * @throws IllegalArgumentException if the shapes do not broadcast
   */
  public static Tensor equal(Tensor a, Tensor b) {
    return EQUAL.apply(a, b);
  }

  /**
   * Where two differ, or one is not a number.
   *
   * @param a a tensor
   * @param b a tensor whose shape broadcasts with that of a
   * @return 1 where they do, else 0
   * @throws IllegalArgumentException if the shapes do not broadcast
   */
  public static Tensor notEqual(Tensor a, Tensor b) {
    return NOT_EQUAL.apply(a, b);
  }

  /**
   * One of two, as a third says.
   *
   * @param condition what chooses, such as a comparison
   * @param a chosen where the condition is not 0
   * @param b chosen where it is
   * @return the chosen; what is not chosen gets no gradient
   * @throws IllegalArgumentException if the shapes do not broadcast
   */
  public static Tensor where(Tensor condition, Tensor a, Tensor b) {
    return WHERE.apply(condition, a, b);
  }

  /**
   * Values moved into a range.
   *
   * @param x values
   * @param low least result
   * @param high greatest result
   * @return min(max(x, low), high); without gradient outside the range
   * @throws IllegalArgumentException unless low is at most high
   */
  public static Tensor clamp(Tensor x, float low, float high) {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "clamp: expected low at most high (" + high + "), got " + low);
    }
    return CLAMP.apply(x, number(low), number(high));
  }

  private static Tensor number(float value) {
    return Tensor.of(new float[] {value});
  }

  /**
   * Absolute value.
   *
   * @param x values
   * @return |x|; its gradient at 0 is 0
   */
  public static Tensor abs(Tensor x) {
    return ABS.apply(x);
  }

  /**
   * Exponential function.
   *
   * @param x values
   * @return e^x
   */
  public static Tensor exp(Tensor x) {
    return EXP.apply(x);
  }

  /**
   * Natural logarithm.
   *
   * @param x values
   * @return log x; NaN below 0
   */
  public static Tensor log(Tensor x) {
    return LOG.apply(x);
  }

  /**
   * Square root.
   *
   * @param x values
   * @return its root; NaN below 0, and of infinite gradient at 0
   */
  public static Tensor sqrt(Tensor x) {
    return SQRT.apply(x);
  }

  /**
   * Hyperbolic tangent.
   *
   * @param x values
   * @return tanh x
   */
  public static Tensor tanh(Tensor x) {
    return TANH.apply(x);
  }

  /**
   * The logistic function.
   *
   * @param x values
   * @return 1 / (1 + e^-x)
   */
  public static Tensor sigmoid(Tensor x) {
    return SIGMOID.apply(x);
  }

  /**
   * The sign.
   *
   * @param x values
   * @return 1, 0 or -1; without gradient
   */
  public static Tensor sign(Tensor x) {
    return SIGN.apply(x);
  }

  /**
   * The largest whole number that is not above.
   *
   * @param x values
   * @return it; without gradient
   */
  public static Tensor floor(Tensor x) {
    return FLOOR.apply(x);
  }

  /**
   * Sums of all values up to each along an axis.
   *
   * @param x values
   * @param axis which; negative ones count from the last
   * @return a tensor of the same shape
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public static Tensor cumulativeSum(Tensor x, int axis) {
    return CumulativeSum.of(x, axis);
  }

  /**
   * Softmax: e^x divided by its sum along an axis. The largest value is taken out: nothing
   * overflows.
   *
   * @param x scores
   * @param axis which; negative ones count from the last
   * @return probabilities of the same shape
   * @throws IllegalArgumentException if the axis has no values
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public static Tensor softmax(Tensor x, int axis) {
    return SoftmaxAlong.softmax(x, axis);
  }

  /**
   * The logarithm of the softmax: x less the logarithm of the sum of e^x along an axis.
   *
   * @param x scores
   * @param axis which; negative ones count from the last
   * @return log-probabilities of the same shape
   * @throws IllegalArgumentException if the axis has no values
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public static Tensor logSoftmax(Tensor x, int axis) {
    return SoftmaxAlong.logSoftmax(x, axis);
  }
}
