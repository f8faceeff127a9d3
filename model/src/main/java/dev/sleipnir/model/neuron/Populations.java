package dev.sleipnir.model.neuron;

import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What neurons of every kind share: their shape, their state, how their work is cut. */
final class Populations {
  /** The time step of the field's libraries [s]. */
  static final float DEFAULT_DT = 0.001f;

  /** Membrane potential and synaptic current. */
  static final List<String> V_AND_I = List.of("v", "i");

  /** Neurons of one block of work: their state stays in the L1 cache from step to step. */
  private static final int BLOCK = 2048;

  private Populations() {}

  /** Shape of one time step's population, given several steps' input. */
  static int[] shape(String neuron, Tensor x, int steps) {
    if (x.rank() < 1 || steps < 1 || x.dim(0) % steps != 0) {
      throw new IllegalArgumentException(
          neuron
              + ": expected input [steps * batch, ...] with "
              + steps
              + " steps, got shape "
              + Shape.text(x.shape()));
    }
    int[] shape = x.shape();
    shape[0] /= steps;
    return shape;
  }

  /** The state given, checked, or a fresh one with the potential at its leak value. */
  static NeuronState state(
      String neuron, @Nullable State given, Tensor x, int[] shape, Scope scope, float vLeak) {
    if (given == null) {
      NeuronState fresh = scope.state(V_AND_I, x, shape);
      if (vLeak != 0f) {
        Arrays.fill(fresh.column(0), vLeak);
      }
      return fresh;
    }
    if (!(given instanceof NeuronState state)) {
      throw new IllegalArgumentException(neuron + ": expected a state of neurons, got " + given);
    }
    state.require(neuron, V_AND_I, shape);
    return state;
  }

  /** The input in the storage order of the state given, if one is. */
  static Tensor align(Tensor x, @Nullable State given) {
    return given instanceof NeuronState state ? state.align(x) : x;
  }

  /** A fresh state outside any scope. */
  static NeuronState initial(float vLeak, int[] shape) {
    NeuronState state = NeuronState.zeros(V_AND_I, shape);
    Arrays.fill(state.column(0), vLeak);
    return state;
  }

  static int blocks(int neurons) {
    return (neurons + BLOCK - 1) / BLOCK;
  }

  static int from(int block) {
    return block * BLOCK;
  }

  static int to(int block, int neurons) {
    return Math.min(neurons, (block + 1) * BLOCK);
  }
}
