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
    leaves.collect(state);
    return leaves;
  }

  /**
   * The same, as far as the state says what it is made of: up to the first part of a user's own
   * that does not override {@link State#with}.
   */
  static StateLeaves known(@Nullable State state) {
    StateLeaves leaves = new StateLeaves();
    try {
      leaves.collect(state);
    } catch (UnsupportedOperationException e) {
      return leaves;
    }
    return leaves;
  }

  private void collect(@Nullable State state) {
    if (state != null) {
      state.with(
          new Parts(
              population -> {
                neurons.add(population);
                return population;
              },
              tensor -> {
                tensors.add(tensor);
                return tensor;
              }));
    }
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
