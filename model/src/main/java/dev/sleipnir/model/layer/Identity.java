package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Tensor;

/** Puts out what comes in. */
public final class Identity implements Layer {
  /** A layer that does nothing. */
  public Identity() {}

  @Override
  public Tensor forward(Tensor x) {
    return x;
  }

  @Override
  public Description description() {
    return new Description("Identity");
  }

  @Override
  public boolean isHomogeneous() {
    return true;
  }

  @Override
  public String toString() {
    return "Identity()";
  }
}
