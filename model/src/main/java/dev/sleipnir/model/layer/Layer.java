package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Tensor;

/** A module without state: every time step is treated like every other. */
public non-sealed interface Layer extends NetworkModule {
  /**
   * Applies the layer.
   *
   * @param x a batch, [batch, ...]
   * @return a batch
   * @throws IllegalArgumentException if the shape is not what the layer expects
   */
  Tensor forward(Tensor x);
}
