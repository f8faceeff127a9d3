package dev.sleipnir.model;

import dev.sleipnir.model.tensor.Shape;
import java.util.function.ToDoubleFunction;

/** Broadcasting as one reads it in NumPy's manual: an element at a time, by index. */
public final class PlainBroadcast {
  private PlainBroadcast() {}

  /** The common shape of shapes that are known to have one. */
  public static int[] shape(int[]... shapes) {
    int rank = 0;
    for (int[] shape : shapes) {
      rank = Math.max(rank, shape.length);
    }
    int[] common = new int[rank];
    for (int a = 1; a <= rank; a++) {
      common[rank - a] = 1;
      for (int[] shape : shapes) {
        if (a <= shape.length && shape[shape.length - a] != 1) {
          common[rank - a] = shape[shape.length - a];
        }
      }
    }
    return common;
  }

  /** A function's value at every element, in double precision. */
  public static double[] apply(
      ToDoubleFunction<double[]> function, int[][] shapes, double[][] values) {
    int[] common = shape(shapes);
    double[] out = new double[Shape.size(common)];
    double[] arguments = new double[shapes.length];
    for (int e = 0; e < out.length; e++) {
      for (int i = 0; i < shapes.length; i++) {
        arguments[i] = values[i][index(e, common, shapes[i])];
      }
      out[e] = function.applyAsDouble(arguments);
    }
    return out;
  }

  private static int index(int element, int[] common, int[] own) {
    int rest = element;
    int index = 0;
    int pitch = 1;
    for (int a = 1; a <= common.length; a++) {
      int at = rest % common[common.length - a];
      rest /= common[common.length - a];
      if (a <= own.length) {
        int size = own[own.length - a];
        index += size == 1 ? 0 : at * pitch;
        pitch *= size;
      }
    }
    return index;
  }
}
