package dev.sleipnir.events.file;

import java.io.IOException;

/** Lines of text, after one with the names. */
final class CsvEncoder extends Encoder {
  CsvEncoder(ByteOutput out) throws IOException {
    super(out);
    out.ascii("t,x,y,p\n");
  }

  @Override
  void event(long t, int x, int y, int polarity) throws IOException {
    out.decimal(t);
    out.i8(',');
    out.decimal(x);
    out.i8(',');
    out.decimal(y);
    out.i8(',');
    out.i8('0' + polarity);
    out.i8('\n');
  }
}
