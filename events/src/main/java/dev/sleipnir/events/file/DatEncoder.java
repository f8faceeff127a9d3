package dev.sleipnir.events.file;

import java.io.IOException;

/** DAT, version 2. */
final class DatEncoder extends Encoder {
  private long last;

  DatEncoder(ByteOutput out, int width, int height) throws IOException {
    super(out);
    out.ascii("% Data file containing CD events\n% Version 2\n");
    if (width > 0) {
      out.ascii("% Width " + width + "\n% Height " + height + "\n");
    }
    out.i8(0x0C);
    out.i8(8);
  }

  @Override
  void event(long t, int x, int y, int polarity) throws IOException {
    if ((x | y) >= 1 << 14) {
      throw new IOException("expected pixels of less than 16384 x 16384, got x " + x + ", y " + y);
    }
    if (t < 0 || Time32.after(last, (int) t) != t) {
      throw refused(
          "expected times of 0 or more, 2^31 us at most from one event to the next and less than 2^32"
              + " at first, got "
              + t
              + " after "
              + last);
    }
    last = t;
    out.i32((int) t);
    out.i32(polarity << 28 | y << 14 | x);
  }
}
