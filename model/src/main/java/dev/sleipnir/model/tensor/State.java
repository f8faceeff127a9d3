package dev.sleipnir.model.tensor;

import dev.sleipnir.model.file.Archive;
import dev.sleipnir.model.file.ArchiveWriter;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a stateful module carries from one time step to the next. A module of one's own whose state
 * is tensors alone takes a {@link TensorState}.
 */
public interface State {
  /** Kind of the files that hold a state. */
  String KIND = "state";

  /**
   * A state of its own with the same values, outside any scope.
   *
   * @return the copy
   */
  State copy();

  /**
   * Writes this state to a file, random numbers included: what goes on from {@code loadState} of
   * the same network goes on as this would, bit for bit.
   *
   * @param file where; replaced if it exists, untouched if writing fails
   * @throws IOException if it cannot be written; the message names the file
   * @throws IllegalStateException if a step has consumed this state, or its scope is closed
   * @throws UnsupportedOperationException if a state of one's own does not override {@link #write}
   */
  default void save(Path file) throws IOException {
    Archive.write(file, KIND, this::write);
  }

  /**
   * Writes this state's values. A state of one's own overrides this if it is to be saved, and its
   * layer overrides {@code read}.
   *
   * @param out takes the values
   * @throws IOException if they cannot be written
   * @throws UnsupportedOperationException unless overridden
   */
  default void write(ArchiveWriter out) throws IOException {
    throw new UnsupportedOperationException(
        "state: expected one that overrides write(ArchiveWriter), got " + this);
  }

  /**
   * A state like this one, made of other parts: how a checkpoint keeps a state and finds the
   * gradients at it, and how a session carries it from step to step. A state of one's own overrides
   * this if its module is to be run with checkpoints, truncation or in sessions.
   *
   * @param parts what to put in the place of each population and each tensor; called for each once,
   *     always in the same order
   * @return a state of the same form; this one is unchanged
   * @throws UnsupportedOperationException unless overridden
   */
  default State with(StateParts parts) {
    throw new UnsupportedOperationException(
        "state: expected one that overrides State.with, which checkpoints, truncation and sessions need, got "
            + this);
  }
}
