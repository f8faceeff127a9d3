package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.Scope;

/** Chooses between the dense and the event-driven way. */
final class Density {
  private Density() {}

  /** Whether to visit these spikes one by one: by their number alone, never by a clock. */
  static boolean isEventDriven(Scope scope, SpikeRows spikes, double crossover) {
    return switch (scope.propagation()) {
      case EVENT -> true;
      case DENSE -> false;
      case AUTO -> {
        double neurons = (double) spikes.rows() * spikes.features();
        yield spikes.count(0, spikes.rows()) <= crossover * neurons;
      }
    };
  }
}
