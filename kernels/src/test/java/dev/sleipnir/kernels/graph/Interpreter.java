package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.math.Exp;
import dev.sleipnir.kernels.math.Log;
import dev.sleipnir.kernels.math.Sine;
import dev.sleipnir.kernels.math.Tanh;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a loop neuron by neuron, one operation after the other, without generating code: the plain
 * reference for the compiled loop, and the same loop in double precision.
 */
public final class Interpreter {
  private final Loop loop;
  private final List<Value> order;

  /** For each node in order, where in the order its arguments are. */
  private final int[][] arguments;

  private final int[] seriesStored;
  private final int[] carriedStored;

  /**
   * Prepares a loop.
   *
   * @param loop the loop
   * @throws IllegalArgumentException if the loop cannot be run
   */
  public Interpreter(Loop loop) {
    this.loop = loop;
    order = EvaluationOrder.of(loop);
    arguments = order.stream().map(node -> positions(node.arguments())).toArray(int[][]::new);
    seriesStored = positions(loop.seriesStores().stream().map(Loop.Store::value).toList());
    carriedStored = positions(loop.carriedStores().stream().map(Loop.Store::value).toList());
  }

  private int[] positions(List<Value> nodes) {
    return nodes.stream().mapToInt(order::indexOf).toArray();
  }

  /**
   * Runs neurons {@code from} to {@code to - 1} in single precision, with the bits of the compiled
   * loop.
   *
   * @param invariants the invariants
   * @param columns the columns, from neuron {@code base} on
   * @param series the series, [steps][n]
   * @param carried the carried columns, [n]
   * @param steps number of time steps
   * @param n neurons in the population
   * @param from first neuron
   * @param to one past the last neuron
   * @param base the neuron of the columns' first values
   */
  public void runFloat(
      float[] invariants,
      float[][] columns,
      float[][] series,
      float[][] carried,
      int steps,
      int n,
      int from,
      int to,
      int base) {
    float[] numbers = new float[order.size()];
    boolean[] conditions = new boolean[order.size()];
    for (int e = from; e < to; e++) {
      for (int step = 0; step < steps; step++) {
        int at = (loop.backwards() ? steps - 1 - step : step) * n + e;
        for (int i = 0; i < numbers.length; i++) {
          Value node = order.get(i);
          int[] a = arguments[i];
          switch (node.op()) {
            case INVARIANT -> numbers[i] = invariants[node.index()];
            case COLUMN -> numbers[i] = columns[node.index()][e - base];
            case SERIES -> numbers[i] = series[node.index()][at];
            case CARRIED -> numbers[i] = carried[node.index()][e];
            default -> {
              if (node.op().isCondition()) {
                conditions[i] = holds(node.op(), a, numbers, conditions);
              } else {
                numbers[i] = number(node, a, numbers, conditions);
              }
            }
          }
        }
        for (int s = 0; s < seriesStored.length; s++) {
          series[loop.seriesStores().get(s).index()][at] = numbers[seriesStored[s]];
        }
        for (int s = 0; s < carriedStored.length; s++) {
          carried[loop.carriedStores().get(s).index()][e] = numbers[carriedStored[s]];
        }
      }
    }
  }

  private static float number(Value node, int[] a, float[] numbers, boolean[] conditions) {
    return switch (node.op()) {
      case CONSTANT -> (float) node.value();
      case ADD -> numbers[a[0]] + numbers[a[1]];
      case SUBTRACT -> numbers[a[0]] - numbers[a[1]];
      case MULTIPLY -> numbers[a[0]] * numbers[a[1]];
      case DIVIDE -> numbers[a[0]] / numbers[a[1]];
      case MIN -> Math.min(numbers[a[0]], numbers[a[1]]);
      case MAX -> Math.max(numbers[a[0]], numbers[a[1]]);
      case NEGATE -> -numbers[a[0]];
      case ABS -> Math.abs(numbers[a[0]]);
      case SQRT -> (float) Math.sqrt(numbers[a[0]]);
      case EXP -> Exp.exp(numbers[a[0]]);
      case LOG -> Log.log(numbers[a[0]]);
      case FMA -> Math.fma(numbers[a[0]], numbers[a[1]], numbers[a[2]]);
      case TANH -> Tanh.tanh(numbers[a[0]]);
      case SIN -> Sine.sin(numbers[a[0]]);
      case COS -> Sine.cos(numbers[a[0]]);
      case SELECT -> conditions[a[0]] ? numbers[a[1]] : numbers[a[2]];
      default -> throw new AssertionError(node.op());
    };
  }

  private static boolean holds(Op op, int[] a, float[] numbers, boolean[] conditions) {
    return switch (op) {
      case LESS -> numbers[a[0]] < numbers[a[1]];
      case LESS_EQUAL -> numbers[a[0]] <= numbers[a[1]];
      case GREATER -> numbers[a[0]] > numbers[a[1]];
      case GREATER_EQUAL -> numbers[a[0]] >= numbers[a[1]];
      case EQUAL -> numbers[a[0]] == numbers[a[1]];
      case NOT_EQUAL -> numbers[a[0]] != numbers[a[1]];
      case AND -> conditions[a[0]] && conditions[a[1]];
      case OR -> conditions[a[0]] || conditions[a[1]];
      case NOT -> !conditions[a[0]];
      default -> throw new AssertionError(op);
    };
  }

  /**
   * Runs neurons {@code from} to {@code to - 1} in double precision.
   *
   * @param invariants the invariants
   * @param columns the columns, from neuron {@code base} on
   * @param series the series, [steps][n]
   * @param carried the carried columns, [n]
   * @param steps number of time steps
   * @param n neurons in the population
   * @param from first neuron
   * @param to one past the last neuron
   * @param base the neuron of the columns' first values
   */
  public void runDouble(
      double[] invariants,
      double[][] columns,
      double[][] series,
      double[][] carried,
      int steps,
      int n,
      int from,
      int to,
      int base) {
    double[] numbers = new double[order.size()];
    boolean[] conditions = new boolean[order.size()];
    for (int e = from; e < to; e++) {
      for (int step = 0; step < steps; step++) {
        int at = (loop.backwards() ? steps - 1 - step : step) * n + e;
        for (int i = 0; i < numbers.length; i++) {
          Value node = order.get(i);
          int[] a = arguments[i];
          switch (node.op()) {
            case INVARIANT -> numbers[i] = invariants[node.index()];
            case COLUMN -> numbers[i] = columns[node.index()][e - base];
            case SERIES -> numbers[i] = series[node.index()][at];
            case CARRIED -> numbers[i] = carried[node.index()][e];
            default -> {
              if (node.op().isCondition()) {
                conditions[i] = holds(node.op(), a, numbers, conditions);
              } else {
                numbers[i] = number(node, a, numbers, conditions);
              }
            }
          }
        }
        for (int s = 0; s < seriesStored.length; s++) {
          series[loop.seriesStores().get(s).index()][at] = numbers[seriesStored[s]];
        }
        for (int s = 0; s < carriedStored.length; s++) {
          carried[loop.carriedStores().get(s).index()][e] = numbers[carriedStored[s]];
        }
      }
    }
  }

  private static double number(Value node, int[] a, double[] numbers, boolean[] conditions) {
    return switch (node.op()) {
      case CONSTANT -> node.value();
      case SELECT -> conditions[a[0]] ? numbers[a[1]] : numbers[a[2]];
      default -> Numbers.apply(node.op(), Arrays.stream(a).mapToDouble(i -> numbers[i]).toArray());
    };
  }

  private static boolean holds(Op op, int[] a, double[] numbers, boolean[] conditions) {
    return switch (op) {
      case AND -> conditions[a[0]] && conditions[a[1]];
      case OR -> conditions[a[0]] || conditions[a[1]];
      case NOT -> !conditions[a[0]];
      default -> Numbers.compare(op, numbers[a[0]], numbers[a[1]]);
    };
  }

  /** Values of a program's invariants in double precision. */
  public static double[] invariants(Program program, double... parameters) {
    return Calculation.of(program.invariants(), parameters);
  }
}
