package dev.sleipnir.tasks.verify;

import java.io.Serial;

/** A case asks for something that is not built. */
final class UnsupportedCase extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  UnsupportedCase(String message) {
    super(message);
  }
}
