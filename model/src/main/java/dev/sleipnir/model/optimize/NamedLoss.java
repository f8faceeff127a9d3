package dev.sleipnir.model.optimize;

import dev.sleipnir.model.tensor.Tensor;
import java.util.function.BinaryOperator;

/** A loss of {@link Loss}: its text and what it computes. */
record NamedLoss(String text, BinaryOperator<Tensor> function) implements Loss {
  @Override
  public Tensor of(Tensor outputs, Tensor targets) {
    return function.apply(outputs, targets);
  }

  @Override
  public String toString() {
    return text;
  }
}
