package dev.sleipnir.model.tensor;

/** What a stateful module carries from one time step to the next. */
public interface State {
  /**
   * A state of its own with the same values, outside any scope.
   *
   * @return the copy
   */
  State copy();

  /**
   * A state like this one, made of other parts: how a checkpoint keeps a state and finds the
   * gradients at it. A state of one's own overrides this if its module is to be run with
   * checkpoints or truncation.
   *
   * @param parts what to put in the place of each population and each tensor; called for each once,
   *     always in the same order
   * @return a state of the same form; this one is unchanged
   * @throws UnsupportedOperationException unless overridden
   */
  default State with(StateParts parts) {
    throw new UnsupportedOperationException(
        "state: expected one that overrides State.with, which checkpoints and truncation need, got "
            + this);
  }
}
