package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.State;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Neurons that can take their inputs from connections block by block, as they are computed. */
public interface DrivenLayer extends StatefulLayer {
  /**
   * Whether these neurons can, from this state.
   *
   * @param drives what the connections compute: one for each input of the neurons, in their order
   * @param state state from the step before; null for the initial state
   * @return false for those that have other inputs or need all of one at once
   */
  boolean canFollow(List<Drive> drives, @Nullable State state);

  /**
   * Whether the output is spikes, which may then be pooled as they come.
   *
   * @return false for what puts out a potential
   */
  boolean isSpiking();

  /**
   * Several time steps behind connections.
   *
   * @param drives what the connections compute; the first says how spikes are pooled
   * @param state state from the step before, consumed; null for the initial state
   * @return the outputs of all steps, [steps * batch, ...], and the state after the last
   */
  Step run(List<Drive> drives, @Nullable State state);
}
