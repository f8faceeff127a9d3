package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.math.Elementwise;
import java.util.List;

/** A parameter that became a tensor: what arrives at the one is added to the other's gradient. */
final class EnteredParameter extends Node {
  private final Parameter parameter;

  EnteredParameter(Tensor entered, Parameter parameter) {
    super(entered);
    this.parameter = parameter;
  }

  @Override
  protected List<Parameter> parameters() {
    return List.of(parameter);
  }

  @Override
  protected void backward(float[] gradient, Tape tape) {
    float[] sum = parameter.gradient();
    Elementwise.add(sum, 0, gradient, 0, sum, 0, sum.length);
    tape.giveBack(gradient);
  }
}
