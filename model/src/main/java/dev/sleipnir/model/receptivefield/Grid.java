package dev.sleipnir.model.receptivefield;

import dev.sleipnir.model.math.Indexing;
import dev.sleipnir.model.math.Shapes;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Combinations of parameters: which of each vector a field takes, and its derivatives. */
final class Grid {
  private static final String[] NAMES = {"scales", "angles", "ratios", "x", "y"};

  /** For each of the five vectors, the index that each field takes. */
  private final int[][] indices;

  private final int[][] orders;

  private Grid(int[][] indices, int[][] orders) {
    this.indices = indices;
    this.orders = orders;
  }

  static Grid of(List<Tensor> five, int[][] derivatives, boolean includeReplicas) {
    for (int v = 0; v < NAMES.length; v++) {
      if (five.get(v).rank() != 1 || five.get(v).size() == 0) {
        throw new IllegalArgumentException(
            NAMES[v]
                + ": expected a vector of at least one value, got shape "
                + Shape.text(five.get(v).shape()));
      }
    }
    if (derivatives.length == 0) {
      throw new IllegalArgumentException("derivatives: expected at least one pair, got none");
    }
    for (int[] pair : derivatives) {
      if (pair.length != 2 || pair[0] < 0 || pair[1] < 0) {
        throw new IllegalArgumentException(
            "derivatives: expected pairs of orders from 0 on, got " + Arrays.toString(pair));
      }
    }
    float[] ratios = five.get(2).toArray();
    List<int[]> rows = new ArrayList<>();
    if (includeReplicas) {
      add(rows, five, derivatives, true, true, ratios);
    } else {
      add(rows, five, derivatives, true, false, ratios);
      add(rows, five, derivatives, false, true, ratios);
    }
    int[][] indices = new int[NAMES.length][rows.size()];
    int[][] orders = new int[rows.size()][];
    for (int r = 0; r < rows.size(); r++) {
      for (int v = 0; v < NAMES.length; v++) {
        indices[v][r] = rows.get(r)[v];
      }
      orders[r] = derivatives[rows.get(r)[NAMES.length]];
    }
    return new Grid(indices, orders);
  }

  /** Rows of ratios other than 1, of ratio 1 (at the first angle), or all at all angles. */
  private static void add(
      List<int[]> rows,
      List<Tensor> five,
      int[][] derivatives,
      boolean others,
      boolean ones,
      float[] ratios) {
    for (int s = 0; s < five.get(0).size(); s++) {
      for (int a = 0; a < (others ? five.get(1).size() : 1); a++) {
        for (int r = 0; r < ratios.length; r++) {
          if (ratios[r] == 1f ? !ones : !others) {
            continue;
          }
          for (int x = 0; x < five.get(3).size(); x++) {
            for (int y = 0; y < five.get(4).size(); y++) {
              for (int d = 0; d < derivatives.length; d++) {
                rows.add(new int[] {s, a, r, x, y, d});
              }
            }
          }
        }
      }
    }
  }

  /** What was read: refused where an index is none of its vector. */
  static Grid of(List<Parameter> vectors, int[][] indices, int[][] orders) {
    for (int v = 0; v < indices.length; v++) {
      if (indices[v].length != orders.length) {
        throw new IllegalArgumentException(
            NAMES[v] + ": expected " + orders.length + " indices, got " + indices[v].length);
      }
      for (int index : indices[v]) {
        if (index < 0 || index >= vectors.get(v).size()) {
          throw new IllegalArgumentException(
              NAMES[v] + ": expected indices below " + vectors.get(v).size() + ", got " + index);
        }
      }
    }
    return new Grid(indices, orders);
  }

  /** Pairs one after the other. */
  static int[] flat(int[][] pairs) {
    return Arrays.stream(pairs).flatMapToInt(Arrays::stream).toArray();
  }

  /** What {@link #flat} made flat. */
  static int[][] pairs(int[] flat) {
    if (flat.length == 0
        || flat.length % 2 != 0
        || Arrays.stream(flat).anyMatch(o -> o < 0 || o > 100)) {
      throw new IllegalArgumentException(
          "orders: expected pairs of numbers from 0 to 100, got " + Arrays.toString(flat));
    }
    int[][] pairs = new int[flat.length / 2][];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = new int[] {flat[2 * i], flat[2 * i + 1]};
    }
    return pairs;
  }

  /** The index that each field takes of a vector. */
  int[] indices(int vector) {
    return indices[vector];
  }

  /** The orders of the derivatives of each field. */
  int[][] orders() {
    return orders;
  }

  /** The values of each field, [fields, 5]. */
  Tensor five(Tensor... vectors) {
    List<Tensor> columns = new ArrayList<>();
    for (int v = 0; v < vectors.length; v++) {
      columns.add(Indexing.index(vectors[v], 0, indices[v]).reshape(orders.length, 1));
    }
    return Shapes.concatenate(1, columns);
  }
}
