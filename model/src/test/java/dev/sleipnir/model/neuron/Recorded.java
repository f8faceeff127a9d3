package dev.sleipnir.model.neuron;

import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A state variable after every step of a sequence. */
final class Recorded {
  private Recorded() {}

  static Tensor series(NeuronLayer layer, String name, Tensor xs, @Nullable NeuronState state) {
    return named(layer.recordStates(xs, state).states(), name);
  }

  static Tensor named(Map<String, Tensor> states, String name) {
    return Objects.requireNonNull(states.get(name), name);
  }
}
