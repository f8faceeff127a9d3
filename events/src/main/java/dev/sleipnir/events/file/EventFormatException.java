package dev.sleipnir.events.file;

import java.io.IOException;

/** A recording holds what its format does not allow; the message says where and what. */
public final class EventFormatException extends IOException {
  private static final long serialVersionUID = 1;

  /** Bytes from the start. */
  private final long offset;

  EventFormatException(long offset, String what) {
    super("byte " + offset + ": " + what);
    this.offset = offset;
  }

  /** {@return where, in bytes from the start of the file or stream} */
  public long offset() {
    return offset;
  }
}
