package dev.sleipnir.model.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads event files, a bit at a time and with its own checksum. */
final class EventFile {
  private EventFile() {}

  /** The records, whose checksums were right. */
  static List<byte[]> records(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> records = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.get(in.position(), length);
      byte[] record = new byte[Math.toIntExact(in.getLong())];
      require(in.getInt(), length);
      in.get(record);
      require(in.getInt(), record);
      records.add(record);
    }
    return records;
  }

  private static void require(int found, byte[] bytes) {
    int crc = crc32c(bytes);
    int masked = ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
    if (found != masked) {
      throw new AssertionError("checksum: expected " + masked + ", got " + found);
    }
  }

  /** CRC-32C as its definition has it: polynomial 0x1edc6f41, bits reflected. */
  static int crc32c(byte[] bytes) {
    int crc = -1;
    for (byte b : bytes) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
      }
    }
    return ~crc;
  }

  /** Fields of a message: numbers as Long, Double or Float, else bytes. */
  static Map<Integer, List<Object>> fields(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    Map<Integer, List<Object>> fields = new LinkedHashMap<>();
    while (in.hasRemaining()) {
      long key = varint(in);
      Object value =
          switch ((int) key & 7) {
            case 0 -> varint(in);
            case 1 -> in.getDouble();
            case 5 -> in.getFloat();
            case 2 -> {
              byte[] bytes = new byte[(int) varint(in)];
              in.get(bytes);
              yield bytes;
            }
            default -> throw new AssertionError("kind " + (key & 7));
          };
      fields.computeIfAbsent((int) (key >>> 3), _ -> new ArrayList<>()).add(value);
    }
    return fields;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  static Object field(byte[] message, int number) {
    List<Object> values = fields(message).get(number);
    if (values == null) {
      throw new AssertionError("no field " + number);
    }
    return values.getFirst();
  }

  static byte[] inner(byte[] message, int number) {
    return (byte[]) field(message, number);
  }

  static String text(byte[] message, int number) {
    return new String(inner(message, number), StandardCharsets.UTF_8);
  }

  static double[] reals(byte[] message, int number) {
    ByteBuffer in = ByteBuffer.wrap(inner(message, number)).order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[in.remaining() / 8];
    in.asDoubleBuffer().get(values);
    return values;
  }
}
