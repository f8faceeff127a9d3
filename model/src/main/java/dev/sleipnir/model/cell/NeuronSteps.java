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
    float[][] all = coupled.inputs(arrays, output().size(), scope);
    Stepper.Way way = saving ? Stepper.Way.SAVING : Stepper.Way.FORWARD;
    scope.prepare(cell.parameters(), () -> population.begin(way, all, out, state.columns(), scope));
    scope.run(
        () -> {
          population.draw(state, steps, scope);
          step(all, scope);
          if (spikes != null) {
            pack(scope, out, spikes);
          }
        });
    if (spikes != null) {
      scope.giveBack(out);
    }
    coupled.giveBack(all, scope);
    population.endForward(scope);
  }

  private void step(float[][] all, Scope scope) {
    if (!coupled.isCoupled()) {
      population.run(0, steps, scope.parallel());
      return;
    }
    for (int t = 0; t < steps; t++) {
      coupled.run(t, population, state.column(0), all, scope);
    }
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
    float[][] atInputs = new float[inputs.length][];
    for (int i = 0; i < inputs.length; i++) {
      atInputs[i] = i == 0 ? gradient : tape.take(gradient.length);
    }
    float[][] all = coupled.inputs(atInputs, gradient.length, tape);
    float[][] atStates = state.gradientColumns(tape);
    population.begin(Stepper.Way.BACKWARD, all, gradient, atStates, tape);
    stepBack(all, atStates, tape);
    population.endBackward(tape);
    coupled.giveBack(all, tape);
    for (int i = 0; i < inputs.length; i++) {
      tape.addGradient(inputs[i], atInputs[i]);
    }
  }

  private void stepBack(float[][] all, float[][] atStates, Tape tape) {
    if (!coupled.isCoupled()) {
      population.run(0, steps, tape.parallel());
      return;
    }
    for (int t = steps - 1; t >= 0; t--) {
      coupled.back(t, population, atStates[0], all, tape);
    }
  }
}
