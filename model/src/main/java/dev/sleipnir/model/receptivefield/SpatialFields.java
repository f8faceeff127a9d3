package dev.sleipnir.model.receptivefield;

import dev.sleipnir.model.math.Indexing;
import dev.sleipnir.model.math.Reduction;
import dev.sleipnir.model.math.Shapes;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Spatial receptive fields: Gaussians, normalised to a sum of 1, and their scaled directional
 * derivatives (Lindeberg 2013, Biological Cybernetics 107:589), as in Norse. A field is a row of a
 * table: scale, angle, ratio, x, y, dx, dy.
 */
public final class SpatialFields {
  /** Columns of a table. */
  static final int COLUMNS = 7;

  /** Columns that are differentiated: those before the orders of the derivatives. */
  static final int DIFFERENTIABLE = 5;

  /** Variances are scale ratio² and scale / ratio² along axes turned by the angle. */
  private static final TensorFunction GAUSSIAN =
      TensorFunction.parse(
          """
          input scale, angle, ratio, x, y, column, row
          c = cos(angle)
          s = sin(angle)
          u = c * (column - x) + s * (row - y)
          w = c * (row - y) - s * (column - x)
          q = (u * u / (ratio * ratio) + w * w * ratio * ratio) / scale
          k = exp(-q / 2)
          output k
          """);

  private SpatialFields() {}

  /**
   * Fields of a table.
   *
   * @param table [fields, 7]: scale (more than 0), angle [rad], ratio (more than 0), centre x and
   *     y, and how often the field is differentiated along the angle (dx) and across it (dy);
   *     gradients reach the first five
   * @param size rows and columns of a field, at least 1, at least 2 where there are derivatives
   * @param domain fields span -domain to domain in both directions
   * @return [fields, size, size]
   * @throws IllegalArgumentException if the shape is another, or an order of a derivative is not a
   *     whole number from 0 to 100
   */
  public static Tensor of(Tensor table, int size, double domain) {
    requireTable(table);
    return of(Shapes.slice(table, 1, 0, DIFFERENTIABLE), orders(table), size, domain);
  }

  static void requireTable(Tensor table) {
    if (table.rank() != 2 || table.dim(1) != COLUMNS || table.dim(0) == 0) {
      throw new IllegalArgumentException(
          "fields: expected a table [fields, 7] of scale, angle, ratio, x, y, dx, dy, got shape "
              + Shape.text(table.shape()));
    }
  }

  /**
   * Fields as the kernels of a convolution: the same for every input channel.
   *
   * @param fields [fields, size, size]
   * @param channels channels of an image, at least 1
   * @return [fields, channels, size, size]
   */
  public static Tensor kernels(Tensor fields, int channels) {
    int n = fields.dim(0);
    int size = fields.dim(1);
    return Shapes.expand(fields.reshape(n, 1, size, size), n, channels, size, size);
  }

  /** The orders of the derivatives in a table. */
  static int[][] orders(Tensor table) {
    int[][] orders = new int[table.dim(0)][2];
    float[] values = table.toArray();
    for (int f = 0; f < orders.length; f++) {
      for (int d = 0; d < 2; d++) {
        float order = values[f * COLUMNS + DIFFERENTIABLE + d];
        if (!(order >= 0 && order <= 100 && order == Math.rint(order))) {
          throw new IllegalArgumentException(
              (d == 0 ? "dx" : "dy")
                  + ": expected how often field "
                  + f
                  + " is differentiated, 0 to 100, got "
                  + order);
        }
        orders[f][d] = (int) order;
      }
    }
    return orders;
  }

  /** Fields of the first five columns, [fields, 5], and the orders of their derivatives. */
  static Tensor of(Tensor five, int[][] orders, int size, double domain) {
    Tensor column = GaussianKernels.columns(size, domain);
    Tensor row = GaussianKernels.rows(size, domain);
    Map<List<Integer>, List<Integer>> alike = new LinkedHashMap<>();
    for (int f = 0; f < orders.length; f++) {
      alike.computeIfAbsent(List.of(orders[f][0], orders[f][1]), _ -> new ArrayList<>()).add(f);
    }
    List<Tensor> parts = new ArrayList<>();
    int[] places = new int[orders.length];
    int at = 0;
    for (var entry : alike.entrySet()) {
      int[] which = entry.getValue().stream().mapToInt(Integer::intValue).toArray();
      for (int f : which) {
        places[f] = at++;
      }
      Tensor some = which.length == orders.length ? five : Indexing.index(five, 0, which);
      int[] order = orders[which[0]];
      parts.add(derived(some.reshape(which.length, DIFFERENTIABLE, 1, 1), order, column, row));
    }
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    return Indexing.index(Tensor.concatenate(parts), 0, places);
  }

  private static Tensor derived(Tensor of, int[] order, Tensor column, Tensor row) {
    int fields = of.dim(0);
    Tensor[] p = new Tensor[DIFFERENTIABLE];
    for (int c = 0; c < p.length; c++) {
      p[c] = Shapes.slice(of, 1, c, c + 1).reshape(fields, 1, 1);
    }
    Tensor scale = p[0];
    Tensor angle = p[1];
    Tensor gaussian = GAUSSIAN.apply(scale, angle, p[2], p[3], p[4], column, row);
    Tensor field = gaussian.divide(Reduction.of(gaussian, 1, 2).keepDims().sum());
    Tensor across = angle.add((float) (Math.PI / 2));
    for (int round = 0; round < Math.max(order[0], order[1]); round++) {
      if (round < order[0]) {
        field = GaussianKernels.derive(field, angle).multiply(scale);
      }
      if (round < order[1]) {
        field = GaussianKernels.derive(field, across).multiply(scale);
      }
    }
    return field;
  }

  /**
   * All combinations of parameters, as rows of a table. Gradients reach the five vectors.
   *
   * <p>Rows come in the order of nested loops: scales, angles, ratios, x, y, derivatives. Fields of
   * ratio 1 look the same at every angle: unless replicas are included they come last, with the
   * first angle only.
   *
   * @param scales [n]
   * @param angles [n], in radians
   * @param ratios [n]
   * @param x centres along the columns, [n]
   * @param y centres along the rows, [n]
   * @param derivatives pairs dx, dy, [n][2]; see {@link #derivatives}
   * @param includeReplicas whether fields of ratio 1 come at every angle
   * @return [combinations, 7]
   * @throws IllegalArgumentException if something is not a vector of at least one value
   */
  public static Tensor parameters(
      Tensor scales,
      Tensor angles,
      Tensor ratios,
      Tensor x,
      Tensor y,
      int[][] derivatives,
      boolean includeReplicas) {
    Grid grid = Grid.of(List.of(scales, angles, ratios, x, y), derivatives, includeReplicas);
    Tensor five = grid.five(scales, angles, ratios, x, y);
    float[] orders = new float[2 * grid.orders().length];
    for (int i = 0; i < orders.length; i++) {
      orders[i] = grid.orders()[i / 2][i % 2];
    }
    return Shapes.concatenate(1, List.of(five, Tensor.of(orders, grid.orders().length, 2)));
  }

  /**
   * All pairs of orders from 0 to n but the last, (n, n); for 0 the pair (0, 0).
   *
   * @param n the highest order, at least 0
   * @return pairs dx, dy
   */
  public static int[][] derivatives(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("derivatives: expected at least 0, got " + n);
    }
    int[][] pairs = new int[Math.max(1, (n + 1) * (n + 1) - 1)][];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = new int[] {i / (n + 1), i % (n + 1)};
    }
    return pairs;
  }
}
