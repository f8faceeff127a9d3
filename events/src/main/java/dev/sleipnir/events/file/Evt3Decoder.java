package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import java.io.IOException;

/**
 * EVT 3.0: words of 16 bits that set row, time and base, or send one event or a vector of them.
 *
 * <p>What comes next is hard to foresee for a CPU, so the common words go without a branch: each
 * writes an event where the next one belongs, masks by type say which parts of the state it
 * changes, and only an event moves on.
 */
final class Evt3Decoder extends WordDecoder {
  /** By type: the words without a branch, which are row, event and lower time. */
  private static final int PLAIN = 1 | 1 << 2 | 1 << 6;

  private static final int[] SETS_ROW = new int[16];
  private static final int[] SENDS = new int[16];
  private static final int[] SETS_LOW = new int[16];

  static {
    SETS_ROW[0] = 0x7FF;
    SENDS[2] = 1;
    SETS_LOW[6] = 0xFFF;
  }

  /** The most events of the words of one vector. */
  private static final int WIDEST = 32;

  /** Beyond every sensor. */
  private static final int FARTHEST = 1 << 16;

  private final Others others;
  private int row;

  /** Column and, in bit 11, polarity of the next vector. */
  private int base;

  /** How many columns vectors have gone on since the base was set. */
  private int along;

  private int low;
  private int high;
  private long loops;
  private boolean isTimed;

  /** Pixels of the last vector for which there was no room. */
  private int mask;

  private int maskWidth;

  Evt3Decoder(ByteInput in, Faults faults, Others others) {
    super(in, faults, 2);
    this.others = others;
  }

  @Override
  boolean isPending() {
    return mask != 0;
  }

  private long upper() {
    return loops + ((long) high << 12);
  }

  @Override
  void words(Events out) throws IOException {
    if (mask != 0) {
      vector(out);
      return;
    }
    if (!isTimed || out.room() < 2 * WIDEST) {
      slowly(out, isTimed ? 1 : Integer.MAX_VALUE);
    } else {
      int start = in.at();
      int size = out.size();
      int wasRow = row;
      int wasBase = base;
      int wasAlong = along;
      int wasLow = low;
      int wasHigh = high;
      long wasLoops = loops;
      if (!fast(out)) {
        // Something is outside the sensor: again, word by word, to tell where.
        in.to(start);
        out.size(size);
        row = wasRow;
        base = wasBase;
        along = wasAlong;
        low = wasLow;
        high = wasHigh;
        loops = wasLoops;
        slowly(out, Integer.MAX_VALUE);
      } else if (in.at() < wordsEnd() && in.u16(in.at()) >>> 12 == 10) {
        slowly(out, 1);
      }
    }
  }

  /** Says false if an event may have been outside the sensor; vectors may pass its right edge. */
  private boolean fast(Events out) {
    byte[] bytes = in.bytes();
    int end = wordsEnd();
    long[] t = out.t();
    short[] x = out.x();
    short[] y = out.y();
    byte[] polarity = out.polarity();
    int lastColumn = columns() - 1;
    int lastRow = rows() - 1;
    int last = out.capacity() - WIDEST;
    int n = out.size();
    int at = in.at();
    int row = this.row;
    int base = this.base;
    int along = this.along;
    int low = this.low;
    long upper = upper();
    int outside = 0;
    while (at < end && n <= last) {
      int word = (short) ByteInput.SHORT.get(bytes, at);
      int type = word >>> 12 & 15;
      int value = word & 0xFFF;
      if ((PLAIN >>> type & 1) != 0) {
        at += 2;
        int column = value & 0x7FF;
        int sends = SENDS[type];
        t[n] = upper + low;
        x[n] = (short) column;
        y[n] = (short) row;
        polarity[n] = (byte) (value >>> 11);
        outside |= (lastColumn - column & -sends) | lastRow - row;
        n += sends;
        row ^= (row ^ value) & SETS_ROW[type];
        low ^= (low ^ value) & SETS_LOW[type];
      } else if (type == 3) {
        at += 2;
        base = value;
        along = 0;
      } else if ((type & ~1) == 4) {
        // Up to 32 columns, which cameras send as 12, 12 and 8.
        at += 2;
        int left = type == 4 ? value : value & 0xFF;
        int columns = type == 4 ? 12 : 8;
        while (columns <= 24 && at < end) {
          int next = (short) ByteInput.SHORT.get(bytes, at);
          int nextType = next >>> 12 & 15;
          int more = nextType == 4 ? 12 : 8;
          if ((nextType & ~1) != 4 || columns + more > WIDEST) {
            break;
          }
          at += 2;
          left |= (next & (1 << more) - 1) << columns;
          columns += more;
        }
        int first = (base & 0x7FF) + along;
        int beyond = lastColumn - first;
        if (beyond < 31) {
          left &= beyond < 0 ? 0 : (2 << beyond) - 1;
        }
        outside |= lastRow - row;
        byte p = (byte) (base >>> 11);
        long time = upper + low;
        while (left != 0) {
          t[n] = time;
          x[n] = (short) (first + Integer.numberOfTrailingZeros(left));
          y[n] = (short) row;
          polarity[n] = p;
          n++;
          left &= left - 1;
        }
        along = Math.min(along + columns, FARTHEST);
      } else if (type == 8) {
        at += 2;
        low = value == high ? low : 0;
        setHigh(value);
        upper = upper();
      } else if (type == 10) {
        break; // once, also where all is done again
      } else {
        at += 2;
      }
    }
    this.row = row;
    this.base = base;
    this.along = along;
    this.low = low;
    in.to(at);
    out.size(n);
    return outside >= 0;
  }

  private void setHigh(int value) {
    if (isTimed && high - value >= 2048) {
      loops += 1L << 24;
    }
    high = value;
    isTimed = true;
  }

  /** The same, word by word. */
  private void slowly(Events out, int most) throws IOException {
    int end = wordsEnd();
    for (int words = 0; words < most && in.at() < end && out.room() > 0 && mask == 0; words++) {
      int word = in.u16(in.at());
      in.skip(2);
      int value = word & 0xFFF;
      switch (word >>> 12) {
        case 0 -> row = value & 0x7FF;
        case 2 -> {
          if (isTimed) {
            emit(out, value & 0x7FF, value >>> 11);
          }
        }
        case 3 -> {
          base = value;
          along = 0;
        }
        case 4, 5 -> {
          maskWidth = word >>> 12 == 4 ? 12 : 8;
          mask = isTimed ? value & (1 << maskWidth) - 1 : 0;
          if (mask == 0) {
            along = Math.min(along + maskWidth, FARTHEST);
          } else {
            vector(out);
          }
        }
        case 6 -> low = value;
        case 8 -> {
          low = value == high ? low : 0;
          setHigh(value);
        }
        case 10 -> {
          if (isTimed) {
            others.trigger(new Trigger(upper() + low, value >>> 8, value & 1));
          }
        }
        default -> {
          // continued words, and what other systems send: no event
        }
      }
    }
  }

  private void vector(Events out) throws IOException {
    while (mask != 0 && out.room() > 0) {
      int column = (base & 0x7FF) + along + Integer.numberOfTrailingZeros(mask);
      mask &= mask - 1;
      if (column < columns()) {
        emit(out, column, base >>> 11);
      }
    }
    if (mask == 0) {
      along = Math.min(along + maskWidth, FARTHEST);
    }
  }

  private void emit(Events out, int column, int sign) throws IOException {
    if (column >= columns() || row >= rows()) {
      outside(in.offset() - 2, column, row);
      return;
    }
    int n = out.size();
    out.t()[n] = upper() + low;
    out.x()[n] = (short) column;
    out.y()[n] = (short) row;
    out.polarity()[n] = (byte) sign;
    out.size(n + 1);
  }
}
