package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Tensor;

/** max(x, 0). */
public final class Relu implements Layer {
  /** A rectifier. */
  public Relu() {}

  @Override
  public Tensor forward(Tensor x) {
    return x.relu();
  }

  @Override
  public boolean worksInPlace() {
    return true;
  }

  @Override
  public Description description() {
    return new Description("Relu");
  }

  @Override
  public String toString() {
    return "Relu()";
  }
}
