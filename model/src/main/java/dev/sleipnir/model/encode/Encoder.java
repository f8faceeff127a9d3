package dev.sleipnir.model.encode;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;

/** Turns values into spike trains. */
public interface Encoder {
  /**
   * Encodes a batch.
   *
   * @param values the values, [batch, ...]
   * @param random what random encoders draw from: the result depends on its seed, stream and
   *     position, and the position moves, so that the next call draws others
   * @return spikes, 0 or 1, [time, batch, ...]; the library's encoders store them as bits
   * @throws IllegalArgumentException of the library's encoders, if a value is NaN or infinite: it
   *     would be taken for silence
   */
  Tensor encode(Tensor values, RandomStream random);

  /**
   * Encodes a batch. Random encoders draw other numbers at every call: from the stream of the tape
   * or scope that the values are in, or, if it has none, from the {@linkplain Seeds#next() next
   * stream} of the process.
   *
   * @param values the values, [batch, ...]
   * @return spikes, 0 or 1, [time, batch, ...]
   */
  default Tensor encode(Tensor values) {
    RandomStream given = Scope.of(values).newRandom();
    return encode(values, given == null ? Seeds.next() : given);
  }

  /**
   * What a checkpoint keeps of it: a training is resumed only with an encoder of the same text.
   *
   * @return {@code own} unless overridden, by which nothing is told from others
   */
  default String text() {
    return "own";
  }
}
