package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.equation.Formula;
import dev.sleipnir.kernels.graph.Op;
import dev.sleipnir.kernels.layout.Strides;
import dev.sleipnir.kernels.math.AxisSums;
import dev.sleipnir.kernels.tuning.Tuning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How tensors of several shapes are read as if all had one, as in NumPy: shapes are aligned at
 * their last axes, and an axis that is missing or of size 1 is repeated. The common shape is seen
 * as a table of [rows][columns] in which most inputs lie as they are, with a value for each
 * element, for each column or for each row; others are written out.
 */
final class Broadcast {
  /** Columns from which the start of a row does not count. */
  private static final int LONG_ROW = 64;

  private static final List<Op> ALL_EACH =
      List.copyOf(Collections.nCopies(Formula.MOST_INPUTS, Op.SERIES));

  private static final int[] NO_AXES = {};
  private static final int[][] NO_STRIDES = {};

  final int[] shape;
  final boolean channelsLast;
  final int rows;
  final int columns;

  /** How each input lies in the table. */
  final List<Op> places;

  /** For each input that does not lie so: how it is written out; null for others. */
  private final @Nullable Strides[] writing;

  /** Sizes of the axes in stored order, as many as are not one for all inputs. */
  private final int[] sizes;

  /** For each input, how far apart its values lie on these axes; 0 where one is repeated. */
  private final int[][] strides;

  /** A table of one row, in which inputs are whole or single numbers: nothing is written out. */
  private Broadcast(Tensor whole, List<Op> places) {
    this(whole.shapeShared(), whole.isChannelsLast(), places);
  }

  private Broadcast(int[] shape, boolean channelsLast, List<Op> places) {
    this.shape = shape;
    this.channelsLast = channelsLast;
    this.places = places;
    rows = 1;
    columns = Shape.size(shape);
    writing = new Strides[places.size()];
    sizes = NO_AXES;
    strides = NO_STRIDES;
  }

  private Broadcast(int[] shape, boolean channelsLast, int[] sizes, int[][] strides, int split) {
    this.shape = shape;
    this.channelsLast = channelsLast;
    this.sizes = sizes;
    this.strides = strides;
    rows = product(sizes, 0, split);
    columns = product(sizes, split, sizes.length);
    List<Op> lie = new ArrayList<>();
    writing = new Strides[strides.length];
    for (int i = 0; i < strides.length; i++) {
      Op place = place(strides[i], split);
      lie.add(place);
      int from = place == Op.COLUMN ? split : 0;
      int to = place == Op.STEP ? split : sizes.length;
      Strides needed =
          Strides.of(Arrays.copyOfRange(sizes, from, to), Arrays.copyOfRange(strides[i], from, to));
      writing[i] = needed.isContiguous() ? null : needed;
    }
    places = List.copyOf(lie);
  }

  /** How these are read together; all of the common shape are given its storage order. */
  static Broadcast of(String name, Tensor[] inputs) {
    Tensor whole = inputs[0];
    for (Tensor input : inputs) {
      if (input.size() > whole.size()) {
        whole = input;
      }
    }
    boolean equal = true;
    boolean plain = true;
    for (Tensor input : inputs) {
      boolean same = Arrays.equals(whole.shapeShared(), input.shapeShared());
      equal &= same;
      plain &= same || (input.size() == 1 && input.rank() <= whole.rank());
    }
    if (!plain) {
      return ofSeveralShapes(name, inputs);
    }
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = ordered(inputs[i], whole);
    }
    return new Broadcast(
        whole, equal ? ALL_EACH.subList(0, inputs.length) : numbers(inputs, whole.size()));
  }

  /** An input of the common shape in the storage order that those have. */
  private static Tensor ordered(Tensor input, Tensor whole) {
    return input.isChannelsLast() == whole.isChannelsLast() || input.size() != whole.size()
        ? input
        : whole.isChannelsLast() ? input.channelsLast() : input.rowMajor();
  }

  private static List<Op> numbers(Tensor[] inputs, int size) {
    Op[] places = new Op[inputs.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = inputs[i].size() == size ? Op.SERIES : Op.STEP;
    }
    return List.of(places);
  }

  private static Broadcast ofSeveralShapes(String name, Tensor[] inputs) {
    int[] shape = common(name, inputs);
    boolean channelsLast = false;
    for (Tensor input : inputs) {
      if (Arrays.equals(shape, input.shapeShared())) {
        channelsLast = input.isChannelsLast();
        break;
      }
    }
    if (Shape.size(shape) == 0) {
      return new Broadcast(shape, channelsLast, ALL_EACH.subList(0, inputs.length));
    }
    int[] order = storedOrder(shape.length, channelsLast);
    int[][] strides = new int[inputs.length][];
    for (int i = 0; i < inputs.length; i++) {
      boolean last = channelsLast && Arrays.equals(shape, inputs[i].shapeShared());
      inputs[i] = last ? inputs[i].channelsLast() : inputs[i].rowMajor();
      int[] logical = strides(shape, inputs[i].shapeShared(), storedOrder(shape.length, last));
      strides[i] = new int[shape.length];
      for (int a = 0; a < shape.length; a++) {
        strides[i][a] = logical[order[a]];
      }
    }
    int[] stored = new int[shape.length];
    for (int a = 0; a < shape.length; a++) {
      stored[a] = shape[order[a]];
    }
    return merged(shape, channelsLast, stored, strides);
  }

  /** The axes in the order in which they are stored. */
  private static int[] storedOrder(int rank, boolean channelsLast) {
    int[] order = new int[rank];
    for (int a = 0; a < rank; a++) {
      order[a] = a;
    }
    if (channelsLast) {
      order[rank - 3] = rank - 2;
      order[rank - 2] = rank - 1;
      order[rank - 1] = rank - 3;
    }
    return order;
  }

  /** Distances on the axes of the common shape: 0 where values are repeated. */
  private static int[] strides(int[] shape, int[] own, int[] order) {
    int[] strides = new int[shape.length];
    int missing = shape.length - own.length;
    int pitch = 1;
    for (int s = shape.length - 1; s >= 0; s--) {
      int a = order[s];
      int size = a < missing ? 1 : own[a - missing];
      strides[a] = size == 1 ? 0 : pitch;
      pitch *= size;
    }
    return strides;
  }

  private static int[] common(String name, Tensor[] inputs) {
    int rank = 0;
    for (Tensor input : inputs) {
      rank = Math.max(rank, input.rank());
    }
    int[] shape = new int[rank];
    Arrays.fill(shape, 1);
    for (Tensor input : inputs) {
      int[] own = input.shapeShared();
      for (int a = 0; a < own.length; a++) {
        int at = rank - own.length + a;
        if (shape[at] == 1) {
          shape[at] = own[a];
        } else if (own[a] != 1 && own[a] != shape[at]) {
          throw new IllegalArgumentException(
              name
                  + ": expected shapes that broadcast (from the last axis on, sizes that are equal"
                  + " or 1), got "
                  + shapes(inputs));
        }
      }
    }
    Shape.size(shape);
    return shape;
  }

  private static String shapes(Tensor[] inputs) {
    List<String> shapes = new ArrayList<>();
    for (Tensor input : inputs) {
      shapes.add(Shape.text(input.shapeShared()));
    }
    return String.join(" and ", shapes);
  }

  /** Axes that all inputs have as one become one; then the table with the least to write out. */
  private static Broadcast merged(int[] shape, boolean channelsLast, int[] stored, int[][] inputs) {
    int[] sizes = new int[stored.length];
    int[][] strides = new int[inputs.length][stored.length];
    int axes = 0;
    for (int a = 0; a < stored.length; a++) {
      if (stored[a] == 1) {
        continue;
      }
      boolean joins = axes > 0;
      for (int i = 0; i < inputs.length && joins; i++) {
        joins = strides[i][axes - 1] == stored[a] * inputs[i][a];
      }
      int at = joins ? axes - 1 : axes++;
      sizes[at] = joins ? sizes[at] * stored[a] : stored[a];
      for (int i = 0; i < inputs.length; i++) {
        strides[i][at] = inputs[i][a];
      }
    }
    sizes = Arrays.copyOf(sizes, axes);
    for (int i = 0; i < inputs.length; i++) {
      strides[i] = Arrays.copyOf(strides[i], axes);
    }
    int best = 0;
    long least = Long.MAX_VALUE;
    for (int split = 0; split <= axes; split++) {
      long cost = cost(sizes, strides, split);
      if (cost < least) {
        least = cost;
        best = split;
      }
    }
    return new Broadcast(shape, channelsLast, sizes, strides, best);
  }

  /** About how many values are written for a split, and what the starts of rows cost beside. */
  private static long cost(int[] sizes, int[][] strides, int split) {
    long rows = product(sizes, 0, split);
    long columns = product(sizes, split, sizes.length);
    long cost = columns < LONG_ROW ? rows * (8 + columns) : 2 * rows;
    for (int[] own : strides) {
      Op place = place(own, split);
      int from = place == Op.COLUMN ? split : 0;
      int to = place == Op.STEP ? split : sizes.length;
      Strides needed =
          Strides.of(Arrays.copyOfRange(sizes, from, to), Arrays.copyOfRange(own, from, to));
      if (!needed.isContiguous()) {
        cost += (long) product(sizes, from, to);
      }
    }
    return cost;
  }

  /** How an input lies in a table whose rows end before an axis. */
  private static Op place(int[] strides, int split) {
    boolean sameInRow = true;
    for (int a = split; a < strides.length; a++) {
      sameInRow &= strides[a] == 0;
    }
    boolean sameInColumn = true;
    for (int a = 0; a < split; a++) {
      sameInColumn &= strides[a] == 0;
    }
    if (sameInRow && split < strides.length) {
      return Op.STEP;
    }
    // In a table of one row a value for each column is one for each element.
    return sameInColumn && split > 0 ? Op.COLUMN : Op.SERIES;
  }

  private static int product(int[] sizes, int from, int to) {
    int product = 1;
    for (int a = from; a < to; a++) {
      product *= sizes[a];
    }
    return product;
  }

  // The table is cut into blocks of whole rows, or, where these are long, of parts of one.

  private int columnsAtOnce() {
    return Math.min(Math.max(1, columns), Tuning.ELEMENTS_AT_ONCE);
  }

  private int rowsAtOnce() {
    return Math.max(1, Tuning.ELEMENTS_AT_ONCE / Math.max(1, columns));
  }

  private int blocksAcross() {
    return (columns + columnsAtOnce() - 1) / columnsAtOnce();
  }

  /** Number of blocks of work. */
  int blocks() {
    return blocksAcross() * ((rows + rowsAtOnce() - 1) / rowsAtOnce());
  }

  /** First row of a block. */
  int row(int block) {
    return block / blocksAcross() * rowsAtOnce();
  }

  /** Number of rows of a block. */
  int rows(int block) {
    return Math.min(rowsAtOnce(), rows - row(block));
  }

  /** First column of a block. */
  int column(int block) {
    return block % blocksAcross() * columnsAtOnce();
  }

  /** One past the last column of a block. */
  int columnEnd(int block) {
    return Math.min(columns, column(block) + columnsAtOnce());
  }

  /** Number of values that an input is written out to; 0 if it is read where it is. */
  int written(int input) {
    return writing[input] == null
        ? 0
        : switch (places.get(input)) {
          case COLUMN -> columns;
          case STEP -> rows;
          default -> rows * columns;
        };
  }

  /** Writes an input out. */
  void write(int input, float[] values, float[] out) {
    Strides how = writing[input];
    if (how != null) {
      how.gather(values, 0, out, 0);
    }
  }

  /** Whether an input has a value for each element, and none is repeated. */
  boolean isWhole(int input) {
    return places.get(input) == Op.SERIES && writing[input] == null;
  }

  /**
   * The gradient at an input that is not {@linkplain #isWhole whole}: what arrives at the values
   * that are one of its own, added up.
   *
   * @param values gradient at every element; overwritten
   * @param size number of values of the input
   * @return a buffer of the scope
   */
  float[] sum(int input, float[] values, int size, Scope scope) {
    if (size == 1) {
      float[] sum = scope.take(1);
      AxisSums.sum(values, rows * columns, 1, sum, 0, 1);
      return sum;
    }
    boolean[] repeated = new boolean[sizes.length];
    int[] own = new int[sizes.length];
    int[] distances = new int[sizes.length];
    int left = 0;
    for (int a = 0; a < sizes.length; a++) {
      repeated[a] = strides[input][a] == 0;
      if (!repeated[a]) {
        own[left] = sizes[a];
        distances[left++] = strides[input][a];
      }
    }
    float[] sums = AxisSum.of(sizes, repeated).of(values, scope);
    Strides lie = Strides.of(Arrays.copyOf(own, left), Arrays.copyOf(distances, left));
    if (lie.isContiguous()) {
      return sums;
    }
    float[] turned = scope.take(size);
    lie.scatter(sums, 0, turned, 0);
    scope.giveBack(sums);
    return turned;
  }
}
