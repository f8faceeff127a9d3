package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import java.io.Closeable;
import java.io.IOException;

/** What reads one format. */
abstract class Decoder implements Closeable {
  final ByteInput in;
  final Faults faults;
  private int width;
  private int height;
  private boolean isStopped;

  Decoder(ByteInput in, Faults faults) {
    this.in = in;
    this.faults = faults;
  }

  /**
   * Appends events, at least one, at most as many as there is room for, which is at least one. Says
   * false at the end. Where it throws, the batch holds what came before.
   */
  abstract boolean decode(Events out) throws IOException;

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Says how large the sensor is; 0 is unknown. */
  void sensor(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /** One past the greatest column that is allowed. */
  int columns() {
    return width == 0 ? 1 << 16 : width;
  }

  /** One past the greatest row that is allowed. */
  int rows() {
    return height == 0 ? 1 << 16 : height;
  }

  /** Damage behind which nothing is found again: an error, or the end. */
  final boolean stop(long offset, String what) throws EventFormatException {
    in.to(in.end());
    isStopped = true;
    faults.at(offset, what);
    return false;
  }

  final boolean isStopped() {
    return isStopped;
  }

  /** An event that the sensor cannot have sent. */
  void outside(long offset, int x, int y) throws EventFormatException {
    faults.at(
        offset, "expected a pixel of " + columns() + " x " + rows() + ", got x " + x + ", y " + y);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
