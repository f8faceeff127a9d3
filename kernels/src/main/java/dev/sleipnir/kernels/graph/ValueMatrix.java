package dev.sleipnir.kernels.graph;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** A square matrix of nodes; null stands for 0, of which nothing is computed. */
final class ValueMatrix {
  /** Terms of the series of phi, enough for double precision up to a norm of 1. */
  private static final int TERMS = 16;

  /** So often the argument is halved first: norms up to 1024 are below 1 then. */
  private static final int HALVINGS = 10;

  private final Graph graph;
  private final int n;
  private final @Nullable Value[][] entries;

  ValueMatrix(Graph graph, int n) {
    this.graph = graph;
    this.n = n;
    entries = new Value[n][n];
  }

  @Nullable Value get(int row, int column) {
    return entries[row][column];
  }

  void set(int row, int column, @Nullable Value value) {
    entries[row][column] = value != null && value.isConstant(0) ? null : value;
  }

  /** The same with some rows 0. */
  ValueMatrix withoutRows(IntPredicate without) {
    ValueMatrix left = new ValueMatrix(graph, n);
    for (int i = 0; i < n; i++) {
      left.entries[i] = without.test(i) ? new Value[n] : entries[i].clone();
    }
    return left;
  }

  /** h phi(h M), phi(z) = (exp(z) - 1) / z, also where M is singular. */
  ValueMatrix gain(Value h) {
    if (isDiagonal()) {
      ValueMatrix gain = new ValueMatrix(graph, n);
      for (int i = 0; i < n; i++) {
        Value rate = entries[i][i];
        Value phi =
            rate == null
                ? graph.constant(1)
                : RelativeExponential.of(graph, graph.node(Op.MULTIPLY, rate, h));
        gain.set(i, i, graph.node(Op.MULTIPLY, h, phi));
      }
      return gain;
    }
    ValueMatrix a = times(graph.node(Op.MULTIPLY, h, graph.constant(Math.scalb(1.0, -HALVINGS))));
    ValueMatrix phi = new ValueMatrix(graph, n).plusIdentity();
    for (int term = TERMS; term > 1; term--) {
      phi = a.times(phi).times(graph.constant(1.0 / term)).plusIdentity();
    }
    for (int doubling = 0; doubling < HALVINGS; doubling++) {
      phi = phi.times(a.times(phi).times(graph.constant(0.5)).plusIdentity());
      a = a.times(graph.constant(2));
    }
    return phi.times(h);
  }

  boolean isDiagonal() {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (i != j && entries[i][j] != null) {
          return false;
        }
      }
    }
    return true;
  }

  private ValueMatrix times(Value factor) {
    ValueMatrix product = new ValueMatrix(graph, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        Value entry = entries[i][j];
        product.set(i, j, entry == null ? null : graph.node(Op.MULTIPLY, entry, factor));
      }
    }
    return product;
  }

  ValueMatrix times(ValueMatrix other) {
    ValueMatrix product = new ValueMatrix(graph, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        Value sum = null;
        for (int k = 0; k < n; k++) {
          Value left = entries[i][k];
          Value right = other.entries[k][j];
          if (left != null && right != null) {
            Value term = graph.node(Op.MULTIPLY, left, right);
            sum = sum == null ? term : graph.node(Op.ADD, sum, term);
          }
        }
        product.set(i, j, sum);
      }
    }
    return product;
  }

  ValueMatrix plusIdentity() {
    ValueMatrix sum = new ValueMatrix(graph, n);
    for (int i = 0; i < n; i++) {
      sum.entries[i] = Arrays.copyOf(entries[i], n);
      Value entry = entries[i][i];
      sum.set(
          i, i, entry == null ? graph.constant(1) : graph.node(Op.ADD, entry, graph.constant(1)));
    }
    return sum;
  }
}
