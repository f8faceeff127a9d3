package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.CompiledNeuron;
import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.spikes.SpikePacking;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Some steps of a population: forward when made, backward when the tape runs back. */
final class NeuronSteps extends Node {
  /** Values of one block of work. */
  private static final int PACKED_AT_ONCE = 1 << 16;

  private final NeuronCell cell;
  private final CompiledNeuron compiled;
  private final Population population;
  private final KernelRun kernels;
  private final int steps;
  private final Tensor[] inputs;
  private final NeuronState state;
  private final Tensor[] saved;

  NeuronSteps(
      NeuronCell cell,
      Population population,
      int steps,
      Tensor[] inputs,
      Tensor output,
      NeuronState state) {
    super(output, inputs);
    this.cell = cell;
    this.population = population;
    this.steps = steps;
    this.inputs = inputs;
    this.state = state;
    compiled = cell.compiled();
    kernels = new KernelRun(cell, population);
    saved = new Tensor[compiled.saved()];
  }

  void forward(float[][] arrays, boolean saving, Scope scope) {
    int randoms = compiled.randoms();
    float[][] series = new float[arrays.length + randoms + 1 + (saving ? saved.length : 0)][];
    System.arraycopy(arrays, 0, series, 0, arrays.length);
    int at = arrays.length;
    int numbers = steps * population.neurons();
    for (int r = 0; r < randoms; r++) {
      series[at++] = scope.take(numbers);
    }
    SpikeRows spikes = output().spikes();
    float[] out = spikes == null ? output().data() : scope.storageOver(inputs[0]);
    series[at++] = out;
    if (saving) {
      for (int s = 0; s < saved.length; s++) {
        saved[s] = scope.tensorLike(output());
        series[at++] = saved[s].data();
      }
    }
    KernelRun.Kernel kernel = saving ? KernelRun.Kernel.SAVING : KernelRun.Kernel.FORWARD;
    kernels.begin(kernel, series, state.columns(), scope);
    scope.run(
        () -> {
          draw(cell, state, scope, numbers, series, arrays.length);
          kernels.run(0, steps, scope);
          if (spikes != null) {
            pack(scope, out, spikes);
          }
        });
    if (!scope.isReplayed()) {
      kernels.end(scope);
    }
    if (spikes != null) {
      scope.giveBack(out);
    }
    for (int r = 0; r < randoms; r++) {
      scope.giveBack(series[arrays.length + r]);
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

  /**
   * Draws numbers uniform in [0, 1) for all steps, one series for each draw of the equations. Each
   * comes from a child of the state's stream and goes on in the next call, so that it does not
   * matter how many steps a call has.
   */
  static void draw(
      NeuronCell cell, NeuronState state, Scope scope, int count, float[][] series, int at) {
    int randoms = cell.compiled().randoms();
    if (randoms == 0) {
      return;
    }
    RandomStream random = state.random();
    if (random == null) {
      state.setRandom(cell.newRandom(scope));
      random = Objects.requireNonNull(state.random());
    }
    long first = random.reserve(count);
    RandomStream[] parts = state.randomParts(randoms);
    for (int r = 0; r < randoms; r++) {
      RandomStream part = parts[r];
      Philox.uniform(part.seed(), part.stream(), first, series[at + r], 0, count);
    }
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
    float[][] series = new float[saved.length + 1 + inputs.length][];
    for (int s = 0; s < saved.length; s++) {
      series[s] = saved[s].data();
    }
    series[saved.length] = gradient;
    series[saved.length + 1] = gradient;
    for (int i = 1; i < inputs.length; i++) {
      series[saved.length + 1 + i] = tape.take(gradient.length);
    }
    float[][] states = state.gradientColumns(tape);
    float[][] sums = cell.parameterSet().takeSums(population, tape);
    float[][] carried = new float[states.length + sums.length][];
    System.arraycopy(states, 0, carried, 0, states.length);
    System.arraycopy(sums, 0, carried, states.length, sums.length);
    kernels.begin(KernelRun.Kernel.BACKWARD, series, carried, tape);
    kernels.run(0, steps, tape);
    kernels.end(tape);
    cell.parameterSet().addGradients(sums, population, tape);
    for (Tensor values : saved) {
      tape.release(values);
    }
    for (int i = 0; i < inputs.length; i++) {
      tape.addGradient(inputs[i], series[saved.length + 1 + i]);
    }
  }
}
