package dev.sleipnir.model.math;

import dev.sleipnir.kernels.layout.Strides;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of shape: axes in another order, parts of tensors, and tensors put together. Results are
 * row-major copies. Axes may be counted from the last, -1.
 */
public final class Shapes {
  private static final TensorFunction LIKE =
      TensorFunction.parse("function expand\ninput x, like\ny = x");

  private Shapes() {}

  /**
   * The axes in another order.
   *
   * @param x a tensor
   * @param order for each axis of the result, which axis of x it is
   * @return a tensor of the same values
   * @throws IllegalArgumentException if not every axis of x is named once
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public static Tensor permute(Tensor x, int... order) {
    int rank = x.rank();
    int[] sizes = x.shape();
    int[] strides = Axes.strides(sizes);
    int[] shape = new int[rank];
    int[] lie = new int[rank];
    boolean[] named = new boolean[rank];
    boolean once = order.length == rank;
    for (int a = 0; a < rank && once; a++) {
      int from = Axes.index("permute", x, order[a]);
      once = !named[from];
      named[from] = true;
      shape[a] = sizes[from];
      lie[a] = strides[from];
    }
    if (!once) {
      throw new IllegalArgumentException(
          "permute: expected each of the "
              + rank
              + " axes of shape "
              + Shape.text(sizes)
              + " once, got "
              + Arrays.toString(order));
    }
    return View.of(x, 0, lie, shape);
  }

  /**
   * Two axes in each other's place.
   *
   * @param x a tensor
   * @param a an axis
   * @param b another
   * @return a tensor of the same values
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public static Tensor transpose(Tensor x, int a, int b) {
    int[] order = new int[x.rank()];
    Arrays.setAll(order, axis -> axis);
    int first = Axes.index("transpose", x, a);
    int second = Axes.index("transpose", x, b);
    order[first] = second;
    order[second] = first;
    return permute(x, order);
  }

  /**
   * Part of an axis.
   *
   * @param x a tensor
   * @param axis which axis
   * @param from first index
   * @param to one past the last
   * @return the indices [from, to)
   * @throws IndexOutOfBoundsException if there is no such axis or the range is not one of its
   */
  public static Tensor slice(Tensor x, int axis, int from, int to) {
    return slice(x, axis, from, to, 1);
  }

  /**
   * Every so many-th index of part of an axis; a negative step goes backwards.
   *
   * @param x a tensor
   * @param axis which axis
   * @param from first index
   * @param to where to stop: one past the last index, or, going backwards, one before, which may be
   *     -1
   * @param step how far to go from one index to the next; not 0
   * @return the indices from, from + step, ... before to
   * @throws IllegalArgumentException if the step is 0
   * @throws IndexOutOfBoundsException if there is no such axis or the range is not one of its
   */
  public static Tensor slice(Tensor x, int axis, int from, int to, int step) {
    int at = Axes.index("slice", x, axis);
    int[] shape = x.shape();
    if (step == 0) {
      throw new IllegalArgumentException("slice: expected a step other than 0, got 0");
    }
    boolean fits =
        step > 0
            ? 0 <= from && from <= to && to <= shape[at]
            : -1 <= to && to <= from && from < Math.max(1, shape[at]);
    if (!fits) {
      throw new IndexOutOfBoundsException(
          "slice: expected a range of the "
              + shape[at]
              + " indices of axis "
              + at
              + (step > 0 ? ", got " : " going backwards, got ")
              + from
              + " to "
              + to);
    }
    int[] strides = Axes.strides(shape);
    int first = from * strides[at];
    shape[at] = (Math.abs(to - from) + Math.abs(step) - 1) / Math.abs(step);
    strides[at] *= step;
    return View.of(x, first, strides, shape);
  }

  /**
   * An axis the other way round.
   *
   * @param x a tensor
   * @param axis which axis
   * @return a tensor of the same values
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public static Tensor flip(Tensor x, int axis) {
    int size = x.dim(Axes.index("flip", x, axis));
    return size == 0 ? x : slice(x, axis, size - 1, -1, -1);
  }

  /**
   * An axis of size 1 more.
   *
   * @param x a tensor
   * @param axis where it is in the result
   * @return the same values
   * @throws IndexOutOfBoundsException if the result has no such axis
   */
  public static Tensor insertAxis(Tensor x, int axis) {
    int[] shape = x.shape();
    int at = Axes.index("insertAxis", shape, axis, shape.length + 1);
    int[] longer = new int[shape.length + 1];
    System.arraycopy(shape, 0, longer, 0, at);
    longer[at] = 1;
    System.arraycopy(shape, at, longer, at + 1, shape.length - at);
    return x.reshape(longer);
  }

  /**
   * Tensors one after the other along an axis.
   *
   * @param axis which axis
   * @param parts tensors that differ in this axis only
   * @return one tensor
   * @throws IllegalArgumentException if there is none, or other axes differ
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public static Tensor concatenate(int axis, List<Tensor> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("concatenate: expected at least one tensor, got none");
    }
    int[] shape = parts.getFirst().shape();
    int at = Axes.index("concatenate", parts.getFirst(), axis);
    shape[at] = 0;
    List<Tensor> all = new ArrayList<>();
    for (Tensor part : parts) {
      int[] other = part.shape();
      int size = at < other.length ? other[at] : 0;
      int[] rest = other.clone();
      if (at < rest.length) {
        rest[at] = shape[at];
      }
      if (!Arrays.equals(shape, rest)) {
        throw new IllegalArgumentException(
            "concatenate: expected shapes that differ in axis "
                + at
                + " only, got "
                + Shape.text(parts.getFirst().shape())
                + " and "
                + Shape.text(other));
      }
      shape[at] += size;
      all.add(part.rowMajor());
    }
    Shape.size(shape);
    return joined(at, all, shape);
  }

  /** Rows of spikes, where all parts are such and no row goes across the axis; else null. */
  private static @Nullable SpikeRows rows(int axis, List<Tensor> parts) {
    SpikeRows first = parts.getFirst().spikes();
    if (first == null || first.features() == 0) {
      return null;
    }
    for (Tensor part : parts) {
      SpikeRows spikes = part.spikes();
      int[] shape = part.shape();
      int behind = Shape.size(Arrays.copyOfRange(shape, axis + 1, shape.length));
      if (spikes == null
          || spikes.features() != first.features()
          || behind % first.features() != 0) {
        return null;
      }
    }
    return first;
  }

  /** Copies rows in so many runs, each into another stretch of the result. */
  private static void interleave(SpikeRows in, SpikeRows out, int first, int runs) {
    if (in.rows() == 0) {
      return;
    }
    int length = in.rows() / runs;
    int stride = out.rows() / runs;
    for (int r = 0; r < runs; r++) {
      out.copyRows(r * stride + first, in, r * length, length);
    }
  }

  private static Tensor joined(int axis, List<Tensor> parts, int[] shape) {
    Scope scope = Scope.ofAny(parts);
    parts.forEach(scope::admit);
    SpikeRows rows = rows(axis, parts);
    Tensor y = rows == null ? scope.tensor(shape) : scope.spikes(shape, false, rows.features());
    int[] strides = Axes.strides(shape);
    Strides[] views = new Strides[parts.size()];
    int[] starts = new int[views.length];
    int at = 0;
    boolean needed = false;
    Tape tape = scope.tape();
    for (int p = 0; p < views.length; p++) {
      Tensor part = parts.get(p);
      Strides view = Strides.of(part.shape(), strides);
      int start = at * strides[axis];
      views[p] = view;
      starts[p] = start;
      at += part.dim(axis);
      needed |= tape != null && tape.needsGradient(part);
      if (rows == null) {
        float[] in = part.source();
        int from = part.sourceFrom();
        float[] out = y.data();
        scope.run(() -> view.scatter(in, from, out, start));
      } else {
        SpikeRows in = part.bits();
        SpikeRows out = y.bits();
        int first = start / rows.features();
        int runs = Shape.size(Arrays.copyOf(shape, axis));
        scope.run(() -> interleave(in, out, first, runs));
      }
    }
    if (tape != null && needed) {
      tape.record(
          new Node(y, parts.toArray(Tensor[]::new)) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              for (int p = 0; p < views.length; p++) {
                if (on.needsGradient(parts.get(p))) {
                  float[] back = on.take(parts.get(p).size());
                  views[p].gather(gradient, starts[p], back, 0);
                  on.addGradient(parts.get(p), back);
                }
              }
              on.giveBack(gradient);
            }
          });
    }
    return y;
  }

  /**
   * Tensors side by side along a new axis.
   *
   * @param axis where the new axis is in the result
   * @param parts tensors of one shape
   * @return one tensor, with an axis for the parts
   * @throws IllegalArgumentException if there is none, or shapes differ
   * @throws IndexOutOfBoundsException if the result has no such axis
   */
  public static Tensor stack(int axis, List<Tensor> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("stack: expected at least one tensor, got none");
    }
    Tensor first = parts.getFirst();
    for (Tensor part : parts) {
      Shape.require("stack: part", first.shape(), part.shape());
    }
    int at = Axes.index("stack", first.shape(), axis, first.rank() + 1);
    return concatenate(at, parts.stream().map(part -> insertAxis(part, at)).toList());
  }

  /**
   * A tensor in parts along an axis.
   *
   * @param x a tensor
   * @param axis which axis
   * @param sizes how many indices of the axis each part has
   * @return the parts, in order
   * @throws IllegalArgumentException if the sizes do not add up to that of the axis
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public static List<Tensor> split(Tensor x, int axis, int... sizes) {
    int at = Axes.index("split", x, axis);
    long sum = 0;
    boolean negative = false;
    for (int size : sizes) {
      sum += size;
      negative |= size < 0;
    }
    if (negative || sum != x.dim(at)) {
      throw new IllegalArgumentException(
          "split: expected sizes that add up to "
              + x.dim(at)
              + ", axis "
              + at
              + " of shape "
              + Shape.text(x.shape())
              + ", got "
              + Arrays.toString(sizes));
    }
    List<Tensor> parts = new ArrayList<>();
    int from = 0;
    for (int size : sizes) {
      parts.add(slice(x, at, from, from + size));
      from += size;
    }
    return parts;
  }

  /**
   * A tensor with a margin along an axis.
   *
   * @param x a tensor
   * @param axis which axis
   * @param before how many indices come before the first
   * @param after how many come after the last
   * @param value what they hold
   * @return a tensor that is longer by that many
   * @throws IllegalArgumentException if a margin is negative
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public static Tensor pad(Tensor x, int axis, int before, int after, float value) {
    int at = Axes.index("pad", x, axis);
    if (before < 0 || after < 0) {
      throw new IllegalArgumentException(
          "pad: expected margins of at least 0, got " + before + " and " + after);
    }
    int[] first = x.shape();
    int[] last = x.shape();
    first[at] = before;
    last[at] = after;
    return concatenate(at, List.of(Tensor.full(value, first), x, Tensor.full(value, last)));
  }

  /**
   * A tensor whose axes of size 1, and axes it does not have, are repeated.
   *
   * @param x a tensor
   * @param shape what it becomes; broadcasts with that of x to itself
   * @return a tensor of this shape
   * @throws IllegalArgumentException if x does not broadcast to it
   */
  public static Tensor expand(Tensor x, int... shape) {
    Tensor y = LIKE.apply(x, Tensor.zeros(shape));
    if (!Arrays.equals(shape, y.shape())) {
      throw new IllegalArgumentException(
          "expand: expected a shape that "
              + Shape.text(x.shape())
              + " broadcasts to, got "
              + Shape.text(shape));
    }
    return y;
  }

  /**
   * A tensor several times side by side along an axis.
   *
   * @param x a tensor
   * @param axis which axis
   * @param times how often, at least 0
   * @return a tensor that is so many times as long
   * @throws IllegalArgumentException if the number is negative
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public static Tensor repeat(Tensor x, int axis, int times) {
    int at = Axes.index("repeat", x, axis);
    if (times < 0) {
      throw new IllegalArgumentException("repeat: expected at least 0 times, got " + times);
    }
    int[] shape = x.shape();
    Tensor wide = insertAxis(x, at);
    int[] many = wide.shape();
    many[at] = times;
    shape[at] *= times;
    return expand(wide, many).reshape(shape);
  }
}
