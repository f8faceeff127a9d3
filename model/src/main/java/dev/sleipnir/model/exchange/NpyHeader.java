package dev.sleipnir.model.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the values of NumPy's format: a magic word, a version, and type, order and
 * shape as a dictionary in Python's spelling.
 *
 * @param head type and shape
 * @param isColumnMajor whether the first axis is the fastest
 * @param order which end of a value comes first
 * @param length bytes before the values
 */
record NpyHeader(ArrayHead head, boolean isColumnMajor, ByteOrder order, int length) {
  /** Bytes in which every header of an array that can be read ends. */
  static final int MOST = 1 << 12;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  private static final Pattern ENTRY =
      Pattern.compile(
          "\\G\\s*'(\\w{1,20})'\\s*:\\s*('[^']*'|\\w+|\\([0-9L,\\s]*\\)|\\[)\\s*,?\\s*");
  private static final Pattern TYPE = Pattern.compile("([<>|=])([a-zA-Z]\\d*)");

  static boolean isOne(byte[] start) {
    return start.length >= MAGIC.length
        && Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /**
   * Reads a header.
   *
   * @param name whose it is, for messages
   * @param start the first bytes, {@link #MOST} if there are as many
   * @throws IOException if it is not the header of an array of numbers
   */
  static NpyHeader parse(String name, byte[] start) throws IOException {
    if (!isOne(start) || start.length < 12) {
      throw new IOException(name + ": expected NumPy's format, got something else");
    }
    ByteBuffer in = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    int version = in.get(MAGIC.length);
    if (version < 1 || version > 3) {
      throw new IOException(name + ": expected version 1 to 3 of the format, got " + version);
    }
    int from = version == 1 ? 10 : 12;
    long length = version == 1 ? Short.toUnsignedLong(in.getShort(8)) : in.getInt(8) & 0xFFFF_FFFFL;
    if (length > start.length - from) {
      throw new IOException(
          name + ": expected a header of some hundred bytes, got a length of " + length);
    }
    String text = new String(start, from, (int) length, StandardCharsets.ISO_8859_1).strip();
    Map<String, String> entries = entries(name, text);
    String type = value(name, entries, "descr", text);
    Matcher spelling = TYPE.matcher(type.replace("'", ""));
    DType known = spelling.matches() ? DType.ofNumpy(spelling.group(2)) : null;
    if (known == null) {
      throw new IOException(
          name
              + ": expected numbers or booleans, got elements of type "
              + (type.equals("[") ? "structure" : ArrayNames.excerpt(type.replace("'", ""))));
    }
    ByteOrder order =
        switch (spelling.group(1)) {
          case ">" -> ByteOrder.BIG_ENDIAN;
          case "=" -> ByteOrder.nativeOrder();
          default -> ByteOrder.LITTLE_ENDIAN;
        };
    String columns = value(name, entries, "fortran_order", text);
    if (!columns.equals("True") && !columns.equals("False")) {
      throw damaged(name, text);
    }
    long[] shape = shape(name, value(name, entries, "shape", text));
    return new NpyHeader(
        ArrayHead.of(name, known, shape), columns.equals("True"), order, from + (int) length);
  }

  private static Map<String, String> entries(String name, String text) throws IOException {
    if (!text.startsWith("{") || !text.endsWith("}")) {
      throw damaged(name, text);
    }
    Map<String, String> entries = new HashMap<>();
    Matcher entry = ENTRY.matcher(text).region(1, text.length() - 1);
    int end = 1;
    while (entry.find()) {
      entries.put(entry.group(1), entry.group(2));
      end = entry.end();
      if (entry.group(2).equals("[")) {
        return entries; // the type is a structure, which is refused
      }
    }
    if (end != text.length() - 1 || entries.size() != 3) {
      throw damaged(name, text);
    }
    return entries;
  }

  private static String value(String name, Map<String, String> entries, String key, String text)
      throws IOException {
    @Nullable String value = entries.get(key);
    if (value == null) {
      throw damaged(name, text);
    }
    return value;
  }

  private static long[] shape(String name, String tuple) throws IOException {
    if (!tuple.startsWith("(")) {
      throw damaged(name, tuple);
    }
    String inner = tuple.substring(1, tuple.length() - 1).replace("L", "").strip();
    if (inner.isEmpty()) {
      return new long[0];
    }
    String[] sizes = inner.split("\\s*,\\s*", 0);
    long[] shape = new long[sizes.length];
    for (int axis = 0; axis < shape.length; axis++) {
      try {
        shape[axis] = Long.parseLong(sizes[axis].strip());
      } catch (NumberFormatException e) {
        throw damaged(name, tuple);
      }
    }
    return shape;
  }

  private static IOException damaged(String name, String text) {
    return new IOException(
        name
            + ": expected a header {'descr': ..., 'fortran_order': ..., 'shape': ...}, got "
            + ArrayNames.excerpt(text));
  }

  /** The header for an array, row-major, little end first. */
  static byte[] of(NDArray array) throws IOException {
    String type = array.dtype().numpy();
    if (type == null) {
      throw new IOException(
          "expected a type that NumPy has, got " + array + "; convert it: as(FLOAT32)");
    }
    String sizes =
        IntStream.of(array.shape()).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    String text =
        "{'descr': '"
            + (array.dtype().bytes() == 1 ? '|' : '<')
            + type
            + "', 'fortran_order': False, 'shape': ("
            + sizes
            + (array.shape().length == 1 ? ",)" : ")")
            + ", }";
    int prefix = MAGIC.length + 4;
    int whole = (prefix + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(whole).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (whole - prefix));
    header.put(text.getBytes(StandardCharsets.US_ASCII));
    while (header.position() < whole - 1) {
      header.put((byte) ' ');
    }
    return header.put((byte) '\n').array();
  }

  /** The values of a record in row-major order, little end first. */
  NDArray array(byte[] record) {
    byte[] bytes = Arrays.copyOfRange(record, length, length + head.bytes());
    if (order == ByteOrder.BIG_ENDIAN) {
      Elements.reverse(bytes, head.type().bytes());
    }
    if (isColumnMajor) {
      int[] shape = head.shape();
      long[] strides = new long[shape.length];
      long stride = 1;
      for (int axis = 0; axis < shape.length; axis++) {
        strides[axis] = stride;
        stride *= shape[axis];
      }
      bytes = Elements.gather(bytes, head.type().bytes(), shape, 0, strides);
    }
    return head.array(bytes);
  }
}
