package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import java.io.Closeable;
import java.io.IOException;

/** What writes one format. What a format cannot hold is refused. */
abstract class Encoder implements Closeable {
  final ByteOutput out;

  Encoder(ByteOutput out) {
    this.out = out;
  }

  /** Writes an event. */
  abstract void event(long t, int x, int y, int polarity) throws IOException;

  /** Writes events, in order. */
  void events(Events events) throws IOException {
    long[] t = events.t();
    short[] x = events.x();
    short[] y = events.y();
    byte[] polarity = events.polarity();
    for (int i = 0; i < events.size(); i++) {
      event(t[i], x[i] & 0xFFFF, y[i] & 0xFFFF, polarity[i]);
    }
  }

  /** Writes what comes last. */
  void finish() throws IOException {}

  @Override
  public void close() throws IOException {}

  static IOException refused(String what) {
    return new IOException(what + "; CSV, NPY and AEDAT 4 hold any time, and times can start at 0");
  }
}
