package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import java.io.IOException;

/** EVT 2.1: 64 bits are up to 32 events of a row, the upper bits of the time, or something else. */
final class Evt21Decoder extends WordDecoder {
  private final TimeHigh high = new TimeHigh();
  private final Others others;

  /** 32 where the halves of a word are swapped. */
  private final int rotation;

  /** Pixels of the last word for which there was no room. */
  private int mask;

  private long word;

  Evt21Decoder(ByteInput in, Faults faults, boolean isLegacy, Others others) {
    super(in, faults, 8);
    rotation = isLegacy ? 32 : 0;
    this.others = others;
  }

  /** Whether the words that come next make more sense with their halves swapped. */
  static boolean looksLegacy(ByteInput in) {
    int swapped = 0;
    int plain = 0;
    int last = Math.min(in.end() - 7, in.at() + 8000);
    for (int at = in.at(); at < last; at += 8) {
      plain += isKnown(in.unsigned(at + 7) >>> 4);
      swapped += isKnown(in.unsigned(at + 3) >>> 4);
    }
    return swapped > plain;
  }

  private static int isKnown(int type) {
    return type <= 1 || type == 8 || type == 10 || type >= 14 ? 1 : 0;
  }

  @Override
  void words(Events out) throws IOException {
    int end = wordsEnd();
    int at = in.at();
    while (out.room() > 0 && at < end) {
      if (mask != 0) {
        // The word is left behind once its last pixel is out.
        if (emit(out)) {
          at += 8;
          in.to(at);
        }
        continue;
      }
      word = Long.rotateLeft(in.i64(at), rotation);
      int type = (int) (word >>> 60);
      if (type <= 1) {
        mask = high.isKnown() ? (int) word : 0;
        if (mask != 0) {
          continue;
        }
      } else if (type == 8) {
        high.set((int) (word >>> 32) & 0xFFFFFFF);
      } else if (type == 10 && high.isKnown()) {
        others.trigger(
            new Trigger(
                high.time() + (word >>> 54 & 63),
                (int) (word >>> 40) & 31,
                (int) (word >>> 32) & 1));
      }
      at += 8;
      in.to(at);
    }
  }

  /** Says whether all pixels of the word are out. */
  private boolean emit(Events out) throws IOException {
    int base = (int) (word >>> 43) & 0x7FF;
    int row = (int) (word >>> 32) & 0x7FF;
    long time = high.time() + (word >>> 54 & 63);
    byte polarity = (byte) (word >>> 60);
    while (mask != 0 && out.room() > 0) {
      int column = base + Integer.numberOfTrailingZeros(mask);
      mask &= mask - 1;
      if (column >= columns() || row >= rows()) {
        outside(in.offset(), column, row);
        continue;
      }
      int n = out.size();
      out.t()[n] = time;
      out.x()[n] = (short) column;
      out.y()[n] = (short) row;
      out.polarity()[n] = polarity;
      out.size(n + 1);
    }
    return mask == 0;
  }
}
