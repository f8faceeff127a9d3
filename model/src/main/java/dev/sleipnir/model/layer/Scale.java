package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Tensor;

/** Multiplies by a constant. */
public final class Scale implements Layer {
  private final float factor;

  /**
   * A scaling layer.
   *
   * @param factor what to multiply by
   * @throws IllegalArgumentException if it is not finite
   */
  public Scale(float factor) {
    if (!Float.isFinite(factor)) {
      throw new IllegalArgumentException("factor: expected a finite number, got " + factor);
    }
    this.factor = factor;
  }

  /** {@return what it multiplies by} */
  public float factor() {
    return factor;
  }

  @Override
  public Float scaling() {
    return factor;
  }

  @Override
  public Tensor forward(Tensor x) {
    return x.scale(factor);
  }

  @Override
  public boolean worksInPlace() {
    return true;
  }

  @Override
  public Description description() {
    return new Description("Scale").number("factor", factor);
  }

  @Override
  public String toString() {
    return "Scale(" + factor + ")";
  }
}
