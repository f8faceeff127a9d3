package dev.sleipnir.model.layer;

import dev.sleipnir.model.file.Archive;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorState;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A module whose state goes from one time step to the next. */
public non-sealed interface StatefulLayer extends NetworkModule {
  /**
   * One time step.
   *
   * @param x a batch, [batch, ...]
   * @param state state from the step before, consumed; null for the initial state
   * @return the output and the state to pass next
   * @throws IllegalArgumentException if a shape is not what the layer expects, or the input has a
   *     NaN or an infinity, which would stay in the state and look like silence; the state is
   *     unchanged then
   */
  default Step step(Tensor x, @Nullable State state) {
    return run(x.requireFinite("input"), 1, state);
  }

  /**
   * Several time steps in one call.
   *
   * @param x batches of consecutive steps one after the other, [steps * batch, ...]
   * @param steps number of time steps
   * @param state state from the step before, consumed; null for the initial state
   * @return the outputs of all steps, [steps * batch, ...], and the state after the last
   * @throws IllegalArgumentException if a shape is not what the layer expects; the state is
   *     unchanged then
   */
  Step run(Tensor x, int steps, @Nullable State state);

  @Override
  default StatefulLayer copy() {
    return (StatefulLayer) NetworkModule.super.copy();
  }

  /**
   * Reads a state of this network that {@link State#save} wrote, in this process or another.
   *
   * @param file the file
   * @return the state, outside any scope
   * @throws IOException if the file is not the whole and undamaged state of such a network; the
   *     message names the file, what was expected and what came
   */
  default State loadState(Path file) throws IOException {
    return Archive.read(file, State.KIND, this::read);
  }

  /**
   * Reads what {@link State#write} of this layer's state wrote. A layer of one's own whose state is
   * no {@link TensorState} overrides both if its states are to be saved.
   *
   * @param in gives the values in the order they were written
   * @return the state, outside any scope; a {@link TensorState} unless overridden
   * @throws IOException if the values are not of such a state
   */
  default State read(ArchiveReader in) throws IOException {
    return TensorState.read(in);
  }
}
