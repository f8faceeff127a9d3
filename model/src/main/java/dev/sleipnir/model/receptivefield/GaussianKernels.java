package dev.sleipnir.model.receptivefield;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.math.Shapes;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;
import java.util.List;

/**
 * Two-dimensional Gaussian kernels and their directional derivatives, with gradients at all
 * parameters. Rows of a kernel are y, columns x, both from -domain to domain.
 */
public final class GaussianKernels {
  private static final TensorFunction COVARIANCE =
      TensorFunction.parse(
          """
          input sigma1, sigma2, phi
          a = sigma1 * sigma1
          b = sigma2 * sigma2
          c = cos(phi)
          s = sin(phi)
          xx = a * c * c + b * s * s
          xy = (a - b) * c * s
          yy = a * s * s + b * c * c
          output xx, xy, yy
          """);

  private static final TensorFunction DENSITY =
      TensorFunction.parse(
              """
          input xx, xy, yx, yy, column, row, x, y, two_pi
          det = xx * yy - xy * yx
          u = column - x
          w = row - y
          q = (yy * u * u - (xy + yx) * u * w + xx * w * w) / det
          k = exp(-q / 2) / (two_pi * sqrt(det))
          output k
          """)
          .with("two_pi", 2 * Math.PI);

  private static final TensorFunction ALONG =
      TensorFunction.parse("y = cos(angle) * across + sin(angle) * down");

  private GaussianKernels() {}

  /**
   * The covariance of a Gaussian whose axes are turned by an angle: R diag(sigma1², sigma2²) Rᵀ.
   *
   * @param sigma1 standard deviation along the first axis, one number
   * @param sigma2 standard deviation along the second, one number
   * @param phi angle of the first axis to the columns [rad], one number
   * @return [2, 2]
   */
  public static Tensor covariance(Tensor sigma1, Tensor sigma2, Tensor phi) {
    List<Tensor> c =
        COVARIANCE.applyAll(one("sigma1", sigma1), one("sigma2", sigma2), one("phi", phi));
    return Tensor.concatenate(List.of(c.get(0), c.get(1), c.get(1), c.get(2))).reshape(2, 2);
  }

  /**
   * The density of a Gaussian.
   *
   * @param covariance [2, 2]
   * @param size rows and columns of the kernel, at least 1
   * @param domain the kernel spans -domain to domain in both directions
   * @param x centre along the columns, one number
   * @param y centre along the rows, one number
   * @return [size, size]
   */
  public static Tensor density(Tensor covariance, int size, double domain, Tensor x, Tensor y) {
    Shape.require("covariance", new int[] {2, 2}, covariance.shape());
    Tensor flat = covariance.reshape(4, 1, 1);
    return DENSITY
        .apply(
            flat.rows(0, 1),
            flat.rows(1, 2),
            flat.rows(2, 3),
            flat.rows(3, 4),
            columns(size, domain),
            rows(size, domain),
            one("x", x),
            one("y", y))
        .reshape(size, size);
  }

  /**
   * The derivative of kernels in a direction: cos(angle) d/dcolumn + sin(angle) d/drow, by central
   * differences with a spacing of 1, one-sided at the borders.
   *
   * @param kernels [..., rows, columns], at least 2 of each
   * @param angle of the direction to the columns [rad]; broadcasts to the kernels
   * @return of the kernels' shape
   */
  public static Tensor derive(Tensor kernels, Tensor angle) {
    int rank = kernels.rank();
    if (rank < 2 || kernels.dim(rank - 1) < 2 || kernels.dim(rank - 2) < 2) {
      throw new IllegalArgumentException(
          "derive: expected kernels of at least 2 x 2, got shape " + Shape.text(kernels.shape()));
    }
    return ALONG.apply(angle, difference(kernels, rank - 1), difference(kernels, rank - 2));
  }

  private static Tensor difference(Tensor k, int axis) {
    int n = k.dim(axis);
    Tensor first = Shapes.slice(k, axis, 1, 2).subtract(Shapes.slice(k, axis, 0, 1));
    Tensor last = Shapes.slice(k, axis, n - 1, n).subtract(Shapes.slice(k, axis, n - 2, n - 1));
    if (n == 2) {
      return Shapes.concatenate(axis, List.of(first, last));
    }
    Tensor inner =
        Shapes.slice(k, axis, 2, n).subtract(Shapes.slice(k, axis, 0, n - 2)).scale(0.5f);
    return Shapes.concatenate(axis, List.of(first, inner, last));
  }

  private static Tensor one(String name, Tensor value) {
    if (value.size() != 1) {
      throw new IllegalArgumentException(
          name + ": expected one number, got shape " + Shape.text(value.shape()));
    }
    return value.reshape(1, 1, 1);
  }

  /** Places of the columns, [1, 1, size]. */
  static Tensor columns(int size, double domain) {
    return Tensor.of(places(size, domain), 1, 1, size);
  }

  /** Places of the rows, [1, size, 1]. */
  static Tensor rows(int size, double domain) {
    return Tensor.of(places(size, domain), 1, size, 1);
  }

  private static float[] places(int size, double domain) {
    Require.atLeast("size", 1, size);
    Require.positive("domain", domain);
    float[] places = new float[size];
    for (int i = 0; i < size; i++) {
      places[i] = (float) (size == 1 ? -domain : -domain + 2 * domain * i / (size - 1));
    }
    return places;
  }
}
