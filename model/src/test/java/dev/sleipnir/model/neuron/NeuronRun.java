package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.cell.Cell;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** A sequence through a cell and back: everything that comes out of it. */
final class NeuronRun {
  private NeuronRun() {}

  /**
   * Outputs, final state, and gradients at the input, the initial state and the parameters, where
   * the gradient at the outputs and at the final state is 1, 1/2, 1/3, ...
   *
   * @param cut time steps run in one call; the last call takes what is left
   */
  static List<float[]> of(Cell cell, Tensor xs, NeuronState initial, int cut, Parallel threads) {
    List<float[]> results = new ArrayList<>();
    try (Tape tape = new Tape(new Workspace(threads))) {
      Tensor x = tape.watch(xs);
      int batch = xs.dim(1);
      NeuronState state = initial.copy();
      State current = state;
      List<Tensor> outputs = new ArrayList<>();
      for (int t = 0; t < xs.dim(0); t += cut) {
        int steps = Math.min(cut, xs.dim(0) - t);
        int[] shape = Arrays.copyOfRange(xs.shape(), 1, xs.rank());
        shape[0] = steps * batch;
        Step step = cell.run(x.rows(t, t + steps).reshape(shape), steps, current);
        current = step.state();
        outputs.add(step.output());
      }
      Tensor all = Tensor.concatenate(outputs);
      results.add(all.toArray());
      state.names().forEach(name -> results.add(state.get(name).toArray()));
      for (String name : state.names()) {
        state.setFinalGradient(name, harmonic(state.shape()), tape);
      }
      for (Parameter parameter : cell.parameters()) {
        parameter.clearGradient();
      }
      tape.backward(all, harmonic(all.shape()));
      results.add(Objects.requireNonNull(x.gradient()).toArray());
      for (String name : state.names()) {
        results.add(Objects.requireNonNull(state.gradient(name)).toArray());
      }
      for (Parameter parameter : cell.parameters()) {
        results.add(parameter.gradient().clone());
      }
    }
    return results;
  }

  private static Tensor harmonic(int... shape) {
    Tensor values = Tensor.zeros(shape);
    for (int e = 0; e < values.size(); e++) {
      values.data()[e] = 1f / (1 + e % 17);
    }
    return values;
  }
}
