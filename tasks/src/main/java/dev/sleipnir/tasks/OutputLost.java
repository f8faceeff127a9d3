package dev.sleipnir.tasks;

import java.io.IOError;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Serial;

/**
 * Standard output cannot be written: the disk is full, or nobody reads it any more. An error, so
 * that nothing on the way takes it for its own and goes on with work whose result is lost.
 */
public final class OutputLost extends IOError {
  @Serial private static final long serialVersionUID = 1L;

  /** What a shell reports of a program that SIGPIPE ended. */
  private static final int CLOSED = 128 + 13;

  /** Whether the reader has gone, which is no error of ours. */
  private final boolean closed;

  OutputLost(IOException cause, boolean closed) {
    super(cause);
    this.closed = closed;
  }

  /**
   * Says what was wrong, unless the reader has simply seen enough.
   *
   * @param err where to
   * @return the exit status
   */
  int report(PrintStream err) {
    if (closed) {
      return CLOSED;
    }
    Throwable cause = getCause();
    String reason = cause == null ? "unknown error" : cause.getMessage();
    err.println("sleipnir: cannot write standard output: " + reason);
    return 1;
  }
}
