package dev.sleipnir.model.tensor;

/** What a stateful module carries from one time step to the next. */
public interface State {
  /**
   * A state of its own with the same values, outside any scope.
   *
   * @return the copy
   */
  State copy();
}
