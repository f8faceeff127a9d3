package dev.sleipnir.model.tensor;

import org.jspecify.annotations.Nullable;

/** Values that lie in another tensor's storage, and a copy of them once one is asked for. */
final class BorrowedRows {
  private final Tensor whole;
  private final int from;
  private final int length;
  private float @Nullable [] copy;

  /**
   * Some values of a tensor.
   *
   * @param whole the tensor, of floats
   * @param from index of the first value in its storage
   * @param length number of values
   */
  BorrowedRows(Tensor whole, int from, int length) {
    this.whole = whole;
    this.from = from;
    this.length = length;
  }

  /** Whether the values are still read where they are. */
  boolean isInPlace() {
    return copy == null;
  }

  Tensor whole() {
    return whole;
  }

  int from() {
    return from;
  }

  /** The copy, made on first use; views of one tensor share it. */
  float[] copy(@Nullable Scope scope) {
    float[] made = copy;
    if (made == null) {
      float[] to = scope == null ? new float[length] : scope.take(length);
      float[] in = whole.data();
      if (scope == null) {
        System.arraycopy(in, from, to, 0, length);
      } else {
        scope.run(() -> System.arraycopy(in, from, to, 0, length));
      }
      made = to;
      copy = to;
    }
    return made;
  }

  /** The copy that goes back to the pool, if there is one. */
  float @Nullable [] takeCopy() {
    float[] made = copy;
    copy = null;
    return made;
  }
}
