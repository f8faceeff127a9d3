package dev.sleipnir.model.tensor;

import org.jspecify.annotations.Nullable;

/**
 * What the values of a {@link Parameter} have to satisfy, on their own or together with those of
 * others. It is kept by whoever edits them: after {@link Parameter#edited} they are legal, and
 * {@link Parameter#set} refuses what is not.
 */
public interface Constraint {
  /**
   * Says what is wrong with the values as they stand.
   *
   * @return the reason, or null if they are legal
   */
  @Nullable String violation();

  /**
   * Moves values that are not legal to legal ones nearby. Called after every edit: where nothing is
   * wrong, nothing may change.
   */
  void project();

  /** Takes the values as they stand, found legal, as given: later edits start from them. */
  default void accept() {}
}
