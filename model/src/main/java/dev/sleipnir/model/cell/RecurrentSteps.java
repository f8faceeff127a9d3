package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.neuron.Stepper;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some steps of recurrently connected neurons: forward when made, backward when the tape runs back.
 *
 * <p>The weighted input of all steps is one product, as are the gradients of the weights; only the
 * recurrent drive goes step by step. Each goes spike by spike where few neurons spike. Outputs and
 * the gradients of inputs and states are the same bits either way; those of the weights differ in
 * the order of their sums.
 */
final class RecurrentSteps extends Node {
  private final RecurrentCell cell;
  private final NeuronCell neurons;
  private final RecurrentWeights weights;
  private final CoupledSteps coupled;
  private final PopulationSteps population;
  private final int steps;
  private final int batch;
  private final int hidden;
  private final int row;
  private final Tensor x;
  private final NeuronState state;

  /** Spikes before the first step; null where there were none. */
  private @Nullable Tensor spikesBefore;

  RecurrentSteps(
      RecurrentCell cell,
      NeuronBlocks population,
      int steps,
      Tensor x,
      Tensor output,
      NeuronState state) {
    super(output, x);
    this.cell = cell;
    neurons = cell.neurons();
    weights = cell.weights();
    this.population = new PopulationSteps(neurons, population);
    this.steps = steps;
    this.x = x;
    this.state = state;
    hidden = weights.hidden();
    batch = population.shape()[0];
    row = batch * hidden;
    coupled = new CoupledSteps(cell.coupling(), neurons, batch, Scope.of(output));
  }

  void forward(boolean silentBefore, Scope scope) {
    boolean recording = scope.tape() != null;
    int drives = cell.drives();
    float[][] inputs = takeInputs(drives, scope);
    population.takeRandoms(steps, scope);
    float[] initial = state.column(0);
    if (recording) {
      rememberBefore(silentBefore, initial, scope);
    }
    float[][] states = Arrays.copyOfRange(state.columns(), 1, state.columns().length);
    // Spikes go over the first drive, which they replace step by step.
    float[] z = output().spikes() == null ? output().data() : inputs[0];
    if (recording) {
      population.takeSaved(output(), scope);
    }
    Stepper.Way way = recording ? Stepper.Way.SAVING : Stepper.Way.FORWARD;
    scope.prepare(neurons.parameters(), () -> population.begin(way, inputs, z, states, scope));
    Received received = new Received(cell, x, steps, Arrays.copyOf(inputs, drives), scope);
    // Replayed steps all take one way: the first one, later, would find the other not compiled.
    boolean silent = silentBefore && !scope.isReplayed();
    scope.run(() -> compute(silent, received, inputs, states, z, scope));
    population.endForward(scope);
    giveBack(inputs, scope);
  }

  private void compute(
      boolean silentBefore,
      Received received,
      float[][] inputs,
      float[][] states,
      float[] z,
      Scope scope) {
    float[] initial = state.column(0);
    population.draw(state, steps, scope);
    received.begin();
    for (int t = 0; t < steps; t++) {
      if (t > 0) {
        received.add(z, (t - 1) * row, t * row);
      } else if (!silentBefore) {
        received.add(initial, 0, 0);
      }
      coupled.run(t, population, states[0], inputs, scope);
    }
    received.end();
    System.arraycopy(z, (steps - 1) * row, initial, 0, row);
    SpikeRows spikes = output().spikes();
    if (spikes != null) {
      NeuronSteps.pack(scope, z, spikes);
    }
  }

  /** Drives, or gradients at them, and at the coupling's current if it is an input. */
  private float[][] takeInputs(int drives, Scope scope) {
    float[][] inputs = new float[drives][];
    for (int k = 0; k < drives; k++) {
      inputs[k] = scope.take(steps * row);
    }
    return coupled.inputs(inputs, steps * row, scope);
  }

  private static void giveBack(float[][] arrays, Scope scope) {
    for (float[] array : arrays) {
      scope.giveBack(array);
    }
  }

  private void rememberBefore(boolean silentBefore, float[] initial, Scope scope) {
    if (!silentBefore) {
      spikesBefore = before(initial, scope);
    }
    coupled.remember(output(), scope);
  }

  /** As bits where the neurons spike; a state that was set may hold anything. */
  private Tensor before(float[] initial, Scope scope) {
    int[] shape = {batch, hidden};
    if (output().spikes() != null && isBinary(initial)) {
      Tensor spikes = scope.spikes(shape, false, hidden);
      NeuronSteps.pack(scope, initial, spikes.bits());
      return spikes;
    }
    Tensor values = scope.tensor(shape);
    System.arraycopy(initial, 0, values.data(), 0, row);
    return values;
  }

  private boolean isBinary(float[] values) {
    for (int i = 0; i < row; i++) {
      if (values[i] != 0f && values[i] != 1f) {
        return false;
      }
    }
    return true;
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
    float[][] in = Rectified.split(weights.input(), cell.splitsWeights(), tape);
    float[][] back = Rectified.split(weights.recurrent(), cell.splitsWeights(), tape);
    int drives = in.length;
    float[][] atInputs = takeInputs(drives, tape);
    float[][] states = state.gradientColumns(tape);
    float[] atCurrent = cell.isAdjoint() ? tape.take(steps * row) : null;
    Elementwise.add(gradient, (steps - 1) * row, states[0], 0, gradient, (steps - 1) * row, row);
    float[][] ofNeurons = Arrays.copyOfRange(states, 1, states.length);
    population.begin(Stepper.Way.BACKWARD, atInputs, gradient, ofNeurons, tape);
    var feedback = new RecurrentDrive(batch, hidden, back, atInputs, tape);
    for (int t = steps - 1; t >= 0; t--) {
      if (atCurrent != null) {
        System.arraycopy(states[cell.currentColumn()], 0, atCurrent, t * row, row);
      }
      coupled.back(t, population, ofNeurons[0], atInputs, tape);
      if (t > 0) {
        feedback.back(t * row, gradient, (t - 1) * row, true);
      } else {
        feedback.back(0, states[0], 0, false);
      }
    }
    feedback.end();
    population.endBackward(tape);
    float[][] drivesAt = Arrays.copyOf(atInputs, drives);
    addWeightGradients(in, back, drivesAt, atCurrent, tape);
    addInputGradient(drivesAt, in, tape);
    Rectified.giveBack(in, tape);
    Rectified.giveBack(back, tape);
    giveBack(atInputs, tape);
    tape.giveBack(gradient);
    if (atCurrent != null) {
      tape.giveBack(atCurrent);
    }
  }

  /**
   * From drives, or from the adjoint of the current, which weighs the spikes of the step itself.
   */
  private void addWeightGradients(
      float[][] inParts,
      float[][] backParts,
      float[][] drives,
      float @Nullable [] atCurrent,
      Tape tape) {
    float[][] in = Rectified.takeGradients(weights.input(), cell.splitsWeights(), tape);
    float[][] back = Rectified.takeGradients(weights.recurrent(), cell.splitsWeights(), tape);
    float[][] at = drives;
    Tensor z = output();
    if (atCurrent == null) {
      z = outputsBefore(tape);
    } else {
      at = new float[drives.length][];
      Arrays.fill(at, atCurrent);
    }
    new WeightedSteps(x, steps, weights.input()).addGradients(inParts, at, in, tape);
    new WeightedSteps(z, steps, weights.recurrent()).addGradients(backParts, at, back, tape);
    if (atCurrent == null) {
      tape.release(z);
    }
    Rectified.addGradients(weights.input(), in, tape);
    Rectified.addGradients(weights.recurrent(), back, tape);
    weights.clearAutapses(weights.recurrent().gradient());
  }

  /** For every step what was put out in the step before: bits if all of it is. */
  private Tensor outputsBefore(Tape tape) {
    int[] shape = {steps * batch, hidden};
    Tensor first = spikesBefore;
    SpikeRows firstBits = first == null ? null : first.spikes();
    SpikeRows spikes = output().spikes();
    if (spikes != null && (first == null || firstBits != null)) {
      Tensor before = tape.spikes(shape, false, hidden);
      SpikeRows bits = before.bits();
      bits.copyRows(batch, spikes, 0, (steps - 1) * batch);
      if (firstBits == null) {
        bits.clear(0, batch);
      } else {
        bits.copyRows(0, firstBits, 0, batch);
      }
      return before;
    }
    Tensor before = tape.tensor(shape);
    WeightedSteps.copy(output(), (steps - 1) * row, before.data(), row);
    if (first == null) {
      Arrays.fill(before.data(), 0, row, 0f);
    } else {
      WeightedSteps.copy(first, row, before.data(), 0);
    }
    return before;
  }

  private void addInputGradient(float[][] drives, float[][] in, Tape tape) {
    if (!tape.needsGradient(x)) {
      return;
    }
    WeightedSteps weighted = new WeightedSteps(x, steps, weights.input());
    tape.addGradient(x, weighted.inputGradient(in, drives, tape));
  }
}
