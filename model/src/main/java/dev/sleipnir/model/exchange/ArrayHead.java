package dev.sleipnir.model.exchange;

import dev.sleipnir.model.tensor.Shape;
import java.io.IOException;
import java.util.Arrays;

/** Type and shape of an array: what is known of it before it is read. */
final class ArrayHead {
  /** As many as NumPy and PyTorch have. */
  private static final int MOST_AXES = 64;

  /** What an array of bytes holds. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

  private final DType type;
  private final int[] shape;
  private final int size;

  private ArrayHead(DType type, int[] shape, int size) {
    this.type = type;
    this.shape = shape;
    this.size = size;
  }

  static ArrayHead of(NDArray array) {
    return new ArrayHead(array.dtype(), array.shape(), array.size());
  }

  /**
   * A head as a file says it.
   *
   * @param name whose it is, for messages
   * @throws IOException if there are too many axes, a size is negative, or it is more than an array
   *     holds
   */
  static ArrayHead of(String name, DType type, long[] shape) throws IOException {
    if (shape.length > MOST_AXES) {
      throw new IOException(
          name + ": expected at most " + MOST_AXES + " axes, got " + shape.length);
    }
    long size = 1;
    for (long axis : shape) {
      if (axis < 0 || axis > Integer.MAX_VALUE) {
        throw new IOException(
            name + ": expected sizes from 0 to 2^31 - 1, got shape " + Arrays.toString(shape));
      }
      size = Math.multiplyExact(size, axis); // both below 2^31
      if (size > MOST_BYTES / type.bytes()) {
        throw new IOException(
            name
                + ": expected an array of at most 2 GiB, got shape "
                + Arrays.toString(shape)
                + " of "
                + type);
      }
    }
    int[] sizes = new int[shape.length];
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = (int) shape[axis];
    }
    return new ArrayHead(type, sizes, (int) size);
  }

  DType type() {
    return type;
  }

  int[] shape() {
    return shape.clone();
  }

  boolean hasShape(int... other) {
    return Arrays.equals(shape, other);
  }

  /** Number of elements. */
  int size() {
    return size;
  }

  /** Size in bytes. */
  int bytes() {
    return size * type.bytes();
  }

  /** The array of these bytes, little end first, which are not copied. */
  NDArray array(byte[] bytes) {
    return new NDArray(type, shape, bytes);
  }

  @Override
  public String toString() {
    return Shape.text(shape) + " of " + type;
  }
}
