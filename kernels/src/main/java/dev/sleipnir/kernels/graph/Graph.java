package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.equation.Surrogate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the nodes of one expression graph: what is computed twice becomes one node, and what can be
 * computed now is.
 */
public final class Graph {
  private record Key(
      Op op, List<Value> arguments, long bits, int index, @Nullable Surrogate surrogate) {}

  private final Map<Key, Value> nodes = new HashMap<>();
  private int size;

  /** An empty graph. */
  public Graph() {}

  /**
   * A number.
   *
   * @param value the number
   * @return its node
   */
  public Value constant(double value) {
    return intern(Op.CONSTANT, List.of(), value, 0, null);
  }

  /**
   * A leaf.
   *
   * @param op its kind
   * @param index which of the kind
   * @return its node
   */
  public Value leaf(Op op, int index) {
    return intern(op, List.of(), 0, index, null);
  }

  /**
   * A spike.
   *
   * @param x fires above 0
   * @param surrogate how it is differentiated
   * @param random a value uniform in [0, 1), read by stochastic surrogates only
   * @return its node
   */
  public Value spike(Value x, Surrogate surrogate, @Nullable Value random) {
    List<Value> arguments = random == null ? List.of(x) : List.of(x, random);
    return intern(Op.SPIKE, arguments, 0, 0, surrogate);
  }

  /**
   * A node equal to its argument, under an identity of its own.
   *
   * @param x the argument
   * @return a new node
   */
  public Value copy(Value x) {
    return intern(Op.COPY, List.of(x), 0, size, null);
  }

  /** Number of nodes so far: the id of the next. */
  int size() {
    return size;
  }

  private Value intern(
      Op op, List<Value> arguments, double value, int index, @Nullable Surrogate surrogate) {
    Key key = new Key(op, arguments, Double.doubleToLongBits(value), index, surrogate);
    Value known = nodes.get(key);
    if (known == null) {
      known = new Value(size++, op, arguments, value, index, surrogate);
      nodes.put(key, known);
    }
    return known;
  }

  /**
   * A node for an operation on others, simplified.
   *
   * @param op the operation
   * @param a its arguments
   * @return a node with the same value
   */
  public Value node(Op op, Value... a) {
    Value simple = Simplify.apply(this, op, a);
    return simple != null ? simple : intern(op, List.of(a), 0, 0, null);
  }
}
