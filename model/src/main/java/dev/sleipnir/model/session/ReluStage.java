package dev.sleipnir.model.session;

import dev.sleipnir.kernels.math.Elementwise;

/** max(x, 0), in place. */
final class ReluStage extends Stage {
  private final float[] values;

  ReluStage(Values values) {
    super(Edits.none());
    this.values = values.data();
  }

  @Override
  void run() {
    Elementwise.relu(values, 0, values, 0, values.length);
  }
}
