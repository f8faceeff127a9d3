package dev.sleipnir.model.session;

import dev.sleipnir.kernels.math.Elementwise;

/** Multiplies by a constant, in place. */
final class ScaleStage extends Stage {
  private final float factor;
  private final float[] values;

  ScaleStage(float factor, Values values) {
    super(Edits.none());
    this.factor = factor;
    this.values = values.data();
  }

  @Override
  void run() {
    Elementwise.scale(values, 0, factor, values, 0, values.length);
  }
}
