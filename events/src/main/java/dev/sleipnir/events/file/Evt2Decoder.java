package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import java.io.IOException;

/** EVT 2.0: 32 bits are an event, the upper bits of the time, or something else. */
final class Evt2Decoder extends WordDecoder {
  private final TimeHigh high = new TimeHigh();
  private final Others others;

  Evt2Decoder(ByteInput in, Faults faults, Others others) {
    super(in, faults, 4);
    this.others = others;
  }

  @Override
  void words(Events out) throws IOException {
    byte[] bytes = in.bytes();
    int end = wordsEnd();
    long[] t = out.t();
    short[] x = out.x();
    short[] y = out.y();
    byte[] polarity = out.polarity();
    int lastColumn = columns() - 1;
    int lastRow = rows() - 1;
    int room = out.capacity();
    int n = out.size();
    int at = in.at();
    long time = high.time();
    boolean known = high.isKnown();
    while (at < end && n < room) {
      int word = (int) ByteInput.INT.get(bytes, at);
      at += 4;
      int type = word >>> 28;
      if (type <= 1 && known) {
        int column = word >>> 11 & 0x7FF;
        int row = word & 0x7FF;
        t[n] = time + (word >>> 22 & 63);
        x[n] = (short) column;
        y[n] = (short) row;
        polarity[n] = (byte) type;
        if ((lastColumn - column | lastRow - row) < 0) {
          out.size(n);
          in.to(at);
          outside(in.offset(at - 4), column, row);
          continue;
        }
        n++;
      } else if (type == 8) {
        high.set(word & 0xFFFFFFF);
        time = high.time();
        known = true;
      } else if (type == 10 && known) {
        others.trigger(new Trigger(time + (word >>> 22 & 63), word >>> 8 & 31, word & 1));
      }
    }
    out.size(n);
    in.to(at);
  }
}
