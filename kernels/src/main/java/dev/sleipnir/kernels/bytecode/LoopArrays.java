package dev.sleipnir.kernels.bytecode;

import dev.sleipnir.kernels.graph.Loop;
import dev.sleipnir.kernels.graph.Op;
import dev.sleipnir.kernels.graph.Value;
import dev.sleipnir.kernels.require.Require;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The places a compiled loop touches, and the checks of the arrays passed for them. Messages are
 * only built on failure.
 */
final class LoopArrays {
  private final int invariants;

  /** Indices of those touched, as are the next three. */
  private final int[] columns;

  private final int[] series;
  private final int[] steps;
  private final int[] carried;

  private LoopArrays(int invariants, int[] columns, int[] series, int[] steps, int[] carried) {
    this.invariants = invariants;
    this.columns = columns;
    this.series = series;
    this.steps = steps;
    this.carried = carried;
  }

  static LoopArrays of(Loop loop, List<Loop.Store> seriesStores, List<Value> order) {
    return new LoopArrays(
        loop.invariants(),
        read(order, Op.COLUMN).distinct().toArray(),
        touched(order, Op.SERIES, seriesStores),
        read(order, Op.STEP).distinct().toArray(),
        touched(order, Op.CARRIED, loop.carriedStores()));
  }

  private static IntStream read(List<Value> order, Op kind) {
    return order.stream().filter(node -> node.op() == kind).mapToInt(Value::index);
  }

  private static int[] touched(List<Value> order, Op kind, List<Loop.Store> stores) {
    return IntStream.concat(read(order, kind), stores.stream().mapToInt(Loop.Store::index))
        .distinct()
        .sorted()
        .toArray();
  }

  void check(
      float[] invariants,
      float[][] columns,
      float[][] series,
      float[][] carried,
      int first,
      int steps,
      int n,
      int from,
      int to,
      int base) {
    Require.count("first", first);
    Require.count("steps", steps);
    Require.count("n", n);
    Require.range("neurons", from, to);
    Require.array("neurons", n, from, to - from);
    if (base > from) {
      throw new IndexOutOfBoundsException(
          "base: expected at most the first neuron, " + from + ", got " + base);
    }
    if (invariants.length < this.invariants) {
      throw new IllegalArgumentException(
          "invariants: expected " + this.invariants + " floats, got " + invariants.length);
    }
    for (int index : this.columns) {
      check("column ", columns, index, (long) to - base);
    }
    for (int index : this.series) {
      check("series ", series, index, ((long) first + steps) * n);
    }
    for (int index : this.steps) {
      check("series ", series, index, (long) first + steps);
    }
    for (int index : this.carried) {
      check("carried ", carried, index, n);
    }
  }

  private static void check(String kind, float[][] arrays, int index, long length) {
    if (index >= arrays.length) {
      throw new IllegalArgumentException(
          kind + index + ": expected an array, got " + arrays.length + " of the kind");
    }
    if (arrays[index].length < length) {
      throw new IllegalArgumentException(
          kind + index + ": expected " + length + " floats, got " + arrays[index].length);
    }
  }
}
