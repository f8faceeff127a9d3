package dev.sleipnir.model.network;

import dev.sleipnir.model.layer.SequentialState;

/** How a network is put together. */
interface Architecture {
  /** {@return the least height and width of images in pixels} */
  default int leastSide() {
    return 1;
  }

  /** {@return whether its last layer is neurons, instead of a dense layer} */
  default boolean hasReadOut() {
    return false;
  }

  /**
   * Puts it together.
   *
   * @param parts sizes, neurons and initial values
   * @return images of a step to one value for each class
   */
  SequentialState create(NetworkParts parts);
}
