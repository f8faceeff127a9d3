package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.pool.PoolShape;
import dev.sleipnir.model.tensor.Tensor;
import org.jspecify.annotations.Nullable;

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

  /**
   * The number that this layer multiplies by and nothing else: between a {@link Connection} and
   * neurons it is then applied to the connection's sums while they are in the cache.
   *
   * @return the factor, or null if the layer does anything else; null unless overridden
   */
  default @Nullable Float scaling() {
    return null;
  }

  /**
   * Whether what comes in times any positive number gives what comes out times that number: of
   * pooling and of what moves values about. Such a layer may as well stand in front of a scaling as
   * behind it.
   *
   * @return false unless overridden
   */
  default boolean isHomogeneous() {
    return false;
  }

  /**
   * The windows whose maximum this layer takes and nothing else: behind neurons that a {@link
   * Connection} drives, spikes are then pooled as they come.
   *
   * @param x shape of the input, [batch, ...]
   * @return the sizes for such an input, or null if the layer does anything else; null unless
   *     overridden
   * @throws IllegalArgumentException if the shape is not what the layer expects
   */
  default @Nullable PoolShape pooling(int[] x) {
    return null;
  }
}
