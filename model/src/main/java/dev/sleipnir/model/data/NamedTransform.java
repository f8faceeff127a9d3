package dev.sleipnir.model.data;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Tensor;
import java.util.function.BiFunction;

/** A transform of {@link Transform}: its text and what it does. */
record NamedTransform(String text, BiFunction<Tensor, RandomStream, Tensor> function)
    implements Transform {
  @Override
  public Tensor apply(Tensor input, RandomStream random) {
    return function.apply(input, random);
  }

  @Override
  public String toString() {
    return text;
  }
}
