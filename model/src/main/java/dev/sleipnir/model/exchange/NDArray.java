package dev.sleipnir.model.exchange;

import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * An array as files of other programs have it: elements of a {@link DType} in row-major order. It
 * is immutable, and equals another of the same type, shape and bits.
 *
 * <p>Nothing is converted unasked: {@link #toFloats}, {@link #toDoubles}, {@link #toLongs} and
 * {@link #as} say what they do.
 */
public final class NDArray {
  /** Whole numbers up to it are doubles. */
  private static final long MOST_EXACT = 1L << 53;

  private static final int UPPER_HALF = 16;
  private static final int INFINITY_BITS = 0x7F80_0000;

  private final DType type;
  private final int[] shape;
  private final byte[] bytes;

  /**
   * An array of these bytes, little end first, which nobody else may change.
   *
   * @throws IllegalArgumentException if they are not as many as the shape needs
   */
  NDArray(DType type, int[] shape, byte[] bytes) {
    if (bytes.length != (long) Shape.size(shape) * type.bytes()) {
      throw new IllegalArgumentException(
          "expected the bytes of " + Shape.text(shape) + " of " + type + ", got " + bytes.length);
    }
    this.type = type;
    this.shape = shape.clone();
    this.bytes = bytes;
  }

  private static byte[] bytes(DType type, int size) {
    if (size > (Integer.MAX_VALUE - 8) / type.bytes()) {
      throw new IllegalArgumentException(
          "NDArray: expected at most 2 GiB, got " + size + " values of " + type);
    }
    return new byte[size * type.bytes()];
  }

  private static ByteBuffer over(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void requireSize(int values, int... shape) {
    if (Shape.size(shape) != values) {
      throw new IllegalArgumentException(
          "NDArray: expected "
              + Shape.size(shape)
              + " values of shape "
              + Shape.text(shape)
              + ", got "
              + values);
    }
  }

  /**
   * An array of a tensor's values.
   *
   * @param tensor any
   * @return an array of {@link DType#FLOAT32}
   */
  public static NDArray of(Tensor tensor) {
    return of(tensor.toArray(), tensor.shape());
  }

  /**
   * An array of numbers of single precision.
   *
   * @param values the values, row-major
   * @param shape sizes of the axes; none for a scalar
   * @return an array of {@link DType#FLOAT32}
   * @throws IllegalArgumentException if the shape has another number of values
   */
  public static NDArray of(float[] values, int... shape) {
    requireSize(values.length, shape);
    byte[] bytes = bytes(DType.FLOAT32, values.length);
    over(bytes).asFloatBuffer().put(values);
    return new NDArray(DType.FLOAT32, shape, bytes);
  }

  /**
   * An array of numbers of double precision.
   *
   * @param values the values, row-major
   * @param shape sizes of the axes; none for a scalar
   * @return an array of {@link DType#FLOAT64}
   * @throws IllegalArgumentException if the shape has another number of values
   */
  public static NDArray of(double[] values, int... shape) {
    requireSize(values.length, shape);
    byte[] bytes = bytes(DType.FLOAT64, values.length);
    over(bytes).asDoubleBuffer().put(values);
    return new NDArray(DType.FLOAT64, shape, bytes);
  }

  /**
   * An array of whole numbers.
   *
   * @param values the values, row-major
   * @param shape sizes of the axes; none for a scalar
   * @return an array of {@link DType#INT64}
   * @throws IllegalArgumentException if the shape has another number of values
   */
  public static NDArray of(long[] values, int... shape) {
    requireSize(values.length, shape);
    byte[] bytes = bytes(DType.INT64, values.length);
    over(bytes).asLongBuffer().put(values);
    return new NDArray(DType.INT64, shape, bytes);
  }

  /** {@return what the elements are} */
  public DType dtype() {
    return type;
  }

  /** {@return a copy of the sizes of the axes; empty for a scalar} */
  public int[] shape() {
    return shape.clone();
  }

  /** {@return the number of elements} */
  public int size() {
    return bytes.length / type.bytes();
  }

  /** The elements, little end first; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  private ByteBuffer elements() {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The values in single precision: those of 16 bits and single precision as they are, those of
   * double precision and whole numbers rounded to the nearest, false and true as 0 and 1.
   *
   * @return the values, row-major
   */
  public float[] toFloats() {
    float[] values = new float[size()];
    ByteBuffer from = elements();
    if (type == DType.FLOAT32) {
      from.asFloatBuffer().get(values);
      return values;
    }
    for (int e = 0; e < values.length; e++) {
      values[e] =
          switch (type) {
            case FLOAT16 -> Float.float16ToFloat(from.getShort(2 * e));
            case BFLOAT16 -> Float.intBitsToFloat(from.getShort(2 * e) << UPPER_HALF);
            case FLOAT64 -> (float) from.getDouble(8 * e);
            case UINT64 -> unsigned(from.getLong(8 * e));
            default -> whole(from, e);
          };
    }
    return values;
  }

  /** Rounded once: the halved number keeps in its last bit whether anything was cut off. */
  private static float unsigned(long bits) {
    return bits >= 0 ? bits : 2f * ((bits >>> 1) | (bits & 1));
  }

  /**
   * The values in double precision: all as they are, but whole numbers beyond 2^53, which are
   * rounded to the nearest; false and true as 0 and 1.
   *
   * @return the values, row-major
   */
  public double[] toDoubles() {
    double[] values = new double[size()];
    ByteBuffer from = elements();
    float[] floats =
        type.isFloating() && type != DType.FLOAT64 ? toFloats() : null; // all of them are doubles
    for (int e = 0; e < values.length; e++) {
      if (floats != null) {
        values[e] = floats[e];
      } else if (type == DType.FLOAT64) {
        values[e] = from.getDouble(8 * e);
      } else {
        long bits = whole(from, e);
        boolean large = type == DType.UINT64 && bits < 0;
        values[e] = large ? 2.0 * ((bits >>> 1) | (bits & 1)) : bits;
      }
    }
    return values;
  }

  /**
   * Whole numbers as they are, false and true as 0 and 1.
   *
   * @return the values, row-major
   * @throws IllegalArgumentException if the elements are floating-point numbers, or one of {@link
   *     DType#UINT64} is beyond a long
   */
  public long[] toLongs() {
    if (type.isFloating()) {
      throw new IllegalArgumentException("toLongs: expected whole numbers or BOOL, got " + this);
    }
    long[] values = new long[size()];
    ByteBuffer from = elements();
    for (int e = 0; e < values.length; e++) {
      values[e] = whole(from, e);
      if (type == DType.UINT64 && values[e] < 0) {
        throw new IllegalArgumentException(
            "toLongs: expected numbers below 2^63, got " + Long.toUnsignedString(values[e]));
      }
    }
    return values;
  }

  /** A whole number or boolean; of 64 bits without a sign, the bits. */
  private long whole(ByteBuffer from, int e) {
    return switch (type) {
      case INT64, UINT64 -> from.getLong(8 * e);
      case INT32 -> from.getInt(4 * e);
      case UINT32 -> Integer.toUnsignedLong(from.getInt(4 * e));
      case INT16 -> from.getShort(2 * e);
      case UINT16 -> Short.toUnsignedLong(from.getShort(2 * e));
      case INT8 -> from.get(e);
      case UINT8 -> Byte.toUnsignedLong(from.get(e));
      case BOOL -> from.get(e) == 0 ? 0 : 1;
      default -> throw new IllegalStateException("expected whole numbers, got " + type);
    };
  }

  /**
   * The values as a tensor.
   *
   * @return a tensor of {@link #toFloats}, outside any scope
   */
  public Tensor toTensor() {
    return Tensor.of(toFloats(), shape);
  }

  /**
   * The same values as elements of another type. Numbers become the nearest of a floating-point
   * type, infinite where they are too large for it. To whole numbers and BOOL, only values go that
   * are among them.
   *
   * @param other the type
   * @return the converted array; this one if it has that type
   * @throws IllegalArgumentException if a value is not among those of a type that is not
   *     floating-point
   */
  public NDArray as(DType other) {
    if (other == type) {
      return this;
    }
    byte[] bytes = bytes(other, size());
    ByteBuffer to = over(bytes);
    if (other.isFloating()) {
      toFloating(other, to);
    } else {
      toWhole(other, to);
    }
    return new NDArray(other, shape, bytes);
  }

  private void toFloating(DType other, ByteBuffer to) {
    if (other == DType.FLOAT64) {
      to.asDoubleBuffer().put(toDoubles());
      return;
    }
    float[] values = toFloats();
    switch (other) {
      case FLOAT32 -> to.asFloatBuffer().put(values);
      case FLOAT16 -> {
        for (float value : values) {
          to.putShort(Float.floatToFloat16(value));
        }
      }
      default -> {
        for (float value : values) {
          to.putShort(upperHalf(value));
        }
      }
    }
  }

  /** Rounded to nearest, ties to even. */
  private static short upperHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> UPPER_HALF) | 0x40); // stays one, whichever bits are cut off
    }
    if ((bits & INFINITY_BITS) == INFINITY_BITS) {
      return (short) (bits >>> UPPER_HALF);
    }
    int odd = (bits >>> UPPER_HALF) & 1;
    return (short) ((bits + 0x7FFF + odd) >>> UPPER_HALF);
  }

  private void toWhole(DType other, ByteBuffer to) {
    double[] doubles = type.isFloating() ? toDoubles() : null;
    long[] longs = doubles == null ? toLongs() : null;
    for (int e = 0; e < size(); e++) {
      long value = longs == null ? 0 : longs[e];
      if (doubles != null) {
        value = (long) doubles[e];
        if (value != doubles[e] || Math.abs(value) > MOST_EXACT) {
          throw outside(other, Double.toString(doubles[e]), e);
        }
      }
      if (!fits(other, value)) {
        throw outside(other, Long.toString(value), e);
      }
      switch (other.bytes()) {
        case 8 -> to.putLong(value);
        case 4 -> to.putInt((int) value);
        case 2 -> to.putShort((short) value);
        default -> to.put((byte) value);
      }
    }
  }

  private static boolean fits(DType other, long value) {
    if (other == DType.BOOL) {
      return value == 0 || value == 1;
    }
    int bits = 8 * other.bytes();
    if (other.isUnsigned()) {
      return value >= 0 && (bits == Long.SIZE || value < 1L << bits);
    }
    return bits == Long.SIZE || (value >= -(1L << (bits - 1)) && value < 1L << (bits - 1));
  }

  private IllegalArgumentException outside(DType other, String value, int e) {
    String place = shape.length == 0 ? "" : " at " + Shape.place(e, shape);
    return new IllegalArgumentException(
        "as: expected values that are among those of " + other + ", got " + value + place);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NDArray array
        && type == array.type
        && Arrays.equals(shape, array.shape)
        && Arrays.equals(bytes, array.bytes);
  }

  @Override
  public int hashCode() {
    return (31 * type.name().hashCode() + Arrays.hashCode(shape)) * 31 + Arrays.hashCode(bytes);
  }

  /** Shape and type. */
  @Override
  public String toString() {
    return Shape.text(shape) + " of " + type;
  }
}
