package dev.sleipnir.model.cell;

import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps of compartments that are given their input current, one at a time: the potentials before
 * each step, through the coupling matrix, are its second input.
 */
final class CompartmentSteps {
  private CompartmentSteps() {}

  static Step run(NeuronCell cell, Coupling coupling, Tensor x, int steps, @Nullable State given) {
    int neurons = coupling.neurons();
    if (x.rank() != 2 || x.dim(1) != neurons) {
      throw new IllegalArgumentException(
          cell.model().name()
              + ": expected input [steps * batch, "
              + neurons
              + "], as the coupling matrix has it, got shape "
              + Shape.text(x.shape()));
    }
    Population population =
        new Population(cell.model().name(), x, steps, cell.parameterSet().differByNeuron());
    cell.parameterSet().require(population);
    Scope scope = Scope.of(x);
    NeuronState state = cell.state(given, x, population, scope);
    int batch = x.dim(0) / steps;
    List<Tensor> outputs = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      Tensor current = current(coupling, state, batch, neurons, scope);
      Tensor input = x.rows(t * batch, (t + 1) * batch);
      Step step = cell.run(List.of(input, current), 1, state);
      outputs.add(step.output());
      state = (NeuronState) step.state();
    }
    return new Step(Tensor.concatenate(outputs), state);
  }

  /** G v of the potentials as they are. */
  private static Tensor current(
      Coupling coupling, NeuronState state, int batch, int neurons, Scope scope) {
    Tensor current = scope.tensor(batch, neurons);
    float[] v = state.column(0);
    float[] into = current.data();
    scope.run(() -> coupling.current(v, batch, into, 0, scope));
    Tape tape = scope.tape();
    if (tape != null) {
      Tensor before = scope.tensor(batch, neurons);
      System.arraycopy(v, 0, before.data(), 0, v.length);
      tape.record(
          new Node(current) {
            @Override
            protected NeuronState state() {
              return state;
            }

            @Override
            protected List<Parameter> parameters() {
              return List.of(coupling.matrix());
            }

            @Override
            protected void backward(float[] gradient, Tape on) {
              float[] atV = state.gradientColumns(on)[0];
              coupling.back(gradient, before.data(), 0, batch, atV, on);
              on.giveBack(gradient);
            }
          });
    }
    return current;
  }
}
