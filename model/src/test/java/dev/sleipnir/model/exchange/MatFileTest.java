package dev.sleipnir.model.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.Fuzz;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that SciPy wrote (make_files.py), and others byte by byte. */
class MatFileTest {
  private static final Path FILES = Path.of("src", "test", "exchange");

  @TempDir private Path folder;

  @Test
  void arraysOfEveryTypePackedAndNot() throws IOException {
    for (String file : List.of("types.mat", "packed.mat")) {
      Map<String, NDArray> arrays = MatFile.read(FILES.resolve(file));
      assertEquals(
          Set.of(
              "float64", "float32", "int64", "int32", "int16", "int8", "uint64", "uint32", "uint16",
              "uint8", "axes", "scalar", "empty"),
          arrays.keySet());
      arrays.forEach(
          (name, array) -> {
            if (name.contains("int")) {
              assertEquals(DType.valueOf(name.toUpperCase(java.util.Locale.ROOT)), array.dtype());
              assertArrayEquals(new int[] {2, 3}, array.shape());
              assertArrayEquals(new long[] {0, 1, 2, 3, 4, 5}, array.toLongs());
            }
          });
      assertEquals(DType.FLOAT32, array(arrays, "float32").dtype());
      assertArrayEquals(
          new double[] {0, 0.5, 1, 1.5, 2, 2.5}, array(arrays, "float64").toDoubles());
      NDArray axes = array(arrays, "axes");
      assertArrayEquals(new int[] {2, 3, 4}, axes.shape());
      for (int i = 0; i < 24; i++) {
        assertEquals(i, axes.toDoubles()[i]);
      }
      assertEquals("[1, 1] of FLOAT64", array(arrays, "scalar").toString());
      assertEquals("[0, 3] of FLOAT64", array(arrays, "empty").toString());
    }
  }

  private static NDArray array(Map<String, NDArray> arrays, String name) {
    return Objects.requireNonNull(arrays.get(name), name);
  }

  /** An element: its tag, its bytes, and what fills up eight of them. */
  private static byte[] element(ByteOrder order, int type, byte[] bytes) {
    int end = (bytes.length + 7) / 8 * 8;
    return ByteBuffer.allocate(8 + end)
        .order(order)
        .putInt(type)
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] ints(ByteOrder order, int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(order);
    bytes.asIntBuffer().put(values);
    return bytes.array();
  }

  /** A matrix of doubles that are stored in 16 bits, in a short element where they fit. */
  private static byte[] matrix(ByteOrder order, String name, int rows, int columns, short... of) {
    ByteBuffer values = ByteBuffer.allocate(2 * of.length).order(order);
    values.asShortBuffer().put(of);
    byte[] data = element(order, 3, values.array());
    if (of.length <= 2) {
      data =
          ByteBuffer.allocate(8)
              .order(order)
              .putInt(((2 * of.length) << 16) | 3)
              .put(values.array())
              .array();
    }
    return joined(
        element(order, 6, ints(order, 6, 0)),
        element(order, 5, ints(order, rows, columns)),
        element(order, 1, name.getBytes(StandardCharsets.UTF_8)),
        data);
  }

  private static byte[] file(ByteOrder order, byte[]... elements) {
    ByteBuffer header = ByteBuffer.allocate(128).order(order);
    header.put("MATLAB 5.0 MAT-file, by hand".getBytes(StandardCharsets.US_ASCII));
    header.putShort(124, (short) 0x100).putShort(126, (short) (('M' << 8) | 'I'));
    return joined(header.array(), joined(elements));
  }

  private Map<String, NDArray> read(byte[] content) throws IOException {
    Path file = folder.resolve("a.mat");
    Files.write(file, content);
    return MatFile.read(file);
  }

  private String refused(byte[] content) {
    String message =
        String.valueOf(assertThrows(IOException.class, () -> read(content)).getMessage());
    String prefix = "MAT " + folder.resolve("a.mat") + ": ";
    assertTrue(message.startsWith(prefix), message);
    return message.substring(prefix.length());
  }

  @Test
  void bothByteOrdersAndShortElements() throws IOException {
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      short[] values = {1, 2, -3, 4, 5, 6};
      Map<String, NDArray> arrays =
          read(
              file(
                  order,
                  element(order, 14, matrix(order, "a", 2, 3, values)),
                  element(order, 14, new byte[0]),
                  element(order, 14, matrix(order, "b", 2, 1, (short) 7, (short) -8))));
      assertEquals(List.of("a", "b"), List.copyOf(arrays.keySet()));
      assertArrayEquals(new double[] {1, -3, 5, 2, 4, 6}, array(arrays, "a").toDoubles());
      assertArrayEquals(new double[] {7, -8}, array(arrays, "b").toDoubles());
    }
    assertTrue(read(file(ByteOrder.LITTLE_ENDIAN)).isEmpty());
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var deflater = new DeflaterOutputStream(out)) {
      deflater.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void whatIsWrongIsNamedWithItsByte() throws IOException {
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    byte[] one = element(order, 14, matrix(order, "a", 1, 3, (short) 1, (short) 2, (short) 3));
    assertEquals(
        "expected the header of a MAT file of version 5 in its first 128 bytes, got something else",
        refused(new byte[200]));
    byte[] newer = file(order);
    System.arraycopy("MATLAB 7.3".getBytes(StandardCharsets.US_ASCII), 0, newer, 0, 10);
    newer[125] = 2;
    assertTrue(refused(newer).endsWith("version 7.3, which is HDF5: save it with -v7"));
    int second = 128 + one.length;
    assertEquals(
        "at byte " + second + ": expected an element's tag of 8 bytes, got fewer",
        refused(file(order, one, new byte[5])));
    assertEquals(
        "at byte " + second + ": expected an array (type 14 or 15), got type 9",
        refused(file(order, one, element(order, 9, new byte[8]))));
    assertEquals(
        "at byte 128: expected an element of at most 8 bytes, which are left, got one of"
            + " 4294967295",
        refused(file(order, ints(order, 14, -1, 0, 0))));
    assertEquals("expected each name once, got 'a' twice", refused(file(order, one, one)));
    assertEquals(
        "at byte 128: a: expected 32 bytes for [2, 8] of FLOAT64, got 2",
        refused(file(order, element(order, 14, matrix(order, "a", 2, 8, (short) 1)))));
    assertTrue(
        refused(file(order, element(order, 14, matrix(order, "a", 1 << 30, 1 << 30))))
            .startsWith("a: expected an array of at most 2 GiB"));
    assertTrue(
        refused(file(order, element(order, 14, matrix(order, "a", -1, 1))))
            .startsWith("a: expected sizes from 0 to 2^31 - 1"));
    assertEquals(
        "at byte 128: expected sizes (type 5) of at most 8 bytes from byte 16 on, got type 5 of"
            + " 64 bytes",
        refused(
            file(
                order,
                element(
                    order,
                    14,
                    joined(
                        element(order, 6, ints(order, 6, 0)), ints(order, 5, 64), new byte[8])))));
  }

  @Test
  void packedArraysAreBounded() throws IOException {
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    byte[] one = element(order, 14, matrix(order, "a", 1, 3, (short) 1, (short) 2, (short) 3));
    byte[] whole = packed(one);
    assertEquals(1, read(file(order, joined(ints(order, 15, whole.length), whole))).size());
    byte[] claims = packed(joined(ints(order, 14, Integer.MAX_VALUE), new byte[100]));
    assertTrue(
        refused(file(order, joined(ints(order, 15, claims.length), claims)))
            .endsWith("and half of the heap can hold, got one of 2147483647 bytes"));
    byte[] shorter = packed(joined(ints(order, 14, 200), new byte[100]));
    assertEquals(
        "at byte 128: expected 200 unpacked bytes, got 100",
        refused(file(order, joined(ints(order, 15, shorter.length), shorter))));
    assertEquals(
        "at byte 128: expected packed data, got damaged ones",
        refused(file(order, joined(ints(order, 15, 16), new byte[16]))));
    byte[] other = packed(ints(order, 9, 0));
    assertEquals(
        "at byte 128: expected a packed array, got something else",
        refused(file(order, joined(ints(order, 15, other.length), other))));
  }

  @Test
  void damagedFiles() throws IOException {
    byte[] plain = Files.readAllBytes(FILES.resolve("types.mat"));
    byte[] small = Files.readAllBytes(FILES.resolve("packed.mat"));
    Path file = folder.resolve("damaged.mat");
    Fuzz.run(
        "mat",
        Set.of(IOException.class),
        (random, input) -> {
          byte[] changed = Fuzz.mutated(random, random.nextBoolean() ? plain : small);
          input.accept(changed);
          Files.write(file, changed);
          MatFile.read(file).values().forEach(NDArray::toDoubles);
        });
  }
}
