package dev.sleipnir.events.file;

import java.io.IOException;

/** Event Stream 2, dvs. */
final class EsEncoder extends Encoder {
  private static final int OVERFLOW = 127;

  /** More bytes for one gap, which are 35 minutes, are not meant. */
  private static final long MOST_OVERFLOWS = 1 << 24;

  private final int width;
  private final int height;
  private long last;

  EsEncoder(ByteOutput out, int width, int height) throws IOException {
    super(out);
    if (width == 0) {
      throw new IOException(
          "expected the sensor's width and height, which Event Stream needs, got none");
    }
    this.width = width;
    this.height = height;
    out.ascii(EsDecoder.MAGIC);
    out.i8(2);
    out.i8(0);
    out.i8(0);
    out.i8(1);
    out.i16(width);
    out.i16(height);
  }

  @Override
  void event(long t, int x, int y, int polarity) throws IOException {
    if (x >= width || y >= height) {
      throw new IOException(
          "expected pixels of " + width + " x " + height + ", got x " + x + ", y " + y);
    }
    if (t < last) {
      throw refused("expected times of 0 or more that do not go back, got " + t + " after " + last);
    }
    long overflows = (t - last) / OVERFLOW;
    if (overflows > MOST_OVERFLOWS) {
      throw refused(
          "expected at most "
              + MOST_OVERFLOWS * OVERFLOW
              + " us from one event to the next, got "
              + t
              + " after "
              + last);
    }
    int rest = (int) ((t - last) % OVERFLOW);
    for (long o = 0; o < overflows; o++) {
      out.i8(0xFF);
    }
    last = t;
    out.i8(rest << 1 | polarity);
    out.i16(x);
    out.i16(y);
  }
}
