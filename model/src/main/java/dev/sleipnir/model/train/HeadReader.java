package dev.sleipnir.model.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads a checkpoint's head field by field and believes none: a right checksum says only that what
 * is there is what was written. Nothing is reserved for more than the bytes that are there.
 */
final class HeadReader {
  private final ByteBuffer bytes;

  HeadReader(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  long anyLong(String what) throws IOException {
    require(what, Long.BYTES);
    return bytes.getLong();
  }

  double number(String what) throws IOException {
    require(what, Double.BYTES);
    return bytes.getDouble();
  }

  /** A whole number from 0. */
  int count(String what, int most) throws IOException {
    require(what, Integer.BYTES);
    int count = bytes.getInt();
    if (count < 0 || count > most) {
      throw new IOException(what + ": expected 0 to " + most + ", got " + count);
    }
    return count;
  }

  /** How many elements of at least so many bytes each follow. */
  int elements(String what, int bytesEach) throws IOException {
    return count("number of " + what, Math.max(0, bytes.remaining() - Integer.BYTES) / bytesEach);
  }

  String text(String what) throws IOException {
    int length = elements("bytes of the " + what, 1);
    ByteBuffer text = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    } catch (CharacterCodingException e) {
      throw new IOException(what + ": expected text in UTF-8, got other bytes", e);
    }
  }

  void end() throws IOException {
    if (bytes.hasRemaining()) {
      throw new IOException("end: expected no more bytes, got " + bytes.remaining());
    }
  }

  private void require(String what, int count) throws IOException {
    if (bytes.remaining() < count) {
      throw new IOException(
          what + ": expected " + count + " bytes, got " + bytes.remaining() + " and the end");
    }
  }
}
