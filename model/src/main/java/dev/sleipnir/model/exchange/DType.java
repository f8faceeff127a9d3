package dev.sleipnir.model.exchange;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the elements of an {@link NDArray} are. */
public enum DType {
  /** IEEE 754 double precision. */
  FLOAT64(8, "F64", "f8", "Double"),
  /** IEEE 754 single precision: what networks compute with. */
  FLOAT32(4, "F32", "f4", "Float"),
  /** IEEE 754 half precision. */
  FLOAT16(2, "F16", "f2", "Half"),
  /** The upper half of single precision; not in NumPy's formats. */
  BFLOAT16(2, "BF16", null, "BFloat16"),
  /** Whole numbers with a sign, 64 bits. */
  INT64(8, "I64", "i8", "Long"),
  /** Whole numbers with a sign, 32 bits. */
  INT32(4, "I32", "i4", "Int"),
  /** Whole numbers with a sign, 16 bits. */
  INT16(2, "I16", "i2", "Short"),
  /** Whole numbers with a sign, 8 bits. */
  INT8(1, "I8", "i1", "Char"),
  /** Whole numbers from 0, 64 bits; not in PyTorch's format. */
  UINT64(8, "U64", "u8", null),
  /** Whole numbers from 0, 32 bits; not in PyTorch's format. */
  UINT32(4, "U32", "u4", null),
  /** Whole numbers from 0, 16 bits; not in PyTorch's format. */
  UINT16(2, "U16", "u2", null),
  /** Whole numbers from 0, 8 bits. */
  UINT8(1, "U8", "u1", "Byte"),
  /** False and true, a byte each. */
  BOOL(1, "BOOL", "b1", "Bool");

  private final int bytes;
  private final String safetensors;
  private final @Nullable String numpy;
  private final @Nullable String torch;

  DType(int bytes, String safetensors, @Nullable String numpy, @Nullable String torch) {
    this.bytes = bytes;
    this.safetensors = safetensors;
    this.numpy = numpy;
    this.torch = torch;
  }

  /** {@return the size of an element in bytes} */
  public int bytes() {
    return bytes;
  }

  /** {@return whether elements are floating-point numbers} */
  public boolean isFloating() {
    return this == FLOAT64 || this == FLOAT32 || this == FLOAT16 || this == BFLOAT16;
  }

  /** {@return whether elements are whole numbers, with or without a sign} */
  public boolean isInteger() {
    return !isFloating() && this != BOOL;
  }

  /** {@return whether elements are whole numbers from 0} */
  public boolean isUnsigned() {
    return this == UINT64 || this == UINT32 || this == UINT16 || this == UINT8;
  }

  /** As safetensors spells it. */
  String safetensors() {
    return safetensors;
  }

  /** As NumPy spells it, without the byte order; null if NumPy has none. */
  @Nullable String numpy() {
    return numpy;
  }

  /** What PyTorch calls its storage, without the word; null if PyTorch has none. */
  @Nullable String torch() {
    return torch;
  }

  static @Nullable DType ofSafetensors(String spelling) {
    for (DType type : values()) {
      if (type.safetensors.equals(spelling)) {
        return type;
      }
    }
    return null;
  }

  static @Nullable DType ofNumpy(String spelling) {
    for (DType type : values()) {
      if (spelling.equals(type.numpy)) {
        return type;
      }
    }
    return null;
  }

  static @Nullable DType ofTorch(String spelling) {
    for (DType type : values()) {
      if (spelling.equals(type.torch)) {
        return type;
      }
    }
    return null;
  }

  /** By the name of a tensor's type, such as {@code float32} or {@code uint16}. */
  static @Nullable DType ofTorchType(String spelling) {
    for (DType type : values()) {
      if (type.name().toLowerCase(Locale.ROOT).equals(spelling)) {
        return type;
      }
    }
    return null;
  }

  /** All spellings of safetensors, for messages. */
  static String allOfSafetensors() {
    return Arrays.stream(values()).map(DType::safetensors).collect(Collectors.joining(", "));
  }
}
