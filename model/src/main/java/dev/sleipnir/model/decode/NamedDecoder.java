package dev.sleipnir.model.decode;

import dev.sleipnir.model.tensor.Tensor;
import java.util.function.UnaryOperator;

/** A decoder of {@link Decoder}: its text and what it does. */
record NamedDecoder(String text, UnaryOperator<Tensor> function) implements Decoder {
  @Override
  public Tensor decode(Tensor outputs) {
    return function.apply(outputs);
  }

  @Override
  public String toString() {
    return text;
  }
}
