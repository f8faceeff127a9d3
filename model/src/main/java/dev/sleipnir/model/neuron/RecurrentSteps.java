package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.spikes.SpikePacking;
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
 * <p>The weighted input of all steps is one matrix product, as are the gradients of the weights;
 * only the recurrent drive goes step by step.
 */
final class RecurrentSteps extends Node {
  private final RecurrentCell cell;
  private final NeuronCell neurons;
  private final RecurrentWeights weights;
  private final @Nullable Coupling coupling;
  private final Population population;
  private final KernelRun kernels;
  private final int steps;
  private final int batch;
  private final int hidden;
  private final int row;
  private final Tensor x;
  private final NeuronState state;
  private final Tensor[] saved;

  /** Spikes before the first step; null where there were none. */
  private @Nullable Tensor spikesBefore;

  /** Potentials that the coupling acted on, in every step. */
  private @Nullable Tensor coupled;

  RecurrentSteps(
      RecurrentCell cell,
      Population population,
      int steps,
      Tensor x,
      Tensor output,
      NeuronState state) {
    super(output, x);
    this.cell = cell;
    neurons = cell.neurons();
    weights = cell.weights();
    coupling = cell.coupling();
    this.population = population;
    this.steps = steps;
    this.x = x;
    this.state = state;
    hidden = weights.hidden();
    batch = population.shape()[0];
    row = batch * hidden;
    kernels = new KernelRun(neurons, population);
    saved = new Tensor[neurons.compiled().saved()];
  }

  void forward(boolean silentBefore, Scope scope) {
    Gemm gemm = scope.gemm();
    boolean recording = scope.tape() != null;
    float[][] in = Rectified.split(weights.input(), cell.splitsWeights(), scope);
    float[][] back = Rectified.split(weights.recurrent(), cell.splitsWeights(), scope);
    SpikeRows spikes = output().spikes();
    float[] z = spikes == null ? output().data() : scope.take(steps * row);
    float[][] series = forwardSeries(in.length, z, recording, scope);
    float[] inputs = floats(x, scope);
    for (int k = 0; k < in.length; k++) {
      gemm.multiply(
          Gemm.Form.NT,
          steps * batch,
          hidden,
          weights.inputs(),
          inputs,
          0,
          in[k],
          0,
          series[k],
          0,
          false);
    }
    giveBackFloats(x, inputs, scope);
    float[] initial = state.column(0);
    if (recording) {
      rememberBefore(silentBefore, initial, scope);
    }
    float[][] carried = Arrays.copyOfRange(state.columns(), 1, state.columns().length);
    KernelRun.Kernel kernel = recording ? KernelRun.Kernel.SAVING : KernelRun.Kernel.FORWARD;
    kernels.begin(kernel, series, carried, scope);
    for (int t = 0; t < steps; t++) {
      for (int k = 0; k < back.length && (t > 0 || !silentBefore); k++) {
        float[] before = t == 0 ? initial : z;
        int from = t == 0 ? 0 : (t - 1) * row;
        gemm.multiply(
            Gemm.Form.NT,
            batch,
            hidden,
            hidden,
            before,
            from,
            back[k],
            0,
            series[k],
            t * row,
            true);
      }
      couple(t, true, carried[0], series[in.length], scope);
      kernels.run(t, 1, scope);
      couple(t, false, carried[0], carried[0], scope);
    }
    kernels.end(scope);
    System.arraycopy(z, (steps - 1) * row, initial, 0, row);
    if (spikes != null) {
      NeuronSteps.pack(scope, z, spikes);
      scope.giveBack(z);
    }
    Rectified.giveBack(in, scope);
    Rectified.giveBack(back, scope);
    giveBackForward(in.length, series, scope);
  }

  /** Drives; the coupling's current if it is an input; random numbers; output; saved values. */
  private float[][] forwardSeries(int drives, float[] z, boolean recording, Scope scope) {
    int n = steps * row;
    int inputs = drives + (cell.takesCoupling() ? 1 : 0);
    int randoms = neurons.compiled().randoms();
    float[][] series = new float[inputs + randoms + 1 + (recording ? saved.length : 0)][];
    for (int k = 0; k < inputs; k++) {
      series[k] = scope.take(n);
    }
    for (int r = 0; r < randoms; r++) {
      series[inputs + r] = NeuronSteps.uniform(neurons, state, scope, n);
    }
    series[inputs + randoms] = z;
    for (int s = 0; recording && s < saved.length; s++) {
      saved[s] = scope.tensorLike(output());
      series[inputs + randoms + 1 + s] = saved[s].data();
    }
    return series;
  }

  /** A tensor's values: of spikes, in a buffer that {@link #giveBackFloats} gives back. */
  private static float[] floats(Tensor tensor, Scope scope) {
    SpikeRows spikes = tensor.spikes();
    if (spikes == null) {
      return tensor.data();
    }
    float[] values = scope.take(tensor.size());
    int features = spikes.features();
    for (int r = 0; r < spikes.rows(); r++) {
      SpikePacking.unpack(spikes.bits(), r * spikes.words(), features, values, r * features);
    }
    return values;
  }

  private static void giveBackFloats(Tensor tensor, float[] values, Scope scope) {
    if (tensor.spikes() != null) {
      scope.giveBack(values);
    }
  }

  private void giveBackForward(int drives, float[][] series, Scope scope) {
    int inputs = drives + (cell.takesCoupling() ? 1 : 0);
    for (int k = 0; k < inputs + neurons.compiled().randoms(); k++) {
      scope.giveBack(series[k]);
    }
  }

  private void rememberBefore(boolean silentBefore, float[] initial, Scope scope) {
    if (!silentBefore) {
      spikesBefore = before(initial, scope);
    }
    if (coupling != null) {
      coupled = scope.tensorLike(output());
    }
  }

  /** As bits where the neurons spike; a state that was set may hold anything. */
  private Tensor before(float[] initial, Scope scope) {
    int[] shape = {batch, hidden};
    if (output().spikes() != null && isBinary(initial)) {
      Tensor bits = scope.spikes(shape, false, hidden);
      SpikeRows spikes = bits.spikes();
      if (spikes != null) {
        NeuronSteps.pack(scope, initial, spikes);
        return bits;
      }
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

  private void couple(int t, boolean before, float[] v, float[] into, Scope scope) {
    Coupling c = coupling;
    if (c == null || cell.takesCoupling() != before) {
      return;
    }
    Tensor remembered = coupled;
    if (remembered != null) {
      System.arraycopy(v, 0, remembered.data(), t * row, row);
    }
    float[] g = c.matrix().data();
    if (before) {
      scope.gemm().multiply(Gemm.Form.NT, batch, hidden, hidden, v, 0, g, 0, into, t * row, false);
      return;
    }
    float[] current = scope.take(row);
    scope.gemm().multiply(Gemm.Form.NT, batch, hidden, hidden, v, 0, g, 0, current, 0, false);
    Elementwise.scale(current, 0, (float) neurons.neuron().dt(), current, 0, row);
    Elementwise.add(v, 0, current, 0, v, 0, row);
    scope.giveBack(current);
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
    Gemm gemm = tape.gemm();
    float[][] in = Rectified.split(weights.input(), cell.splitsWeights(), tape);
    float[][] back = Rectified.split(weights.recurrent(), cell.splitsWeights(), tape);
    int drives = in.length;
    float[][] series = backwardSeries(drives, gradient, tape);
    int atDrive = saved.length + 1;
    float[][] states = state.gradientColumns(tape);
    float[][] sums = neurons.parameterSet().takeSums(population, tape);
    float[][] carried = new float[states.length - 1 + sums.length][];
    System.arraycopy(states, 1, carried, 0, states.length - 1);
    System.arraycopy(sums, 0, carried, states.length - 1, sums.length);
    float[] atCurrent = cell.isAdjoint() ? tape.take(steps * row) : null;
    Elementwise.add(gradient, (steps - 1) * row, states[0], 0, gradient, (steps - 1) * row, row);
    kernels.begin(KernelRun.Kernel.BACKWARD, series, carried, tape);
    for (int t = steps - 1; t >= 0; t--) {
      coupleBack(t, false, carried[0], carried[0], tape);
      if (atCurrent != null) {
        System.arraycopy(states[cell.currentColumn()], 0, atCurrent, t * row, row);
      }
      kernels.run(t, 1, tape);
      if (cell.takesCoupling()) {
        coupleBack(t, true, carried[0], series[atDrive + drives], tape);
      }
      float[] into = t == 0 ? states[0] : gradient;
      for (int k = 0; k < drives; k++) {
        gemm.multiply(
            Gemm.Form.NN,
            batch,
            hidden,
            hidden,
            series[atDrive + k],
            t * row,
            back[k],
            0,
            into,
            t == 0 ? 0 : (t - 1) * row,
            t > 0 || k > 0);
      }
    }
    kernels.end(tape);
    neurons.parameterSet().addGradients(sums, population, tape);
    addWeightGradients(series, atDrive, atCurrent, tape);
    addInputGradient(series, atDrive, in, tape);
    Rectified.giveBack(in, tape);
    Rectified.giveBack(back, tape);
    giveBackBackward(series, atDrive, gradient, tape);
  }

  /** Saved values, gradient at the output, gradients at the drives and the coupling's current. */
  private float[][] backwardSeries(int drives, float[] gradient, Tape tape) {
    int inputs = drives + (cell.takesCoupling() ? 1 : 0);
    float[][] series = new float[saved.length + 1 + inputs][];
    for (int s = 0; s < saved.length; s++) {
      series[s] = saved[s].data();
    }
    series[saved.length] = gradient;
    for (int k = 0; k < inputs; k++) {
      series[saved.length + 1 + k] = tape.take(steps * row);
    }
    return series;
  }

  private void giveBackBackward(float[][] series, int atDrive, float[] gradient, Tape tape) {
    for (int k = atDrive; k < series.length; k++) {
      tape.giveBack(series[k]);
    }
    tape.giveBack(gradient);
    for (Tensor values : saved) {
      tape.release(values);
    }
  }

  private void coupleBack(int t, boolean input, float[] v, float[] at, Tape tape) {
    Coupling c = coupling;
    Tensor remembered = coupled;
    if (c == null || remembered == null || cell.takesCoupling() != input) {
      return;
    }
    float[] current = tape.take(row);
    System.arraycopy(at, input ? t * row : 0, current, 0, row);
    if (!input) {
      Elementwise.scale(current, 0, (float) neurons.neuron().dt(), current, 0, row);
    }
    Gemm gemm = tape.gemm();
    gemm.multiply(
        Gemm.Form.TN,
        hidden,
        hidden,
        batch,
        current,
        0,
        remembered.data(),
        t * row,
        c.matrix().gradient(),
        0,
        true);
    gemm.multiply(
        Gemm.Form.NN, batch, hidden, hidden, current, 0, c.matrix().data(), 0, v, 0, true);
    tape.giveBack(current);
  }

  private void addWeightGradients(
      float[][] series, int atDrive, float @Nullable [] atCurrent, Tape tape) {
    float[][] in = Rectified.takeGradients(weights.input(), cell.splitsWeights(), tape);
    float[][] back = Rectified.takeGradients(weights.recurrent(), cell.splitsWeights(), tape);
    float[] inputs = floats(x, tape);
    float[] z = floats(output(), tape);
    for (int k = 0; k < in.length; k++) {
      float[] drive = atCurrent != null ? atCurrent : series[atDrive + k];
      addProduct(drive, 0, steps * batch, inputs, weights.inputs(), in[k], tape);
      if (atCurrent != null) {
        // The adjoint equations weigh the spikes of the step itself.
        addProduct(drive, 0, steps * batch, z, hidden, back[k], tape);
        continue;
      }
      addProduct(drive, row, (steps - 1) * batch, z, hidden, back[k], tape);
      Tensor first = spikesBefore;
      if (first != null) {
        float[] before = floats(first, tape);
        addProduct(drive, 0, batch, before, hidden, back[k], tape);
        giveBackFloats(first, before, tape);
      }
    }
    giveBackFloats(x, inputs, tape);
    giveBackFloats(output(), z, tape);
    Rectified.addGradients(weights.input(), in, tape);
    Rectified.addGradients(weights.recurrent(), back, tape);
    weights.clearAutapses(weights.recurrent().gradient());
    if (atCurrent != null) {
      tape.giveBack(atCurrent);
    }
  }

  /** sum += driveᵀ values. */
  private void addProduct(
      float[] drive, int from, int rows, float[] values, int columns, float[] sum, Tape tape) {
    tape.gemm().multiply(Gemm.Form.TN, hidden, columns, rows, drive, from, values, 0, sum, 0, true);
  }

  private void addInputGradient(float[][] series, int atDrive, float[][] in, Tape tape) {
    if (!tape.needsGradient(x)) {
      return;
    }
    float[] forX = tape.take(x.size());
    for (int k = 0; k < in.length; k++) {
      tape.gemm()
          .multiply(
              Gemm.Form.NN,
              steps * batch,
              weights.inputs(),
              hidden,
              series[atDrive + k],
              0,
              in[k],
              0,
              forX,
              0,
              k > 0);
    }
    tape.addGradient(x, forX);
  }
}
