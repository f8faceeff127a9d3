package dev.sleipnir.model.layer;

/** The check that a size is not too small. */
final class AtLeast {
  private AtLeast() {}

  static void require(String name, int least, int value) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": expected at least " + least + ", got " + value);
    }
  }
}
