package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.neuron.Stepper;
import dev.sleipnir.kernels.spikes.SpikePacking;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some steps of a population: forward when made, backward when the tape runs back. Where potentials
 * are coupled, steps are taken one at a time.
 */
final class NeuronSteps extends Node {
  /** Values of one block of work. */
  private static final int PACKED_AT_ONCE = 1 << 16;

  private static final float[] NOTHING = {};

  private final NeuronCell cell;
  private final PopulationSteps population;
  private final CoupledSteps coupled;
  private final int steps;
  private final Tensor[] inputs;
  private final NeuronState state;

  NeuronSteps(
      NeuronCell cell,
      NeuronBlocks population,
      int steps,
      Tensor[] inputs,
      Tensor output,
      NeuronState state) {
    super(output, inputs);
    this.cell = cell;
    this.steps = steps;
    this.inputs = inputs;
    this.state = state;
    this.population = new PopulationSteps(cell, population);
    coupled = new CoupledSteps(cell.coupling(), cell, population.shape()[0], Scope.of(output));
  }

  void forward(float[][] arrays, boolean saving, Scope scope) {
    population.takeRandoms(steps, scope);
    SpikeRows spikes = output().spikes();
    float[] out = spikes == null ? output().data() : scope.storageOver(inputs[0]);
    if (saving) {
      population.takeSaved(output(), scope);
      coupled.remember(output(), scope);
    }
    float[] currents = coupled.isInput() ? scope.take(output().size()) : NOTHING;
    scope.prepare(cell.parameters(), () -> begin(arrays, currents, out, saving, scope));
    scope.run(
        () -> {
          population.draw(state, steps, scope);
          step(currents, scope);
          if (spikes != null) {
            pack(scope, out, spikes);
          }
        });
    if (spikes != null) {
      scope.giveBack(out);
    }
    if (coupled.isInput()) {
      scope.giveBack(currents);
    }
    population.endForward(scope);
  }

  private void step(float[] currents, Scope scope) {
    if (!coupled.isCoupled()) {
      population.run(0, steps, scope.parallel());
      return;
    }
    float[] v = state.column(0);
    for (int t = 0; t < steps; t++) {
      coupled.before(t, v, currents);
      population.run(t, 1, scope.parallel());
      coupled.after(t, v, scope);
    }
  }

  private void begin(float[][] arrays, float[] currents, float[] out, boolean saving, Scope scope) {
    Stepper stepper = population.begin(saving ? Stepper.Way.SAVING : Stepper.Way.FORWARD, scope);
    for (int i = 0; i < arrays.length; i++) {
      stepper.input(i, arrays[i]);
    }
    if (coupled.isInput()) {
      stepper.input(arrays.length, currents);
    }
    stepper.states(state.columns());
    stepper.output(out);
  }

  /** Packs rows of spikes. */
  static void pack(Scope scope, float[] values, SpikeRows spikes) {
    int features = spikes.features();
    int rowsOfBlock = 1 + PACKED_AT_ONCE / Math.max(1, features);
    scope
        .parallel()
        .forEach(
            (spikes.rows() + rowsOfBlock - 1) / rowsOfBlock,
            (block, worker) -> {
              int end = Math.min(spikes.rows(), (block + 1) * rowsOfBlock);
              for (int r = block * rowsOfBlock; r < end; r++) {
                SpikePacking.pack(
                    values, r * features, features, spikes.bits(), r * spikes.words());
              }
            });
  }

  @Override
  protected @Nullable NeuronState state() {
    return state;
  }

  @Override
  protected List<Parameter> parameters() {
    return cell.parameters();
  }

  @Override
  protected boolean hasOtherGradient() {
    return state.hasGradient();
  }

  @Override
  protected void backward(float[] gradient, Tape tape) {
    Stepper stepper = population.begin(Stepper.Way.BACKWARD, tape);
    stepper.output(gradient);
    float[][] atInputs = new float[inputs.length][];
    for (int i = 0; i < inputs.length; i++) {
      atInputs[i] = i == 0 ? gradient : tape.take(gradient.length);
      stepper.input(i, atInputs[i]);
    }
    float[] atCurrents = coupled.isInput() ? tape.take(gradient.length) : NOTHING;
    if (coupled.isInput()) {
      stepper.input(inputs.length, atCurrents);
    }
    float[][] atStates = state.gradientColumns(tape);
    stepper.states(atStates);
    stepBack(atCurrents, atStates, tape);
    population.endBackward(tape);
    if (coupled.isInput()) {
      tape.giveBack(atCurrents);
    }
    for (int i = 0; i < inputs.length; i++) {
      tape.addGradient(inputs[i], atInputs[i]);
    }
  }

  private void stepBack(float[] atCurrents, float[][] atStates, Tape tape) {
    if (!coupled.isCoupled()) {
      population.run(0, steps, tape.parallel());
      return;
    }
    float[] atV = atStates[0];
    for (int t = steps - 1; t >= 0; t--) {
      coupled.backAfter(t, atV, tape);
      population.run(t, 1, tape.parallel());
      coupled.backBefore(t, atCurrents, atV);
    }
  }
}
