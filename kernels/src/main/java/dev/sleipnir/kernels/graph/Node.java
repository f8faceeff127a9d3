package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.equation.Surrogate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value in an expression graph. Nodes of one {@link Graph} that compute the same thing are the
 * same object, and a node's arguments have smaller ids than the node.
 */
public final class Node {
  private final int id;
  private final Op op;
  private final List<Node> arguments;
  private final double value;
  private final int index;
  private final @Nullable Surrogate surrogate;

  Node(
      int id, Op op, List<Node> arguments, double value, int index, @Nullable Surrogate surrogate) {
    this.id = id;
    this.op = op;
    this.arguments = arguments;
    this.value = value;
    this.index = index;
    this.surrogate = surrogate;
  }

  /**
   * Position in the graph's order.
   *
   * @return larger than those of the arguments
   */
  public int id() {
    return id;
  }

  /**
   * What the node computes.
   *
   * @return the operation
   */
  public Op op() {
    return op;
  }

  /**
   * What it computes it from.
   *
   * @return the arguments, none for leaves
   */
  public List<Node> arguments() {
    return arguments;
  }

  /**
   * One argument.
   *
   * @param a its position
   * @return the argument
   */
  public Node argument(int a) {
    return arguments.get(a);
  }

  /**
   * The number of a {@link Op#CONSTANT}.
   *
   * @return the number, 0 for other nodes
   */
  public double value() {
    return value;
  }

  /**
   * Which of its kind a leaf is.
   *
   * @return the position
   */
  public int index() {
    return index;
  }

  /**
   * The surrogate of a {@link Op#SPIKE}.
   *
   * @return the surrogate, null for other nodes
   */
  public @Nullable Surrogate surrogate() {
    return surrogate;
  }

  boolean isConstant(double number) {
    return op == Op.CONSTANT && value == number;
  }

  @Override
  public String toString() {
    return switch (op) {
      case CONSTANT -> Double.toString(value);
      case INVARIANT, COLUMN, SERIES, CARRIED, STEP, PARAMETER -> op + "[" + index + "]";
      default -> op + arguments.toString();
    };
  }
}
