package dev.sleipnir.network;

import java.util.function.Supplier;

/** Errors that say of which part of a network they are. */
final class Part {
  private Part() {}

  /** Makes something of a part; what is wrong with it names the part first. */
  static <T> T named(String name, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(name + ": " + e.getMessage(), e);
    }
  }

  /** Does something to a part. */
  static void named(String name, Runnable done) {
    Boolean _ =
        named(
            name,
            () -> {
              done.run();
              return true;
            });
  }
}
