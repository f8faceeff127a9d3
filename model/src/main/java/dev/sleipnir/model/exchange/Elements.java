package dev.sleipnir.model.exchange;

import java.util.Arrays;

/** Elements of some bytes each, in other orders. */
final class Elements {
  private Elements() {}

  /** Turns each element round, in place. */
  static void reverse(byte[] bytes, int size) {
    for (int at = 0; at < bytes.length; at += size) {
      for (int low = at, high = at + size - 1; low < high; low++, high--) {
        byte b = bytes[low];
        bytes[low] = bytes[high];
        bytes[high] = b;
      }
    }
  }

  /**
   * A copy in row-major order.
   *
   * @param from the elements
   * @param size bytes of each
   * @param shape sizes of the axes
   * @param first the first element
   * @param strides elements from one to the next along each axis; all within the array
   */
  static byte[] gather(byte[] from, int size, int[] shape, long first, long[] strides) {
    int count = 1;
    for (int axis : shape) {
      count *= axis;
    }
    if (count == 0) {
      return new byte[0];
    }
    if (isRowMajor(shape, strides)) {
      return Arrays.copyOfRange(from, (int) first * size, ((int) first + count) * size);
    }
    byte[] to = new byte[count * size];
    int[] index = new int[shape.length];
    long at = first;
    for (int e = 0; e < count; e++) {
      System.arraycopy(from, (int) at * size, to, e * size, size);
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        at += strides[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        at -= strides[axis] * shape[axis];
        index[axis] = 0;
      }
    }
    return to;
  }

  private static boolean isRowMajor(int[] shape, long[] strides) {
    long stride = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      if (shape[axis] > 1 && strides[axis] != stride) {
        return false;
      }
      stride *= shape[axis];
    }
    return true;
  }
}
