package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Parameter;
import java.util.List;

/**
 * A part of a network. A {@link Layer} has no state between time steps, a {@link StatefulLayer}
 * has. Modules themselves hold parameters only, so that one model serves many callers at once.
 */
public sealed interface NetworkModule permits Layer, StatefulLayer {
  /**
   * What is learned.
   *
   * @return the parameters, in a fixed order
   */
  default List<Parameter> parameters() {
    return List.of();
  }

  /**
   * Whether the module reads its input once and may then work in its storage. A container lends an
   * intermediate result only to such a module.
   *
   * @return false unless overridden
   */
  default boolean worksInPlace() {
    return false;
  }
}
