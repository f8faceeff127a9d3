package dev.sleipnir.model.tensor;

import org.jspecify.annotations.Nullable;

/** Values that lie in another tensor's storage, and a copy of them once one is asked for. */
final class BorrowedRows implements Storage {
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

  Tensor whole() {
    return whole;
  }

  /** The array of the other tensor, as long as nothing asked for a copy. */
  @Override
  public float[] source(@Nullable Scope scope) {
    return copy == null ? whole.data() : values(scope);
  }

  @Override
  public int from() {
    return copy == null ? from : 0;
  }

  /** The copy, made on first use; views of one tensor share it. */
  @Override
  public float[] values(@Nullable Scope scope) {
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

  @Override
  public void end(boolean view, Memory memory) {
    float[] made = copy;
    if (made != null && !view) {
      copy = null;
      memory.give(made);
    }
  }
}
