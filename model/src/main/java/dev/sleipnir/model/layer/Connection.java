package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A layer of weights, which may be driven by spikes alone. */
interface Connection extends Layer {
  /**
   * Prepares the event-driven output for an input, if it is to be computed so: of spikes, where so
   * few neurons spike that it pays.
   *
   * @param x the input of consecutive steps, [steps * batch, ...]
   * @param steps number of time steps
   * @return what to compute, or null if the output is to be computed densely
   */
  @Nullable Drive drive(Tensor x, int steps);
}
