package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.equation.Surrogate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value in an expression graph. Those of one {@link Graph} that are computed in the same way are
 * the same object, and a value's arguments have smaller ids than the value.
 */
public final class Value {
  private final int id;
  private final Op op;
  private final List<Value> arguments;
  private final double value;
  private final int index;
  private final @Nullable Surrogate surrogate;

  Value(
      int id,
      Op op,
      List<Value> arguments,
      double value,
      int index,
      @Nullable Surrogate surrogate) {
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
   * What computes it.
   *
   * @return the operation
   */
  public Op op() {
    return op;
  }

  /**
   * What it is computed from.
   *
   * @return the arguments, none for leaves
   */
  public List<Value> arguments() {
    return arguments;
  }

  /**
   * One argument.
   *
   * @param a its position
   * @return the argument
   */
  public Value argument(int a) {
    return arguments.get(a);
  }

  /**
   * The number of a {@link Op#CONSTANT}.
   *
   * @return the number, 0 for others
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
   * @return the surrogate, null for others
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
