package dev.sleipnir.kernels.equation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * Trees as text. Each expression is written as pieces: text, and expressions that are written in
 * their place. What waits to be written is a list and not the stack, so that the tree may be of any
 * depth, and every character is copied once.
 */
final class Writing {
  private final Function<Expression, List<Object>> pieces;

  /** Pieces are strings, expressions and lists of pieces. */
  Writing(Function<Expression, List<Object>> pieces) {
    this.pieces = pieces;
  }

  /** An expression as text. */
  String of(Expression root) {
    StringBuilder text = new StringBuilder();
    Deque<Object> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      switch (open.pop()) {
        case String piece -> text.append(piece);
        case Expression expression -> push(pieces.apply(expression), open);
        case List<?> list -> push(list, open);
        case Object other -> throw new AssertionError(other);
      }
    }
    return text.toString();
  }

  /** The first piece that is text. */
  String start(Object piece) {
    Object first = piece;
    while (!(first instanceof String)) {
      first =
          switch (first) {
            case Expression expression -> pieces.apply(expression).getFirst();
            case List<?> list -> list.getFirst();
            default -> throw new AssertionError(first);
          };
    }
    return (String) first;
  }

  /** A call of a function, opened by its name and a parenthesis. */
  static List<Object> call(String open, List<Expression> operands, String close) {
    List<Object> pieces = new ArrayList<>();
    pieces.add(open);
    for (Expression operand : operands) {
      if (pieces.size() > 1) {
        pieces.add(", ");
      }
      pieces.add(operand);
    }
    pieces.add(close);
    return pieces;
  }

  private static void push(List<?> pieces, Deque<Object> open) {
    for (int p = pieces.size() - 1; p >= 0; p--) {
      open.push(pieces.get(p));
    }
  }
}
