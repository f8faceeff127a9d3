package dev.sleipnir.model.file;

import dev.sleipnir.kernels.random.RandomStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes the values of an {@link Archive}. */
public final class ArchiveWriter {
  static final byte TEXT = 't';
  static final byte NUMBER = 'n';
  static final byte FLOATS = 'f';
  static final byte INTS = 'i';
  static final byte LONGS = 'l';
  static final byte DOUBLES = 'd';
  static final byte END = '.';

  /** Values of an array written at a time. */
  static final int BLOCK = 1 << 14;

  private final DataOutputStream out;

  ArchiveWriter(DataOutputStream out) {
    this.out = out;
  }

  /**
   * Writes a text.
   *
   * @param text of any length
   * @throws IOException if it cannot be written
   */
  public void text(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeByte(TEXT);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /**
   * Writes a whole number.
   *
   * @param number any
   * @throws IOException if it cannot be written
   */
  public void number(long number) throws IOException {
    out.writeByte(NUMBER);
    out.writeLong(number);
  }

  /**
   * Writes an array, bit for bit.
   *
   * @param values any
   * @throws IOException if it cannot be written
   */
  public void floats(float[] values) throws IOException {
    out.writeByte(FLOATS);
    out.writeInt(values.length);
    byte[] bytes = new byte[Math.min(values.length, BLOCK) * Float.BYTES];
    for (int from = 0; from < values.length; from += BLOCK) {
      int count = Math.min(BLOCK, values.length - from);
      ByteBuffer.wrap(bytes).asFloatBuffer().put(values, from, count);
      out.write(bytes, 0, count * Float.BYTES);
    }
  }

  /**
   * Writes an array of whole numbers.
   *
   * @param values any
   * @throws IOException if it cannot be written
   */
  public void ints(int... values) throws IOException {
    out.writeByte(INTS);
    out.writeInt(values.length);
    byte[] bytes = new byte[Math.min(values.length, BLOCK) * Integer.BYTES];
    for (int from = 0; from < values.length; from += BLOCK) {
      int count = Math.min(BLOCK, values.length - from);
      ByteBuffer.wrap(bytes).asIntBuffer().put(values, from, count);
      out.write(bytes, 0, count * Integer.BYTES);
    }
  }

  /**
   * Writes an array of whole numbers of 64 bits.
   *
   * @param values any
   * @throws IOException if it cannot be written
   */
  public void longs(long... values) throws IOException {
    out.writeByte(LONGS);
    out.writeInt(values.length);
    for (long value : values) {
      out.writeLong(value);
    }
  }

  /**
   * Writes an array in double precision, bit for bit.
   *
   * @param values any
   * @throws IOException if it cannot be written
   */
  public void doubles(double... values) throws IOException {
    out.writeByte(DOUBLES);
    out.writeInt(values.length);
    for (double value : values) {
      out.writeLong(Double.doubleToRawLongBits(value));
    }
  }

  /**
   * Writes the sizes of some axes.
   *
   * @param shape sizes
   * @throws IOException if they cannot be written
   */
  public void shape(int... shape) throws IOException {
    number(shape.length);
    for (int size : shape) {
      number(size);
    }
  }

  /**
   * Writes a stream of random numbers, with how far it has been drawn.
   *
   * @param stream the stream, or null for none
   * @throws IOException if it cannot be written
   */
  public void random(@Nullable RandomStream stream) throws IOException {
    number(stream == null ? 0 : 1);
    if (stream != null) {
      number(stream.seed());
      number(stream.stream());
      number(stream.position());
    }
  }

  void end() throws IOException {
    out.writeByte(END);
  }
}
