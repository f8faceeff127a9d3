package dev.sleipnir.model.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One array of a {@link MatFile}: flags, sizes, a name, and elements, each part with a tag. */
final class MatArray {
  private static final int TEXT = 1;
  private static final int INT32 = 5;
  private static final int UINT32 = 6;
  private static final int COMPLEX = 0x800;
  private static final int ALIGNED = 8;

  private final String where;
  private final ByteBuffer parts;

  /** An array that begins at some byte of a file. */
  MatArray(String where, ByteBuffer parts) {
    this.where = where;
    this.parts = parts;
  }

  /** A part of the array: what its numbers are stored as, and their bytes. */
  private record Part(int type, ByteBuffer bytes) {}

  /**
   * Reads the array and puts it beside the others.
   *
   * @param most how many bytes it may take
   * @return the array; null if it is not one of real numbers
   */
  @Nullable NDArray read(Map<String, NDArray> others, long most) throws IOException {
    if (!parts.hasRemaining()) {
      return null; // what MATLAB writes for nothing
    }
    Part flags = part("flags", UINT32);
    if (flags.bytes.remaining() < Integer.BYTES) {
      throw new IOException(where + ": expected flags of 8 bytes, got fewer");
    }
    int flag = flags.bytes.getInt();
    Part sizes = part("sizes", INT32);
    long[] shape = new long[sizes.bytes.remaining() / Integer.BYTES];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = sizes.bytes.getInt();
    }
    Part named = part("a name", TEXT);
    byte[] text = new byte[named.bytes.remaining()];
    named.bytes.get(text);
    String name = new String(text, StandardCharsets.UTF_8);
    DType type = ofClass(flag & 0xFF);
    if (type == null || (flag & COMPLEX) != 0) {
      return null;
    }
    ArrayNames.require(name);
    ArrayHead head = ArrayHead.of(name, type, shape);
    if (head.bytes() > most) {
      throw new IOException(name + ": expected arrays of half of the heap together, got " + head);
    }
    NDArray array = array(name, head);
    if (others.put(name, array) != null) {
      throw new IOException("expected each name once, got " + ArrayNames.excerpt(name) + " twice");
    }
    return array;
  }

  private NDArray array(String name, ArrayHead head) throws IOException {
    Part stored = part("elements of " + name, 0);
    DType type = stored(stored.type);
    if (type == null) {
      throw new IOException(where + ": " + name + ": expected numbers, got type " + stored.type);
    }
    if (stored.bytes.remaining() != (long) head.size() * type.bytes()) {
      throw new IOException(
          where
              + ": "
              + name
              + ": expected "
              + (long) head.size() * type.bytes()
              + " bytes for "
              + head
              + ", got "
              + stored.bytes.remaining());
    }
    byte[] rows = rowMajor(stored.bytes, type.bytes(), head.shape());
    try {
      return new NDArray(type, head.shape(), rows).as(head.type());
    } catch (IllegalArgumentException e) {
      throw new IOException(where + ": " + name + ": " + e.getMessage(), e);
    }
  }

  /** The bytes of elements whose first axis varies fastest, as those whose last does. */
  private static byte[] rowMajor(ByteBuffer columns, int width, int[] shape) {
    byte[] rows = new byte[columns.remaining()];
    boolean big = columns.order() == ByteOrder.BIG_ENDIAN;
    int[] at = new int[shape.length];
    int[] strides = new int[shape.length];
    int size = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      strides[axis] = size;
      size *= shape[axis];
    }
    int to = 0;
    for (int e = 0; e < rows.length; e += width) {
      for (int b = 0; b < width; b++) {
        rows[to * width + (big ? width - 1 - b : b)] = columns.get();
      }
      for (int axis = 0; axis < shape.length; axis++) {
        to += strides[axis];
        if (++at[axis] < shape[axis]) {
          break;
        }
        to -= shape[axis] * strides[axis];
        at[axis] = 0;
      }
    }
    return rows;
  }

  /** The next part; of up to 4 bytes, they may stand in the tag. */
  private Part part(String what, int expected) throws IOException {
    int from = parts.position();
    if (parts.remaining() < ALIGNED) {
      throw new IOException(
          where + ": expected " + what + " from byte " + from + " on, got the array's end");
    }
    int type = parts.getInt();
    int length = parts.getInt();
    int start = parts.position();
    if (type >>> 16 != 0) {
      length = type >>> 16;
      type &= 0xFFFF;
      start -= Integer.BYTES;
    }
    boolean fits = length >= 0 && length <= (start % ALIGNED == 0 ? parts.remaining() : 4);
    if (!fits || (expected != 0 && type != expected)) {
      throw new IOException(
          where
              + ": expected "
              + what
              + (expected == 0 ? "" : " (type " + expected + ")")
              + " of at most "
              + parts.remaining()
              + " bytes from byte "
              + from
              + " on, got type "
              + type
              + " of "
              + Integer.toUnsignedString(length)
              + " bytes");
    }
    ByteBuffer bytes = parts.slice(start, length).order(parts.order());
    int end = Math.max(start + length, from + ALIGNED);
    parts.position(Math.min((end + ALIGNED - 1) / ALIGNED * ALIGNED, parts.limit()));
    return new Part(type, bytes);
  }

  /** What MATLAB calls the class of an array; null if it is none of real numbers. */
  private static @Nullable DType ofClass(int number) {
    return switch (number) {
      case 6 -> DType.FLOAT64;
      case 7 -> DType.FLOAT32;
      case 8 -> DType.INT8;
      case 9 -> DType.UINT8;
      case 10 -> DType.INT16;
      case 11 -> DType.UINT16;
      case 12 -> DType.INT32;
      case 13 -> DType.UINT32;
      case 14 -> DType.INT64;
      case 15 -> DType.UINT64;
      default -> null;
    };
  }

  /** What numbers are stored as, which may be less than their class; null if they are none. */
  private static @Nullable DType stored(int number) {
    return switch (number) {
      case 1 -> DType.INT8;
      case 2 -> DType.UINT8;
      case 3 -> DType.INT16;
      case 4 -> DType.UINT16;
      case INT32 -> DType.INT32;
      case UINT32 -> DType.UINT32;
      case 7 -> DType.FLOAT32;
      case 9 -> DType.FLOAT64;
      case 12 -> DType.INT64;
      case 13 -> DType.UINT64;
      default -> null;
    };
  }
}
