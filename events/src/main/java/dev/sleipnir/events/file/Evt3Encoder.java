package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import java.io.IOException;

/**
 * EVT 3.0. Three and more events of one time, row and polarity, columns rising, become a vector.
 */
final class Evt3Encoder extends Encoder {
  private static final int WIDEST = 12;

  private final WrappingTime upper =
      new WrappingTime(12, 12, 2048) {
        @Override
        void put(int high) throws IOException {
          out.i16(8 << 12 | high);
        }
      };
  private int low;
  private int row = -1;

  Evt3Encoder(ByteOutput out, int width, int height) throws IOException {
    super(out);
    Evt2Encoder.header(out, "3.0", "EVT3", width, height);
  }

  @Override
  void events(Events events) throws IOException {
    int i = 0;
    while (i < events.size()) {
      int x = events.x(i);
      int mask = 1;
      int count = 1;
      int last = x;
      while (i + count < events.size() && isNext(events, i, i + count, last)) {
        last = events.x(i + count);
        mask |= 1 << (last - x);
        count++;
      }
      if (count >= 3) {
        at(events.t(i), x, events.y(i));
        Evt2Encoder.requirePixel(last, 0);
        out.i16(3 << 12 | events.polarity(i) << 11 | x);
        out.i16(4 << 12 | mask);
        i += count;
      } else {
        event(events.t(i), x, events.y(i), events.polarity(i));
        i++;
      }
    }
  }

  /** Whether an event goes into the vector that starts with another. */
  private static boolean isNext(Events events, int first, int i, int last) {
    return events.x(i) > last
        && events.x(i) < events.x(first) + WIDEST
        && events.y(i) == events.y(first)
        && events.t(i) == events.t(first)
        && events.polarity(i) == events.polarity(first);
  }

  @Override
  void event(long t, int x, int y, int polarity) throws IOException {
    at(t, x, y);
    out.i16(2 << 12 | polarity << 11 | x);
  }

  private void at(long t, int x, int y) throws IOException {
    Evt2Encoder.requirePixel(x, y);
    if (upper.to(t)) {
      low = 0;
    }
    if ((t & 0xFFF) != low) {
      low = (int) t & 0xFFF;
      out.i16(6 << 12 | low);
    }
    if (y != row) {
      row = y;
      out.i16(y);
    }
  }
}
