package dev.sleipnir.tasks.verify;

import java.io.Serial;

/** A file is no case as the format describes it. */
final class MalformedCase extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  MalformedCase(String message) {
    super(message);
  }
}
