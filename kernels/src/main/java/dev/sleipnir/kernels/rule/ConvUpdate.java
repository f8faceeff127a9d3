package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.layout.ChannelsLast;
import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.spikes.SpikeRows;
import org.jspecify.annotations.Nullable;

/**
 * A rule at work on the kernels of a convolution, [outChannels][inChannels][kernelHeight]
 * [kernelWidth]. Owns its scratch memory and is not to be used by two threads at once; a step
 * allocates nothing.
 *
 * <p>Every output position has its synapses to the pixels below it; all share the kernel, and their
 * changes, each from the old weight, are added. Pixels of the padding have no synapses. An output
 * spike costs the size of a kernel, an input spike the output positions it reaches in every output
 * channel; a step with spikes besides some passes over neurons and weights.
 *
 * <p>Traces and weights are laid out so that the synapses of a spike lie side by side: a row of the
 * kernel at an output spike, and what reads a pixel at an input spike. Output channels, and input
 * channels, are shared out among threads where a step reaches so many synapses that it pays; the
 * weights are the same bits for any number of threads.
 */
public final class ConvUpdate {
  private final ConvStep step;
  private final CompiledRule rule;
  private final RuleConstants constants;
  private final ConvShape shape;
  private final int batch;
  private final Parallel parallel;
  private final SharedWork sharing;

  /** One for each thread. */
  private final float[][] invariants;

  private final @Nullable OutputKernels outputs;
  private final @Nullable InputKernels inputs;
  private final int outputsAtOnce;
  private final int inputsAtOnce;
  private final int outputBlocks;
  private final int weightBlocks;
  private final Parallel.Task prepareTask = this::prepare;
  private final Parallel.Task changeTask = this::change;
  private final Parallel.Task applyTask = this::apply;
  private final boolean spikesFirst;
  private final boolean looks;
  private int other;

  /**
   * A rule at work.
   *
   * @param model the rule
   * @param constants its numbers
   * @param shape sizes of the convolution
   * @param batch samples, at least 1
   * @param parallel the threads
   * @throws IllegalArgumentException if the batch is not positive, or the rule is not one of spikes
   *     and traces only or too long to be compiled
   */
  public ConvUpdate(
      RuleModel model, RuleConstants constants, ConvShape shape, int batch, Parallel parallel) {
    this(model, constants, shape, batch, parallel, SharedWork.USUAL);
  }

  /** With another way to share. */
  ConvUpdate(
      RuleModel model,
      RuleConstants constants,
      ConvShape shape,
      int batch,
      Parallel parallel,
      SharedWork sharing) {
    Require.positive("batch", batch);
    model.requireEventDriven("convolutions");
    this.constants = constants;
    this.shape = shape;
    this.batch = batch;
    this.parallel = parallel;
    this.sharing = sharing;
    rule = model.compile(constants.settings().coincidence());
    rule.prepareApply();
    step = new ConvStep(rule, shape, batch);
    looks = model.canLeaveNumbers(constants);
    spikesFirst = constants.settings().order() == TraceOrder.SPIKES_FIRST;
    boolean mean = constants.settings().reduction() == BatchReduction.MEAN;
    invariants = new float[parallel.threads()][];
    for (int t = 0; t < invariants.length; t++) {
      invariants[t] = rule.invariants(constants, mean ? 1f / batch : 1f);
    }
    outputs = rule.acts(Side.POST) ? new OutputKernels(step) : null;
    inputs = rule.acts(Side.PRE) ? new InputKernels(step) : null;
    outputsAtOnce = SharedWork.channelsAtOnce(shape.outChannels());
    inputsAtOnce = SharedWork.channelsAtOnce(shape.inChannels());
    outputBlocks = SharedWork.blocks(shape.outChannels(), outputsAtOnce);
    weightBlocks = SharedWork.blocks(shape.weightSize(), sharing.weightsAtOnce());
  }

  /**
   * One time step: traces and weights.
   *
   * @param w the weights, updated
   * @param zPre input spikes, [batch][inChannels][height][width]
   * @param zPost output spikes, [batch][outChannels][outputHeight][outputWidth]
   * @param preTraces each pre-synaptic trace, of the shape of the input, updated
   * @param postTraces each post-synaptic trace, of the shape of the output, updated
   * @throws IllegalArgumentException if there are more or fewer neurons or an array is not of that
   *     length; nothing has changed then
   */
  public void step(
      float[] w, SpikeRows zPre, SpikeRows zPost, float[][] preTraces, float[][] postTraces) {
    Require.length("weights", w, shape.weightSize());
    step.preSpikes.find(zPre);
    step.postSpikes.find(zPost);
    int ofInput = batch * shape.inputSize();
    int ofOutput = batch * shape.outputSize();
    Require.lengths("pre-synaptic traces", preTraces, rule.columns(Side.PRE), ofInput);
    Require.lengths("post-synaptic traces", postTraces, rule.columns(Side.POST), ofOutput);
    other = -1;
    step.weights[0] = w;
    step.preTraces = preTraces;
    step.postTraces = postTraces;
    boolean shared = sharing.pays(step.reached());
    forEach(shared, 2 * batch, prepareTask);
    if (step.isActive(Side.PRE) || step.isActive(Side.POST)) {
      change(shared);
    }
    if (!spikesFirst) {
      step.preSpikes.jump(constants.traces(Side.PRE), preTraces);
      step.postSpikes.jump(constants.traces(Side.POST), postTraces);
    }
  }

  private void forEach(boolean shared, int blocks, Parallel.Task task) {
    if (shared) {
      parallel.forEach(blocks, task);
      return;
    }
    for (int block = 0; block < blocks; block++) {
      task.run(block, 0);
    }
  }

  /**
   * Looks for a weight that the last step has made NaN or infinite; rules that only add and
   * multiply within bounds cannot.
   *
   * @return its index; -1 if there is none
   */
  public int firstOther() {
    return other;
  }

  /** Brings the traces of one image, of the input or of the output, to this step. */
  private void prepare(int block, int worker) {
    int image = block >> 1;
    if ((block & 1) == 0) {
      prepare(Side.PRE, worker, step.preTraces, step.preSpikes, image * shape.inputSize());
      if (step.isActive(Side.POST)) {
        layOut(step.preTraces, step.preColumns, step.inChannels, step.pixels, image);
      }
    } else {
      prepare(Side.POST, worker, step.postTraces, step.postSpikes, image * shape.outputSize());
      if (step.isActive(Side.PRE)) {
        layOut(step.postTraces, step.postColumns, step.outChannels, step.positions, image);
      }
    }
  }

  private void prepare(Side side, int worker, float[][] traces, SpikeList spikes, int from) {
    int to = from + (side == Side.PRE ? shape.inputSize() : shape.outputSize());
    rule.neurons.decay(side, invariants[worker], traces, from, to);
    if (spikesFirst) {
      spikes.jump(constants.traces(side), traces, from, to);
    }
  }

  private static void layOut(
      float[][] traces, float[][] columns, int channels, int plane, int image) {
    for (int k = 0; k < traces.length; k++) {
      ChannelsLast.fromChannelsFirst(
          traces[k], 0, columns[k], 0, channels, plane, image, image + 1);
    }
  }

  private void change(boolean shared) {
    mark(1);
    boolean sequential = constants.settings().reduction() == BatchReduction.SEQUENTIAL;
    int samples = sequential ? 1 : batch;
    for (int first = 0; first < batch; first += samples) {
      step.firstSample = first;
      step.endSample = first + samples;
      if (shared) {
        int inputBlocks = SharedWork.blocks(step.inChannels, inputsAtOnce);
        parallel.forEach(outputBlocks + inputBlocks, changeTask);
        parallel.forEach(weightBlocks, applyTask);
      } else {
        changeOutputs(0, 0, step.outChannels);
        changeInputs(0, 0, step.inChannels);
        apply(0, 0, shape.weightSize());
      }
    }
    if (looks) {
      float[] w = step.weights[0];
      other = Reductions.firstNonFinite(w, 0, w.length);
    }
    mark(0);
  }

  /**
   * Writes spikes, or their end, to the last columns: where changes are added, nobody reads them.
   */
  private void mark(float value) {
    if (constants.settings().coincidence() != Coincidence.ADDED) {
      mark(step.preSpikes, step.preColumns, step.inChannels, step.pixels, value);
      mark(step.postSpikes, step.postColumns, step.outChannels, step.positions, value);
    }
  }

  private static void mark(
      SpikeList spikes, float[][] columns, int channels, int plane, float value) {
    float[] column = columns[columns.length - 1];
    for (int s = 0; s < spikes.count(); s++) {
      int neuron = spikes.get(s);
      int image = neuron / plane;
      int sample = image / channels;
      int at = sample * plane + neuron - image * plane;
      column[at * channels + image - sample * channels] = value;
    }
  }

  private void change(int block, int worker) {
    if (block < outputBlocks) {
      int from = block * outputsAtOnce;
      changeOutputs(worker, from, Math.min(step.outChannels, from + outputsAtOnce));
    } else {
      int from = (block - outputBlocks) * inputsAtOnce;
      changeInputs(worker, from, Math.min(step.inChannels, from + inputsAtOnce));
    }
  }

  private void changeOutputs(int worker, int from, int to) {
    if (outputs != null && step.postSpikes.count() > 0) {
      outputs.change(invariants[worker], from, to);
    }
  }

  private void changeInputs(int worker, int from, int to) {
    if (inputs != null && step.preSpikes.count() > 0) {
      inputs.change(invariants[worker], from, to);
    }
  }

  private void apply(int block, int worker) {
    int atOnce = sharing.weightsAtOnce();
    int from = block * atOnce;
    apply(worker, from, Math.min(shape.weightSize(), from + atOnce));
  }

  private void apply(int worker, int from, int to) {
    float[] sums = step.weights[1];
    if (step.isActive(Side.PRE)) {
      Elementwise.add(sums, from, step.byInput, from, sums, from, to - from);
    }
    rule.apply(invariants[worker], step.weights, from, to);
  }
}
