package dev.sleipnir.events.file;

import java.io.IOException;

/** NumPy records of 13 bytes: t, x, y, p. */
final class NpyEncoder extends Encoder {
  private static final int HEAD = 10;

  private final Spool spool = new Spool();
  private long count;
  private int greatest;

  NpyEncoder(ByteOutput out) throws IOException {
    super(out);
  }

  @Override
  void event(long t, int x, int y, int polarity) throws IOException {
    ByteOutput records = spool.out();
    records.i64(t);
    records.i16(x);
    records.i16(y);
    records.i8(polarity);
    greatest |= x | y;
    count++;
  }

  @Override
  void finish() throws IOException {
    // As others write them, unless a sign would be read.
    String pixel = greatest > Short.MAX_VALUE ? "<u2" : "<i2";
    String header =
        "{'descr': [('t', '<i8'), ('x', '"
            + pixel
            + "'), ('y', '"
            + pixel
            + "'), ('p', '|u1')], 'fortran_order': False, 'shape': ("
            + count
            + ",), }";
    int length = (HEAD + header.length() + 1 + 63) / 64 * 64 - HEAD;
    out.ascii(NpyDecoder.MAGIC);
    out.i8(1);
    out.i8(0);
    out.i16(length);
    out.ascii(header + " ".repeat(length - header.length() - 1) + "\n");
    spool.copy(out);
  }

  @Override
  public void close() throws IOException {
    spool.close();
  }
}
