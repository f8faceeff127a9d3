package dev.sleipnir.model.file;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.random.RandomStream;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gives the values of an {@link Archive}, in the order they were written. Every value that is not
 * what was expected is an {@link IOException} that says what was expected and what came.
 */
public final class ArchiveReader {
  /** Axes of the largest shape. */
  private static final int MOST_AXES = 32;

  private final DataInputStream in;

  /** Bytes of values not read yet. */
  private long left;

  ArchiveReader(InputStream in, long length) {
    this.in = new DataInputStream(new BufferedInputStream(in, 1 << 16));
    left = length;
  }

  void header() throws IOException {
    take(Archive.MAGIC.length + Integer.BYTES, "header");
    in.readNBytes(Archive.MAGIC.length);
    int version = in.readInt();
    if (version != Archive.VERSION) {
      throw new IOException("expected version " + Archive.VERSION + ", got version " + version);
    }
  }

  /**
   * Reads a text.
   *
   * @param what what it is, for messages
   * @return the text
   * @throws IOException if something else comes
   */
  public String text(String what) throws IOException {
    byte[] bytes = new byte[length(what, ArchiveWriter.TEXT, "a text", 1)];
    in.readFully(bytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException(what + ": expected a text in UTF-8, got other bytes", e);
    }
  }

  /**
   * Reads a text that has to be a certain one.
   *
   * @param what what it is, for messages
   * @param expected what it has to be
   * @throws IOException if something else comes
   */
  public void require(String what, String expected) throws IOException {
    require(what, expected, expected);
  }

  /**
   * Reads a text that has to be a certain one, or what stood for it in earlier files.
   *
   * @param what what it is, for messages
   * @param expected what it has to be
   * @param earlier what it may be, too
   * @throws IOException if something else comes; the message has the first line that differs
   */
  public void require(String what, String expected, String earlier) throws IOException {
    String text = text(what);
    if (!text.equals(expected) && !text.equals(earlier)) {
      String[] lines = expected.split("\n", -1);
      String[] others = text.split("\n", -1);
      int differs = Arrays.mismatch(lines, others);
      throw new IOException(
          what + ": expected " + line(lines, differs) + ", got " + excerpt(line(others, differs)));
    }
  }

  private static String line(String[] lines, int at) {
    return at < lines.length ? lines[at].strip() : "the end of the text";
  }

  /**
   * Reads a whole number that has to be a certain one.
   *
   * @param what what it is, for messages
   * @param expected what it has to be
   * @throws IOException if something else comes
   */
  public void require(String what, long expected) throws IOException {
    long number = number(what);
    if (number != expected) {
      throw new IOException(what + ": expected " + expected + ", got " + number);
    }
  }

  /**
   * Reads a whole number.
   *
   * @param what what it is, for messages
   * @return the number
   * @throws IOException if something else comes
   */
  public long number(String what) throws IOException {
    tag(what, ArchiveWriter.NUMBER, "a number");
    take(Long.BYTES, what);
    return in.readLong();
  }

  /**
   * Reads a whole number in a range.
   *
   * @param what what it is, for messages
   * @param least the least it may be
   * @param most the most it may be
   * @return the number
   * @throws IOException if something else comes
   */
  public int number(String what, int least, int most) throws IOException {
    long number = number(what);
    if (number < least || number > most) {
      throw new IOException(
          what + ": expected a number from " + least + " to " + most + ", got " + number);
    }
    return (int) number;
  }

  /**
   * Reads an array.
   *
   * @param what what it is, for messages
   * @return the values, bit for bit
   * @throws IOException if something else comes
   */
  public float[] floats(String what) throws IOException {
    return values(length(what, ArchiveWriter.FLOATS, "an array", Float.BYTES));
  }

  /**
   * Reads an array of a certain length.
   *
   * @param what what it is, for messages
   * @param expected its length
   * @return the values, bit for bit
   * @throws IOException if something else comes
   */
  public float[] floats(String what, int expected) throws IOException {
    int length = length(what, ArchiveWriter.FLOATS, "an array", Float.BYTES);
    if (length != expected) {
      throw new IOException(what + ": expected " + expected + " floats, got " + length);
    }
    return values(length);
  }

  private float[] values(int length) throws IOException {
    float[] values = new float[length];
    byte[] bytes = new byte[Math.min(length, ArchiveWriter.BLOCK) * Float.BYTES];
    for (int from = 0; from < length; from += ArchiveWriter.BLOCK) {
      int count = Math.min(ArchiveWriter.BLOCK, length - from);
      in.readFully(bytes, 0, count * Float.BYTES);
      ByteBuffer.wrap(bytes).asFloatBuffer().get(values, from, count);
    }
    return values;
  }

  /**
   * Reads an array of finite numbers, of a certain length.
   *
   * @param what what it is, for messages
   * @param expected its length
   * @return the values, bit for bit
   * @throws IOException if something else comes
   */
  public float[] finite(String what, int expected) throws IOException {
    float[] values = floats(what, expected);
    int at = Reductions.firstNonFinite(values, 0, expected);
    if (at >= 0) {
      throw new IOException(what + ": expected finite numbers, got " + values[at] + " at " + at);
    }
    return values;
  }

  /**
   * Reads an array of whole numbers, each in a range.
   *
   * @param what what it is, for messages
   * @param least the least that each may be
   * @param most the most that each may be
   * @return the values
   * @throws IOException if something else comes
   */
  public int[] ints(String what, int least, int most) throws IOException {
    int[] values = new int[length(what, ArchiveWriter.INTS, "whole numbers", Integer.BYTES)];
    byte[] bytes = new byte[Math.min(values.length, ArchiveWriter.BLOCK) * Integer.BYTES];
    for (int from = 0; from < values.length; from += ArchiveWriter.BLOCK) {
      int count = Math.min(ArchiveWriter.BLOCK, values.length - from);
      in.readFully(bytes, 0, count * Integer.BYTES);
      ByteBuffer.wrap(bytes).asIntBuffer().get(values, from, count);
    }
    for (int e = 0; e < values.length; e++) {
      if (values[e] < least || values[e] > most) {
        throw new IOException(
            what
                + ": expected numbers from "
                + least
                + " to "
                + most
                + ", got "
                + values[e]
                + " at "
                + e);
      }
    }
    return values;
  }

  /**
   * Reads an array of so many whole numbers, each in a range.
   *
   * @param what what it is, for messages
   * @param expected its length
   * @param least the least that each may be
   * @param most the most that each may be
   * @return the values
   * @throws IOException if something else comes
   */
  public int[] ints(String what, int expected, int least, int most) throws IOException {
    int[] values = ints(what, least, most);
    if (values.length != expected) {
      throw new IOException(
          what + ": expected " + expected + " whole numbers, got " + values.length);
    }
    return values;
  }

  /**
   * Reads an array of whole numbers of 64 bits.
   *
   * @param what what it is, for messages
   * @return the values
   * @throws IOException if something else comes
   */
  public long[] longs(String what) throws IOException {
    long[] values = new long[length(what, ArchiveWriter.LONGS, "long numbers", Long.BYTES)];
    for (int e = 0; e < values.length; e++) {
      values[e] = in.readLong();
    }
    return values;
  }

  /**
   * Reads an array in double precision.
   *
   * @param what what it is, for messages
   * @return the values, bit for bit
   * @throws IOException if something else comes
   */
  public double[] doubles(String what) throws IOException {
    int length = length(what, ArchiveWriter.DOUBLES, "double numbers", Double.BYTES);
    double[] values = new double[length];
    for (int e = 0; e < values.length; e++) {
      values[e] = Double.longBitsToDouble(in.readLong());
    }
    return values;
  }

  /**
   * Reads a shape.
   *
   * @param what what it is of, for messages
   * @return sizes of the axes, whose product is an int
   * @throws IOException if something else comes
   */
  public int[] shape(String what) throws IOException {
    int[] shape = new int[number(what + ": axes", 0, MOST_AXES)];
    long size = 1;
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = number(what + ": size of axis " + axis, 0, Integer.MAX_VALUE);
      size *= shape[axis];
      if (size > Integer.MAX_VALUE) {
        throw new IOException(
            what + ": expected less than 2^31 values, got " + Arrays.toString(shape));
      }
    }
    return shape;
  }

  /**
   * Reads a stream of random numbers, which goes on as the one that was written.
   *
   * @param what whose it is, for messages
   * @return the stream, or null for none
   * @throws IOException if something else comes
   */
  public @Nullable RandomStream random(String what) throws IOException {
    if (number(what + ": whether it draws random numbers", 0, 1) == 0) {
      return null;
    }
    long seed = number(what + ": seed");
    long stream = number(what + ": stream");
    long position = number(what + ": random numbers drawn");
    if (position < 0) {
      throw new IOException(what + ": expected at least 0 random numbers drawn, got " + position);
    }
    return new RandomStream(seed, stream, position);
  }

  /** Checks that there is nothing more. */
  void end() throws IOException {
    tag("end of the file", ArchiveWriter.END, "nothing more");
    if (left != 0) {
      throw new IOException("expected nothing more, got " + left + " bytes");
    }
  }

  private int length(String what, byte tag, String kind, int bytesEach) throws IOException {
    tag(what, tag, kind);
    take(Integer.BYTES, what);
    int length = in.readInt();
    if (length < 0 || (long) length * bytesEach > left) {
      throw new IOException(
          what + ": expected " + kind + " within the file, got a length of " + length);
    }
    take((long) length * bytesEach, what);
    return length;
  }

  private void tag(String what, byte expected, String kind) throws IOException {
    take(1, what);
    byte tag = in.readByte();
    if (tag != expected) {
      throw new IOException(what + ": expected " + kind + ", got " + name(tag));
    }
  }

  private static String name(byte tag) {
    return switch (tag) {
      case ArchiveWriter.TEXT -> "a text";
      case ArchiveWriter.NUMBER -> "a number";
      case ArchiveWriter.FLOATS -> "an array";
      case ArchiveWriter.INTS -> "whole numbers";
      case ArchiveWriter.LONGS -> "long numbers";
      case ArchiveWriter.DOUBLES -> "double numbers";
      case ArchiveWriter.END -> "the end";
      default -> "a byte " + tag;
    };
  }

  private void take(long bytes, String what) throws IOException {
    if (bytes > left) {
      throw new IOException(what + ": expected more, got the end of the file");
    }
    left -= bytes;
  }

  private static String excerpt(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "...";
  }
}
