package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * ST-MNIST: a MATLAB 5 file whose variable {@code spiketrain} has a column for each moment: 100
 * sensors of touch, 10 x 10, with -1, 0 or 1, and the time in seconds.
 */
final class MatDecoder extends Decoder {
  static final String MAGIC = "MATLAB 5.0 MAT-file";
  private static final int HEAD = 128;
  private static final int COMPRESSED = 15;
  private static final int MATRIX = 14;
  private static final int DOUBLE = 9;
  private static final int SIDE = 10;
  private static final int ROWS = SIDE * SIDE + 1;

  /** The variable, decompressed. */
  private ByteInput data;

  private long columns;
  private int taxel;

  MatDecoder(ByteInput in, Faults faults) throws IOException {
    super(in, faults);
    data = in;
    if (!in.fill(HEAD) || in.bytes()[in.at() + 126] != 'I' || in.bytes()[in.at() + 127] != 'M') {
      throw Faults.fatal(in.offset(), "expected a little-endian head of 128 bytes, got another");
    }
    in.skip(HEAD);
    sensor(SIDE, SIDE);
    try {
      while (!variable()) {
        // others are gone over
      }
    } catch (ZipException | EOFException e) {
      throw Faults.fatal(in.offset(), "expected compressed bytes, got damage: " + e.getMessage());
    }
  }

  /** Goes on to the next variable. Says whether it is the one. */
  private boolean variable() throws IOException {
    data = in;
    need(8);
    int type = in.i32(in.at());
    long size = in.i32(in.at() + 4) & 0xFFFFFFFFL;
    if (type == COMPRESSED) {
      in.skip(8);
      Part part = new Part(in, size);
      data = new ByteInput(new InflaterInputStream(part));
      need(8);
      if (data.i32(data.at()) == MATRIX && isSpiketrain()) {
        return true;
      }
      if (!in.discard(part.left)) {
        throw missing();
      }
      return false;
    }
    long end = in.offset() + 8 + size;
    if (type == MATRIX && isSpiketrain()) {
      return true;
    }
    if (!in.discard(end - in.offset())) {
      throw missing();
    }
    return false;
  }

  private EventFormatException missing() {
    return Faults.fatal(in.offset(), "expected a variable spiketrain, got the end of the file");
  }

  private void need(int count) throws IOException {
    if (!data.fill(count)) {
      throw missing();
    }
  }

  /** Reads what is before the data of a matrix. */
  private boolean isSpiketrain() throws IOException {
    need(48);
    int at = data.at();
    int rows = data.i32(at + 32);
    int count = data.i32(at + 36);
    // Flags and shape take 16 bytes each, then the name, of 4 bytes at most within its tag.
    int tag = data.i32(at + 40);
    int length = tag >>> 16 != 0 ? tag >>> 16 : data.i32(at + 44);
    if (length != "spiketrain".length() || data.i32(at + 28) != 8) {
      return false;
    }
    data.skip(48);
    need(24);
    boolean isNamed = data.startsWith("spiketrain");
    int type = data.i32(data.at() + 16);
    long bytes = data.i32(data.at() + 20) & 0xFFFFFFFFL;
    if (!isNamed) {
      return false;
    }
    if (type != DOUBLE || rows != ROWS || count < 0 || bytes != 8L * ROWS * count) {
      throw Faults.fatal(
          in.offset(),
          "expected spiketrain with " + ROWS + " rows of doubles, got " + rows + " x " + count);
    }
    data.skip(24);
    columns = count;
    return true;
  }

  @Override
  boolean decode(Events out) throws IOException {
    int before = out.size();
    while (out.size() == before) {
      if (isStopped() || columns == 0) {
        return false;
      }
      try {
        if (!data.fill(8 * ROWS)) {
          return stop(in.offset(), "expected " + columns + " more columns, got the end");
        }
      } catch (ZipException | EOFException e) {
        return stop(in.offset(), "expected compressed bytes, got damage: " + e.getMessage());
      }
      column(out);
    }
    return true;
  }

  private void column(Events out) throws IOException {
    int at = data.at();
    double seconds = Double.longBitsToDouble(data.i64(at + 8 * (ROWS - 1)));
    if (!(Math.abs(seconds) < 1e9)) {
      faults.at(in.offset(), "expected a time in seconds, got " + seconds);
      taxel = ROWS - 1;
    }
    for (; taxel < ROWS - 1; taxel++) {
      double value = Double.longBitsToDouble(data.i64(at + 8 * taxel));
      if (value != 0) {
        if (out.room() == 0) {
          return;
        }
        out.add(Math.round(seconds * 1e6), taxel % SIDE, taxel / SIDE, value > 0 ? 1 : 0);
      }
    }
    taxel = 0;
    columns--;
    data.skip(8 * ROWS);
  }

  /** A part of the file as a stream. */
  private static final class Part extends InputStream {
    private final ByteInput in;
    private long left;

    Part(ByteInput in, long left) {
      this.in = in;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (left == 0 || !in.fill(1)) {
        return -1;
      }
      int count = (int) Math.min(Math.min(length, left), in.available());
      System.arraycopy(in.bytes(), in.at(), to, offset, count);
      in.skip(count);
      left -= count;
      return count;
    }
  }
}
