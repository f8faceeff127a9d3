package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

/** Calls that must be refused. */
public final class Refusals {
  private Refusals() {}

  /** Message of the {@link IllegalArgumentException} that the call must end in. */
  public static String refused(Executable call) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
