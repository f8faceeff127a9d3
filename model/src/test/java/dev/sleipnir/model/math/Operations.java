package dev.sleipnir.model.math;

import dev.sleipnir.model.PlainBroadcast;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Every operation of the package, one line each: its name, the shapes of its inputs in several
 * cases ({@code 3 4; ()|65; 1} is a matrix and a number, then a row and one of one value), what
 * computes it, and a plain twin in double precision.
 */
final class Operations {
  /** The twin: values and shapes of the inputs to the row-major output. */
  @FunctionalInterface
  interface Twin {
    double[] of(double[][] values, int[][] shapes);
  }

  /** An operation and its cases: lists of shapes. */
  record Operation(
      String name, List<int[][]> cases, Function<List<Tensor>, Tensor> function, Twin twin) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String ANY = "()|1|0|65|3 5|2 0 3|2 3 4 5";
  private static final String PAIRS =
      "(); ()|5; 5|65; 1|3 4; 4|2 1 5; 3 1|0 3; 3|2 3 4 5; 3 1 1|0; 1";
  private static final String ROWS = "5|1|65|3 5|2 1 3|2 3 4";

  private Operations() {}

  static List<Operation> all() {
    List<Operation> all = new ArrayList<>();
    all.add(op("add", PAIRS, x -> x.get(0).add(x.get(1)), each(a -> a[0] + a[1])));
    all.add(op("subtract", PAIRS, x -> x.get(0).subtract(x.get(1)), each(a -> a[0] - a[1])));
    all.add(op("multiply", PAIRS, x -> x.get(0).multiply(x.get(1)), each(a -> a[0] * a[1])));
    all.add(op("divide", PAIRS, x -> x.get(0).divide(far(x.get(1))), each(a -> a[0] / far(a[1]))));
    all.add(op("min", PAIRS, x -> Maths.min(x.get(0), x.get(1)), each(a -> Math.min(a[0], a[1]))));
    all.add(op("max", PAIRS, x -> Maths.max(x.get(0), x.get(1)), each(a -> Math.max(a[0], a[1]))));
    all.add(
        op(
            "pow of tensors",
            PAIRS,
            x -> Maths.pow(far(x.get(0)), x.get(1)),
            each(a -> Math.pow(far(a[0]), a[1]))));
    all.add(op("pow 3", "7", x -> Maths.pow(x.get(0), 3), each(a -> a[0] * a[0] * a[0])));
    all.add(op("pow -2", "7", x -> Maths.pow(far(x.get(0)), -2), each(a -> 1 / sq(far(a[0])))));
    all.add(
        op(
            "pow 0.7",
            "7",
            x -> Maths.pow(far(x.get(0)), 0.7),
            each(a -> Math.pow(far(a[0]), 0.7))));
    all.add(masked("less", x -> Maths.less(x.get(0), x.get(1)), a -> a[0] < a[1]));
    all.add(masked("lessEqual", x -> Maths.lessEqual(x.get(0), x.get(1)), a -> a[0] <= a[1]));
    all.add(masked("greater", x -> Maths.greater(x.get(0), x.get(1)), a -> a[0] > a[1]));
    all.add(masked("greaterEqual", x -> Maths.greaterEqual(x.get(0), x.get(1)), a -> a[0] >= a[1]));
    all.add(masked("equal", x -> Maths.equal(x.get(0), x.get(1)), a -> a[0] == a[1]));
    all.add(masked("notEqual", x -> Maths.notEqual(x.get(0), x.get(1)), a -> a[0] != a[1]));
    all.add(
        op(
            "where",
            "5; 5; 5|3 1; 4; 1|2 3; (); 3",
            x -> Maths.where(Maths.less(x.get(0), x.get(1)), x.get(1), x.get(2)),
            each(a -> a[0] < a[1] ? a[1] : a[2])));
    all.add(
        op(
            "clamp",
            ANY,
            x -> Maths.clamp(x.get(0), -0.5f, 0.25f),
            each(a -> Math.min(Math.max(a[0], -0.5), 0.25))));
    all.add(op("abs", ANY, x -> Maths.abs(x.get(0)), each(a -> Math.abs(a[0]))));
    all.add(op("exp", ANY, x -> Maths.exp(x.get(0)), each(a -> Math.exp(a[0]))));
    all.add(op("log", ANY, x -> Maths.log(far(x.get(0))), each(a -> Math.log(far(a[0])))));
    all.add(op("sqrt", ANY, x -> Maths.sqrt(far(x.get(0))), each(a -> Math.sqrt(far(a[0])))));
    all.add(op("tanh", ANY, x -> Maths.tanh(x.get(0)), each(a -> Math.tanh(a[0]))));
    all.add(op("sigmoid", ANY, x -> Maths.sigmoid(x.get(0)), each(a -> 1 / (1 + Math.exp(-a[0])))));
    all.add(
        op("sign", ANY, x -> Maths.sign(x.get(0)).multiply(x.get(0)), each(a -> Math.abs(a[0]))));
    all.add(
        op(
            "floor",
            ANY,
            x -> Maths.floor(x.get(0).scale(4)).add(x.get(0)),
            each(a -> Math.floor(4 * a[0]) + a[0])));
    reductions(all);
    shapes(all);
    products(all);
    return all;
  }

  private static void reductions(List<Operation> all) {
    all.add(along("sum", -1, "0|2 0|" + ROWS, r -> r.sum(), Operations::sum));
    all.add(along("sum of all", null, "0|()|2 0|" + ROWS, r -> r.sum(), Operations::sum));
    all.add(along("sum of the first", 0, "70 3|" + ROWS, r -> r.sum(), Operations::sum));
    all.add(along("mean", 0, ROWS, r -> r.mean(), a -> sum(a) / a.length));
    all.add(along("max", -1, ROWS, r -> r.max(), a -> Arrays.stream(a).max().orElseThrow()));
    all.add(along("max, first", 0, ROWS, r -> r.max(), a -> Arrays.stream(a).max().orElseThrow()));
    all.add(along("min", 0, ROWS, r -> r.min(), a -> Arrays.stream(a).min().orElseThrow()));
    all.add(along("std", -1, "5|2 3|2 3 4", r -> r.std(), a -> Math.sqrt(variance(a, 1))));
    all.add(along("variance", 0, "5|3 2", r -> r.variance(0), a -> variance(a, 0)));
    all.add(along("norm", 0, "0 2|" + ROWS, r -> r.norm(), Operations::norm));
    all.add(along("logSumExp", 0, ROWS, r -> r.logSumExp(), Operations::logSumExp));
    all.add(
        op(
            "mean of two axes, kept",
            "2 3 4|1 2 1",
            x -> x.get(0).subtract(Reduction.of(x.get(0), 0, 2).keepDims().mean()),
            (x, shapes) -> {
              int[] s = shapes[0];
              double[] y = x[0].clone();
              for (int e = 0; e < y.length; e++) {
                int middle = e / s[2] % s[1];
                double sum = 0;
                for (int other = 0; other < y.length; other++) {
                  sum += other / s[2] % s[1] == middle ? x[0][other] : 0;
                }
                y[e] -= sum / (s[0] * s[2]);
              }
              return y;
            }));
    all.add(
        op(
            "cumulativeSum",
            "0|2 0|" + ROWS,
            x -> Maths.cumulativeSum(x.get(0), 0),
            (x, shapes) -> {
              double[] y = x[0].clone();
              int row = shapes[0][0] == 0 ? 1 : y.length / shapes[0][0];
              for (int e = row; e < y.length; e++) {
                y[e] += y[e - row];
              }
              return y;
            }));
    all.add(
        op(
            "softmax",
            ROWS,
            x -> Maths.softmax(x.get(0), -1),
            rows(a -> Arrays.stream(a).map(v -> Math.exp(v - logSumExp(a))).toArray())));
    all.add(
        op(
            "logSoftmax",
            ROWS,
            x -> Maths.logSoftmax(x.get(0), -1),
            rows(a -> Arrays.stream(a).map(v -> v - logSumExp(a)).toArray())));
    all.add(
        op(
            "topK",
            "5|3 5|2 2 3",
            x -> Sorting.topK(x.get(0), 2, -1).values(),
            rows(a -> Arrays.stream(a).map(v -> -v).sorted().map(v -> -v).limit(2).toArray())));
    all.add(
        op(
            "argSort",
            "5|3 5|2 0",
            x -> Sorting.argSort(x.get(0), -1).add(x.get(0).scale(1)),
            rows(
                a -> {
                  Integer[] order = IntStream.range(0, a.length).boxed().toArray(Integer[]::new);
                  Arrays.sort(order, (p, q) -> Double.compare(a[p], a[q]));
                  return IntStream.range(0, a.length).mapToDouble(i -> order[i] + a[i]).toArray();
                })));
    all.add(
        op(
            "argMax, oneHot",
            ROWS,
            x -> Indexing.oneHot(Sorting.argMax(x.get(0), -1), x.get(0).dim(-1)).multiply(x.get(0)),
            rows(
                a -> {
                  double largest = Arrays.stream(a).max().orElseThrow();
                  return Arrays.stream(a).map(v -> v == largest ? v : 0).toArray();
                })));
  }

  private static void shapes(List<Operation> all) {
    all.add(
        chosen(
            "transpose",
            "3 5|17 33|1 4|0 2",
            x -> Shapes.transpose(x, 0, 1),
            s -> new int[] {s[1], s[0]},
            s -> e -> e % s[0] * s[1] + e / s[0]));
    all.add(
        chosen(
            "permute",
            "2 3 4|1 1 5|3 0 2",
            x -> Shapes.permute(x, 2, 0, 1),
            s -> new int[] {s[2], s[0], s[1]},
            s -> e -> e % (s[0] * s[1]) * s[2] + e / (s[0] * s[1])));
    all.add(
        chosen(
            "slice with steps",
            "7 2|8 3|5 0",
            x -> Shapes.slice(x, 0, 1, 5, 2),
            s -> new int[] {2, s[1]},
            s -> e -> (1 + 2 * (e / s[1])) * s[1] + e % s[1]));
    all.add(
        chosen(
            "slice of the last axis",
            "2 7",
            x -> Shapes.slice(x, -1, 2, 6),
            s -> new int[] {2, 4},
            s -> e -> e / 4 * 7 + 2 + e % 4));
    all.add(
        chosen(
            "flip",
            "3 4|1 5|0 2",
            x -> Shapes.flip(x, 0),
            s -> s,
            s -> e -> (s[0] - 1 - e / s[1]) * s[1] + e % s[1]));
    all.add(
        chosen(
            "index",
            "2 3 2|1 3 65",
            x -> Indexing.index(x, 1, 2, 0, 2, 2),
            s -> new int[] {s[0], 4, s[2]},
            s ->
                e -> {
                  int[] which = {2, 0, 2, 2};
                  int row = e / s[2];
                  return (row / 4 * 3 + which[row % 4]) * s[2] + e % s[2];
                }));
    all.add(
        chosen(
            "gather",
            "3 2",
            x -> Indexing.gather(x, 0, Tensor.of(new float[] {2, 0, 0, 1, 2, 2, 1, 1}, 4, 2)),
            s -> new int[] {4, 2},
            s -> e -> new int[] {2, 0, 0, 1, 2, 2, 1, 1}[e] * 2 + e % 2));
    all.add(
        chosen(
            "repeat",
            "2 3|1 1",
            x -> Shapes.repeat(x, 0, 3),
            s -> new int[] {3 * s[0], s[1]},
            s -> e -> e % (s[0] * s[1])));
    all.add(
        chosen(
            "expand",
            "3 1|1 1",
            x -> Shapes.expand(x, 2, x.dim(0), 4),
            s -> new int[] {2, s[0], 4},
            s -> e -> e / 4 % s[0]));
    all.add(
        chosen(
            "split",
            "2 5|0 5",
            x -> Shapes.split(x, 1, 2, 0, 3).getLast(),
            s -> new int[] {s[0], 3},
            s -> e -> e / 3 * 5 + 2 + e % 3));
    all.add(
        op(
            "pad",
            "3 2|1 0",
            x -> Shapes.pad(x.get(0), 0, 2, 1, 0.5f),
            (x, shapes) -> {
              int row = shapes[0][1];
              double[] y = new double[x[0].length + 3 * row];
              Arrays.fill(y, 0.5);
              System.arraycopy(x[0], 0, y, 2 * row, x[0].length);
              return y;
            }));
    all.add(
        op(
            "concatenate",
            "2 3; 2 1; 2 0|1 65; 1 2; 1 1",
            x -> Shapes.concatenate(-1, x),
            (x, shapes) -> sideBySide(x, shapes, shapes[0][0])));
    all.add(op("stack", "2 3; 2 3|1; 1", x -> Shapes.stack(1, x), Operations::stacked));
  }

  private static void products(List<Operation> all) {
    all.add(
        op(
            "matmul",
            "3 4; 4 5|1 1; 1 1|2 0; 0 3|0 2; 2 3|65 3; 3 17",
            x -> Matrices.matmul(x.get(0), x.get(1)),
            (x, s) -> product(x[0], x[1], 1, 1, s[0][0], s[0][1], s[1][1])));
    all.add(
        op(
            "matmul in batches",
            "2 3 4; 2 4 5|3 1 2; 3 2 1",
            x -> Matrices.matmul(x.get(0), x.get(1)),
            (x, s) -> product(x[0], x[1], s[0][0], 1, s[0][1], s[0][2], s[1][2])));
    all.add(
        op(
            "matmul, broadcast",
            "2 1 3 4; 5 4 2",
            x -> Matrices.matmul(x.get(0), x.get(1)),
            (x, s) -> product(x[0], x[1], 2, 5, 3, 4, 2)));
    all.add(
        op(
            "matmul with one matrix",
            "2 3 3 4; 4 2",
            x -> Matrices.matmul(x.get(0), x.get(1)),
            (x, s) -> product(x[0], x[1], 1, 1, 18, 4, 2)));
    all.add(
        op(
            "matmul of a row",
            "4; 4 3",
            x -> Matrices.matmul(x.get(0), x.get(1)),
            (x, s) -> product(x[0], x[1], 1, 1, 1, 4, 3)));
    all.add(
        op(
            "matmul with a column",
            "2 3 4; 4",
            x -> Matrices.matmul(x.get(0), x.get(1)),
            (x, s) -> product(x[0], x[1], 1, 1, 6, 4, 1)));
  }

  // How lines above are written shortly.

  private static Operation op(
      String name, String cases, Function<List<Tensor>, Tensor> function, Twin twin) {
    List<int[][]> shapes = new ArrayList<>();
    for (String one : cases.split("\\|", 0)) {
      List<int[]> inputs = new ArrayList<>();
      for (String input : one.split(";", 0)) {
        String axes = input.strip();
        inputs.add(
            axes.equals("()")
                ? new int[0]
                : Arrays.stream(axes.split(" ")).mapToInt(Integer::parseInt).toArray());
      }
      shapes.add(inputs.toArray(int[][]::new));
    }
    return new Operation(name, shapes, function, twin);
  }

  private static Twin each(ToDoubleFunction<double[]> function) {
    return (values, shapes) -> PlainBroadcast.apply(function, shapes, values);
  }

  private interface Holds {
    boolean of(double[] arguments);
  }

  /** A comparison has no gradient: it chooses whether a value is doubled. */
  private static Operation masked(
      String name, Function<List<Tensor>, Tensor> comparison, Holds twin) {
    return op(
        name,
        PAIRS,
        x -> comparison.apply(x).add(1f).multiply(x.get(0)),
        each(a -> (twin.of(a) ? 2 : 1) * a[0]));
  }

  private static Operation along(
      String name,
      @Nullable Integer axis,
      String cases,
      Function<Reduction, Tensor> function,
      ToDoubleFunction<double[]> twin) {
    return op(
        name,
        cases,
        x -> function.apply(axis == null ? Reduction.of(x.get(0)) : Reduction.of(x.get(0), axis)),
        (x, shapes) -> {
          int[] s = shapes[0];
          if (axis == null) {
            return new double[] {twin.applyAsDouble(x[0])};
          }
          int at = axis < 0 ? axis + s.length : axis;
          int inner = Shape.size(Arrays.copyOfRange(s, at + 1, s.length));
          int outer = Shape.size(Arrays.copyOf(s, at));
          double[] y = new double[outer * inner];
          for (int e = 0; e < y.length; e++) {
            double[] values = new double[s[at]];
            for (int r = 0; r < values.length; r++) {
              values[r] = x[0][(e / inner * s[at] + r) * inner + e % inner];
            }
            y[e] = twin.applyAsDouble(values);
          }
          return y;
        });
  }

  private static Twin rows(Function<double[], double[]> function) {
    return (x, shapes) -> {
      int row = shapes[0][shapes[0].length - 1];
      List<double[]> all = new ArrayList<>();
      for (int at = 0; at < x[0].length; at += row) {
        all.add(function.apply(Arrays.copyOfRange(x[0], at, at + row)));
      }
      return all.stream().flatMapToDouble(Arrays::stream).toArray();
    };
  }

  /** An operation each of whose values is one of the input's. */
  private static Operation chosen(
      String name,
      String cases,
      Function<Tensor, Tensor> function,
      Function<int[], int[]> shape,
      Function<int[], IntUnaryOperator> index) {
    return op(
        name,
        cases,
        x -> function.apply(x.get(0)),
        (x, shapes) -> {
          IntUnaryOperator from = index.apply(shapes[0]);
          return IntStream.range(0, Shape.size(shape.apply(shapes[0])))
              .mapToDouble(e -> x[0][from.applyAsInt(e)])
              .toArray();
        });
  }

  private static double[] sideBySide(double[][] x, int[][] shapes, int rows) {
    List<Double> all = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      for (int p = 0; p < x.length; p++) {
        int row = shapes[p][1];
        for (int e = 0; e < row; e++) {
          all.add(x[p][r * row + e]);
        }
      }
    }
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] stacked(double[][] x, int[][] shapes) {
    int row = shapes[0].length == 1 ? 1 : shapes[0][1];
    int[] wide = {shapes[0][0], row};
    return sideBySide(x, new int[][] {wide, wide}, shapes[0][0]);
  }

  private static double[] product(
      double[] a, double[] b, int batchA, int batchB, int m, int k, int n) {
    int count = batchA * batchB;
    double[] y = new double[count * m * n];
    for (int p = 0; p < count; p++) {
      int of = p / batchB;
      int with = batchB > 1 ? p % batchB : p;
      for (int i = 0; i < m * n; i++) {
        for (int l = 0; l < k; l++) {
          y[p * m * n + i] += a[(of * m + i / n) * k + l] * b[(with * k + l) * n + i % n];
        }
      }
    }
    return y;
  }

  private static double sum(double[] a) {
    return Arrays.stream(a).sum();
  }

  private static double sq(double a) {
    return a * a;
  }

  private static double variance(double[] a, int correction) {
    double mean = sum(a) / a.length;
    return Arrays.stream(a).map(v -> sq(v - mean)).sum() / (a.length - correction);
  }

  private static double norm(double[] a) {
    return Math.sqrt(Arrays.stream(a).map(Operations::sq).sum());
  }

  private static double logSumExp(double[] a) {
    return Math.log(Arrays.stream(a).map(Math::exp).sum());
  }

  /** Away from 0, and positive. */
  private static double far(double a) {
    return a * a + 0.5;
  }

  private static Tensor far(Tensor a) {
    return a.multiply(a).add(0.5f);
  }
}
