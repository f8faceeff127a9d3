package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a state is made of. */
final class StateLeaves {
  private final List<NeuronState> neurons = new ArrayList<>();
  private final List<Tensor> tensors = new ArrayList<>();

  private StateLeaves() {}

  /** The populations and tensors of a state, in its order; none of null. */
  static StateLeaves of(@Nullable State state) {
    StateLeaves leaves = new StateLeaves();
    if (state != null) {
      state.with(
          new Parts(
              population -> {
                leaves.neurons.add(population);
                return population;
              },
              tensor -> {
                leaves.tensors.add(tensor);
                return tensor;
              }));
    }
    return leaves;
  }

  List<NeuronState> neurons() {
    return neurons;
  }

  List<Tensor> tensors() {
    return tensors;
  }

  /** Whether this very population is one of these, some steps on; an equal one is not. */
  boolean has(NeuronState population) {
    for (NeuronState mine : neurons) {
      if (mine.isSameRun(population)) {
        return true;
      }
    }
    return false;
  }

  /** Whether any population has a gradient. */
  boolean hasGradient() {
    for (NeuronState mine : neurons) {
      if (mine.hasGradient()) {
        return true;
      }
    }
    return false;
  }
}
