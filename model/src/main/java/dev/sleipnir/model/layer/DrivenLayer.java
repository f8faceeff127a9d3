package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.State;
import org.jspecify.annotations.Nullable;

/** Neurons that can take their input from a connection block by block, as it is computed. */
public interface DrivenLayer extends StatefulLayer {
  /**
   * Whether these neurons can, from this state.
   *
   * @param drive what the connection computes
   * @param state state from the step before; null for the initial state
   * @return false for those that need all of their input at once
   */
  boolean canFollow(Drive drive, @Nullable State state);

  /**
   * Several time steps behind a connection.
   *
   * @param drive what the connection computes
   * @param state state from the step before, consumed; null for the initial state
   * @return the outputs of all steps, [steps * batch, ...], and the state after the last
   */
  Step run(Drive drive, @Nullable State state);
}
