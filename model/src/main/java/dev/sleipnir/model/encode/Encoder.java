package dev.sleipnir.model.encode;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Tensor;

/** Turns values into spike trains. */
public interface Encoder {
  /**
   * Encodes a batch.
   *
   * @param values the values, [batch, ...]
   * @param random what random encoders draw from: the result depends on its seed, stream and
   *     position, and the position does not move
   * @return spikes, 0 or 1, [time, batch, ...]; the library's encoders store them as bits
   */
  Tensor encode(Tensor values, RandomStream random);
}
