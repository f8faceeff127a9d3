package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import java.io.IOException;

/** N-MNIST: 5 bytes an event, 23 bits of time; a row of 240 means that later times are later. */
final class NmnistDecoder extends WordDecoder {
  private static final int SIDE = 34;
  private static final int OVERFLOW_ROW = 240;
  private static final int OVERFLOW = 1 << 13;

  private long overflows;

  /** The sensor is that of N-MNIST where what comes first fits. */
  NmnistDecoder(ByteInput in, Faults faults) {
    super(in, faults, 5);
    boolean fits = true;
    for (int at = in.at(); at < wordsEnd(); at += 5) {
      int row = in.unsigned(at + 1);
      fits &= row == OVERFLOW_ROW || (row < SIDE && in.unsigned(at) < SIDE);
    }
    if (fits) {
      sensor(SIDE, SIDE);
    }
  }

  /** Whether what comes next could be such events: there is no header to tell. */
  static boolean looksLike(ByteInput in) {
    int records = Math.min(in.available() / 5, 4096);
    int back = 0;
    int last = -1;
    for (int r = 0; r < records; r++) {
      int at = in.at() + 5 * r;
      if (in.unsigned(at + 1) == OVERFLOW_ROW) {
        last = -1;
        continue;
      }
      int time = time(in, at);
      // More than a second at once, or back: noise does one or the other every other time.
      if (time < last || (last >= 0 && time - last > 1_000_000)) {
        back++;
      }
      last = time;
    }
    return records > 0 && back * 20 <= records;
  }

  private static int time(ByteInput in, int at) {
    return (in.unsigned(at + 2) & 0x7F) << 16 | in.unsigned(at + 3) << 8 | in.unsigned(at + 4);
  }

  @Override
  void words(Events out) throws IOException {
    int end = wordsEnd();
    long[] t = out.t();
    short[] x = out.x();
    short[] y = out.y();
    byte[] polarity = out.polarity();
    int n = out.size();
    int at = in.at();
    while (at < end && n < out.capacity()) {
      int row = in.unsigned(at + 1);
      if (row == OVERFLOW_ROW) {
        overflows += OVERFLOW;
        at += 5;
        continue;
      }
      t[n] = overflows + time(in, at);
      x[n] = (short) in.unsigned(at);
      y[n] = (short) row;
      polarity[n] = (byte) (in.unsigned(at + 2) >>> 7);
      at += 5;
      if (in.unsigned(at - 5) >= columns() || row >= rows()) {
        out.size(n);
        in.to(at);
        outside(in.offset(at - 5), in.unsigned(at - 5), row);
        continue;
      }
      n++;
    }
    out.size(n);
    in.to(at);
  }
}
