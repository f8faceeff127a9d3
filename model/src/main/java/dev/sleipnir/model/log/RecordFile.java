package dev.sleipnir.model.log;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * TensorFlow's file of records (TFRecord): before each record its length and a checksum of that,
 * after it a checksum of the record. Checksums are CRC-32C, turned by 15 bits with a number added,
 * little-endian as all numbers.
 */
final class RecordFile implements Closeable {
  private static final int MASK = 0xa282ead8;

  private final OutputStream out;

  RecordFile(OutputStream out) {
    this.out = out;
  }

  /** In one call, so that a reader sees no part of a record. */
  void write(byte[] bytes) throws IOException {
    int head = Long.BYTES + Integer.BYTES;
    ByteBuffer framed =
        ByteBuffer.allocate(head + bytes.length + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    framed.putLong(bytes.length);
    framed.putInt(checksum(framed.array(), 0, Long.BYTES));
    framed.put(bytes);
    framed.putInt(checksum(bytes, 0, bytes.length));
    out.write(framed.array());
    out.flush();
  }

  private static int checksum(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
