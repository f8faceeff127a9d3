package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import java.io.IOException;

/** DAT: 8 bytes an event, of which 4 are the time. */
final class DatDecoder extends WordDecoder {
  private final boolean isFirstVersion;

  /** Records are triggers, all of them. */
  private final boolean hasTriggers;

  private final Others others;
  private final Time32 clock = new Time32();

  DatDecoder(
      ByteInput in, Faults faults, boolean isFirstVersion, boolean hasTriggers, Others others) {
    super(in, faults, 8);
    this.isFirstVersion = isFirstVersion;
    this.hasTriggers = hasTriggers;
    this.others = others;
  }

  @Override
  void words(Events out) throws IOException {
    if (hasTriggers) {
      triggers();
    } else if (isFirstVersion) {
      decode(out, 9, 8, 1);
    } else {
      decode(out, 14, 14, 4);
    }
  }

  private void decode(Events out, int columnBits, int rowBits, int polarityBits)
      throws IOException {
    int count = Math.min(in.available() / 8, out.room());
    if (areGood(out, count, columnBits, rowBits, (1 << polarityBits) - 1)) {
      in.skip(8 * count);
      out.size(out.size() + count);
    } else {
      checked(out, columnBits, rowBits, polarityBits);
    }
  }

  /** Writes events behind a batch's. Says whether all of them are of the sensor; else none is. */
  private boolean areGood(Events out, int count, int columnBits, int rowBits, int polarityMask) {
    byte[] bytes = in.bytes();
    long[] t = out.t();
    short[] x = out.x();
    short[] y = out.y();
    byte[] polarity = out.polarity();
    int lastColumn = columns() - 1;
    int lastRow = rows() - 1;
    int columnMask = (1 << columnBits) - 1;
    int rowMask = (1 << rowBits) - 1;
    int from = in.at();
    int n = out.size();
    int bad = 0;
    long time = clock.time();
    for (int i = 0; i < count; i++) {
      long word = (long) ByteInput.LONG.get(bytes, from + 8 * i);
      time = Time32.after(time, (int) word);
      int data = (int) (word >>> 32);
      int column = data & columnMask;
      int row = data >>> columnBits & rowMask;
      int sign = data >>> (columnBits + rowBits) & polarityMask;
      t[n + i] = time;
      x[n + i] = (short) column;
      y[n + i] = (short) row;
      polarity[n + i] = (byte) sign;
      bad |= lastColumn - column | lastRow - row | 1 - sign;
    }
    if (bad < 0) {
      return false;
    }
    clock.set(time);
    return true;
  }

  /** The same event by event, as far as the first that is not of the sensor. */
  private void checked(Events out, int columnBits, int rowBits, int polarityBits)
      throws IOException {
    byte[] bytes = in.bytes();
    int end = wordsEnd();
    long[] t = out.t();
    short[] x = out.x();
    short[] y = out.y();
    byte[] polarity = out.polarity();
    int lastColumn = columns() - 1;
    int lastRow = rows() - 1;
    int columnMask = (1 << columnBits) - 1;
    int rowMask = (1 << rowBits) - 1;
    int polarityMask = (1 << polarityBits) - 1;
    int room = out.capacity();
    int n = out.size();
    int at = in.at();
    long time = clock.time();
    while (at < end && n < room) {
      long word = (long) ByteInput.LONG.get(bytes, at);
      at += 8;
      time = Time32.after(time, (int) word);
      int data = (int) (word >>> 32);
      int column = data & columnMask;
      int row = data >>> columnBits & rowMask;
      int sign = data >>> (columnBits + rowBits) & polarityMask;
      t[n] = time;
      x[n] = (short) column;
      y[n] = (short) row;
      polarity[n] = (byte) sign;
      if ((lastColumn - column | lastRow - row | 1 - sign) < 0) {
        out.size(n);
        in.to(at);
        clock.set(time);
        if (sign > 1) {
          faults.at(in.offset(at - 8), "expected polarity 0 or 1, got " + sign);
        } else {
          outside(in.offset(at - 8), column, row);
        }
        continue;
      }
      n++;
    }
    clock.set(time);
    out.size(n);
    in.to(at);
  }

  private void triggers() {
    for (int end = wordsEnd(); in.at() < end; in.skip(8)) {
      int data = in.i32(in.at() + 4);
      others.trigger(new Trigger(clock.next(in.i32(in.at())), data >>> 8 & 31, data & 1));
    }
  }
}
