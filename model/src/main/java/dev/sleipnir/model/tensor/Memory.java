package dev.sleipnir.model.tensor;

/** Where the buffers of a scope come from, and where they go. */
interface Memory {
  /** Ordinary arrays, which nobody takes back: of what belongs to no scope. */
  Memory ORDINARY = new Memory() {};

  /** Floats, whatever they hold. */
  default float[] floats(int length) {
    return new float[length];
  }

  /** Floats that are 0. */
  default float[] zeroes(int length) {
    return new float[length];
  }

  /** Bytes, whatever they hold. */
  default byte[] bytes(int length) {
    return new byte[length];
  }

  /** Longs, whatever they hold. */
  default long[] longs(int length) {
    return new long[length];
  }

  /** Takes floats back that nobody uses any more. */
  default void give(float[] buffer) {}

  /** Takes bytes back that nobody uses any more. */
  default void give(byte[] buffer) {}

  /** Takes longs back that nobody uses any more. */
  default void give(long[] buffer) {}

  /** Whether buffers stay with those who took them, though scopes end. */
  default boolean isLasting() {
    return false;
  }
}
