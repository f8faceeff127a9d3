package dev.sleipnir.kernels.bytecode;

import dev.sleipnir.kernels.graph.Graph;
import dev.sleipnir.kernels.graph.Loop;
import dev.sleipnir.kernels.graph.Op;
import dev.sleipnir.kernels.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Loops of random expressions over all operations. */
final class RandomLoops {
  static final int INVARIANTS = 3;
  static final int COLUMNS = 2;
  static final int SERIES = 4;
  static final int CARRIED = 3;

  private static final Op[] UNARY = {
    Op.NEGATE, Op.ABS, Op.SQRT, Op.EXP, Op.LOG, Op.TANH, Op.SIN, Op.COS
  };
  private static final Op[] BINARY = {Op.ADD, Op.SUBTRACT, Op.MULTIPLY, Op.DIVIDE, Op.MIN, Op.MAX};
  private static final Op[] COMPARISONS = {
    Op.LESS, Op.LESS_EQUAL, Op.GREATER, Op.GREATER_EQUAL, Op.EQUAL, Op.NOT_EQUAL
  };
  private static final double[] CONSTANTS = {0, -0.0, 1, -1, 0.3, 1e30, Double.NaN};

  private final Random random;
  private final Graph graph = new Graph();
  private final List<Value> numbers = new ArrayList<>();
  private final List<Value> conditions = new ArrayList<>();

  private RandomLoops(Random random) {
    this.random = random;
  }

  /** Reads series 0 to 2, stores series 1 to 3 and all carried columns but the last. */
  static Loop loop(Random random, int operations) {
    return new RandomLoops(random).loop(operations);
  }

  private Loop loop(int operations) {
    for (int i = 0; i < INVARIANTS; i++) {
      numbers.add(graph.leaf(Op.INVARIANT, i));
    }
    for (int i = 0; i < COLUMNS; i++) {
      numbers.add(graph.leaf(Op.COLUMN, i));
    }
    for (int i = 0; i < SERIES - 1; i++) {
      numbers.add(graph.leaf(Op.SERIES, i));
    }
    for (int i = 0; i < CARRIED; i++) {
      numbers.add(graph.leaf(Op.CARRIED, i));
    }
    numbers.add(graph.constant(CONSTANTS[random.nextInt(CONSTANTS.length)]));
    numbers.add(graph.constant(random.nextGaussian()));
    conditions.add(compare());
    for (int i = 0; i < operations; i++) {
      switch (random.nextInt(9)) {
        case 0 -> numbers.add(graph.node(UNARY[random.nextInt(UNARY.length)], number()));
        case 1 -> conditions.add(compare());
        case 2 -> conditions.add(combine());
        case 3 -> numbers.add(graph.node(Op.SELECT, condition(), number(), number()));
        case 4 -> numbers.add(graph.node(Op.FMA, number(), number(), number()));
        default ->
            numbers.add(graph.node(BINARY[random.nextInt(BINARY.length)], number(), number()));
      }
    }
    List<Loop.Store> series = new ArrayList<>();
    for (int i = 1; i < SERIES; i++) {
      series.add(new Loop.Store(i, number()));
    }
    List<Loop.Store> carried = new ArrayList<>();
    for (int i = 0; i < CARRIED - 1; i++) {
      carried.add(new Loop.Store(i, number()));
    }
    return new Loop(INVARIANTS, COLUMNS, SERIES, CARRIED, series, carried, random.nextBoolean());
  }

  private Value compare() {
    return graph.node(COMPARISONS[random.nextInt(COMPARISONS.length)], number(), number());
  }

  private Value combine() {
    return switch (random.nextInt(3)) {
      case 0 -> graph.node(Op.AND, condition(), condition());
      case 1 -> graph.node(Op.OR, condition(), condition());
      default -> graph.node(Op.NOT, condition());
    };
  }

  /** Any number so far; the latest are likelier, so that expressions grow deep. */
  private Value number() {
    return any(numbers);
  }

  private Value condition() {
    return any(conditions);
  }

  private Value any(List<Value> nodes) {
    int size = nodes.size();
    return nodes.get(
        random.nextBoolean() ? random.nextInt(size) : size - 1 - random.nextInt(Math.min(4, size)));
  }
}
