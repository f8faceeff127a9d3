package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.State;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Modules one after the other, whose states are found in that of the whole. */
interface Sequence {
  /** {@return the modules: first to last} */
  List<NetworkModule> modules();

  /** What one module carries within a state of the whole; null if it has none. */
  @Nullable State stateOf(State state, int module);
}
