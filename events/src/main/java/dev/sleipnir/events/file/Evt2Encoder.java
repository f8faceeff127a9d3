package dev.sleipnir.events.file;

import java.io.IOException;

/** EVT 2.0. */
final class Evt2Encoder extends Encoder {
  private final WrappingTime time =
      new WrappingTime(6, 28, (1 << 27) + 1) {
        @Override
        void put(int high) throws IOException {
          out.i32(8 << 28 | high);
        }
      };

  Evt2Encoder(ByteOutput out, int width, int height) throws IOException {
    super(out);
    header(out, "2.0", "EVT2", width, height);
  }

  /** The lines before the data. */
  static void header(ByteOutput out, String version, String format, int width, int height)
      throws IOException {
    out.ascii("% evt " + version + "\n");
    if (width > 0) {
      out.ascii("% format " + format + ";height=" + height + ";width=" + width + "\n");
      out.ascii("% geometry " + width + "x" + height + "\n");
    }
    out.ascii("% end\n");
  }

  /** Bits for pixels are 11. */
  static void requirePixel(int x, int y) throws IOException {
    if ((x | y) >= 1 << 11) {
      throw new IOException("expected pixels of less than 2048 x 2048, got x " + x + ", y " + y);
    }
  }

  @Override
  void event(long t, int x, int y, int polarity) throws IOException {
    requirePixel(x, y);
    time.to(t);
    out.i32(polarity << 28 | (int) (t & 63) << 22 | x << 11 | y);
  }
}
