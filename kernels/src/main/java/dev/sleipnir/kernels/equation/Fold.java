package dev.sleipnir.kernels.equation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something computed from an expression, its operands before the whole and from left to right. The
 * walk keeps its own list of what is open: a sum of a hundred thousand terms is a tree of that
 * depth, and must not need a stack of that depth.
 *
 * @param <T> what is computed
 */
public abstract class Fold<T> {
  /** An operation that has been entered, and what its operands gave so far. */
  private final class Open {
    private final Expression.Operation operation;
    private final List<T> operands = new ArrayList<>();

    Open(Expression.Operation operation) {
      this.operation = operation;
    }
  }

  /** For subclasses. */
  protected Fold() {}

  /**
   * What a number or a name gives.
   *
   * @param leaf an expression that is no operation
   * @return its result
   */
  protected abstract T leaf(Expression leaf);

  /**
   * Called before the operands of an operation are visited.
   *
   * @param operation the operation
   */
  protected void enter(Expression.Operation operation) {}

  /**
   * Called after an operand, before the next.
   *
   * @param operation the operation
   * @param index which operand
   * @param result what it gave
   */
  protected void operand(Expression.Operation operation, int index, T result) {}

  /**
   * What an operation gives.
   *
   * @param operation the operation
   * @param operands what its operands gave
   * @return its result
   */
  protected abstract T operation(Expression.Operation operation, List<T> operands);

  /**
   * Computes.
   *
   * @param root an expression
   * @return its result
   */
  public final T of(Expression root) {
    Deque<Open> open = new ArrayDeque<>();
    @Nullable Expression next = root;
    while (true) {
      if (next instanceof Expression.Operation operation) {
        enter(operation);
        open.push(new Open(operation));
        next = operation.operands().getFirst();
        continue;
      }
      T result = leaf(next);
      next = null;
      while (next == null) {
        Open inner = open.peek();
        if (inner == null) {
          return result;
        }
        operand(inner.operation, inner.operands.size(), result);
        inner.operands.add(result);
        if (inner.operands.size() < inner.operation.operands().size()) {
          next = inner.operation.operands().get(inner.operands.size());
        } else {
          open.pop();
          result = operation(inner.operation, inner.operands);
        }
      }
    }
  }
}
