package dev.sleipnir.model.session;

import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.cell.ResidentNeurons;
import dev.sleipnir.model.tensor.Scope;
import org.jspecify.annotations.Nullable;

/** A step of neurons, in the array of its input. */
final class NeuronStage extends Stage {
  private final ResidentNeurons neurons;

  NeuronStage(NeuronCell cell, Values values, Scope scope) {
    super(new Edits(cell.parameters()));
    neurons =
        cell.resident(
            scope.tensor(values.shape(), values.channelsLast()),
            new float[][] {values.data()},
            values.data(),
            scope);
  }

  @Override
  void run() {
    neurons.step();
  }

  @Override
  void reset(@Nullable Scope scope) {
    if (scope == null) {
      neurons.reset();
    } else {
      neurons.reset(scope);
    }
  }

  @Override
  ResidentNeurons neurons() {
    return neurons;
  }

  @Override
  void refresh(Scope scope) {
    neurons.refresh(scope);
  }
}
