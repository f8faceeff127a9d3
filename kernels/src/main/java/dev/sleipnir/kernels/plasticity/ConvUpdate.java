package dev.sleipnir.kernels.plasticity;

import dev.sleipnir.kernels.bounds.Bounds;
import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.neuron.equation.RuleEquations.Side;

/**
 * A rule at work on the kernels of a convolution, [outChannels][inChannels][kernelHeight]
 * [kernelWidth]. Owns its scratch memory and is not to be used by two threads at once; a step
 * allocates nothing.
 *
 * <p>Every output position has its synapses to the pixels below it; all share the kernel, and their
 * changes, each from the old weight, are added. Pixels of the padding have no synapses. An output
 * spike costs the size of a kernel, an input spike the output positions it reaches in every output
 * channel.
 */
public final class ConvUpdate {
  /** Events computed at a time: what they gather stays in the cache. */
  private static final int EVENTS = 1024;

  private final CompiledRule rule;
  private final RuleConstants constants;
  private final ConvShape shape;
  private final int batch;
  private final int channels;
  private final int depth;
  private final int positions;
  private final float[] invariants;
  private final float[][] weights = new float[2][];
  private final ConvPatch patch;
  private final float[] beside;
  private final SpikeList preSpikes;
  private final SpikeList postSpikes;
  private final EventBlock block;
  private int nextPre;
  private int nextPost;

  /**
   * A rule at work.
   *
   * @param model the rule
   * @param constants its numbers
   * @param shape sizes of the convolution
   * @param batch samples, at least 1
   * @throws IllegalArgumentException if the batch is not positive or the rule is not one of spikes
   *     and traces only
   */
  public ConvUpdate(RuleModel model, RuleConstants constants, ConvShape shape, int batch) {
    Bounds.positive("batch", batch);
    model.requireEventDriven("convolutions");
    this.constants = constants;
    this.shape = shape;
    this.batch = batch;
    channels = shape.outChannels();
    depth = shape.depth();
    positions = shape.positions();
    rule = model.compile(constants.settings().coincidence());
    boolean mean = constants.settings().reduction() == Reduction.MEAN;
    invariants = rule.invariants(constants, mean ? 1f / batch : 1f);
    weights[1] = new float[shape.weightSize()];
    patch = new ConvPatch(shape, rule.columns(Side.PRE));
    beside = new float[depth];
    preSpikes = new SpikeList(batch * shape.inputSize());
    postSpikes = new SpikeList(batch * shape.outputSize());
    block = new EventBlock(rule, EVENTS, channels, depth, positions);
  }

  /**
   * One time step: traces and weights.
   *
   * @param w the weights, updated
   * @param zPre input spikes, 0 or 1, [batch][inChannels][height][width]
   * @param zPost output spikes, 0 or 1, [batch][outChannels][outputHeight][outputWidth]
   * @param preTraces each pre-synaptic trace, of the shape of the input, updated
   * @param postTraces each post-synaptic trace, of the shape of the output, updated
   * @throws IllegalArgumentException if an array is not of that length; nothing has changed then
   */
  public void step(
      float[] w, float[] zPre, float[] zPost, float[][] preTraces, float[][] postTraces) {
    int inputs = batch * shape.inputSize();
    int outputs = batch * shape.outputSize();
    Lengths.require("weights", w, shape.weightSize());
    Lengths.require("input spikes", zPre, inputs);
    Lengths.require("output spikes", zPost, outputs);
    Lengths.require("pre-synaptic traces", preTraces, rule.columns(Side.PRE), inputs);
    Lengths.require("post-synaptic traces", postTraces, rule.columns(Side.POST), outputs);
    preSpikes.find(zPre);
    postSpikes.find(zPost);
    rule.decay(Side.PRE, constants, invariants, preTraces, 0, inputs);
    rule.decay(Side.POST, constants, invariants, postTraces, 0, outputs);
    boolean spikesFirst = constants.settings().order() == TraceOrder.SPIKES_FIRST;
    if (spikesFirst) {
      jump(preTraces, postTraces);
    }
    if (preSpikes.count() + postSpikes.count() > 0) {
      change(w, zPre, zPost, preTraces, postTraces);
    }
    if (!spikesFirst) {
      jump(preTraces, postTraces);
    }
  }

  private void jump(float[][] preTraces, float[][] postTraces) {
    preSpikes.jump(constants.traces(Side.PRE), preTraces);
    postSpikes.jump(constants.traces(Side.POST), postTraces);
  }

  private void change(
      float[] w, float[] zPre, float[] zPost, float[][] preTraces, float[][] postTraces) {
    weights[0] = w;
    nextPre = 0;
    nextPost = 0;
    boolean sequential = constants.settings().reduction() == Reduction.SEQUENTIAL;
    for (int samples = sequential ? 1 : batch; samples <= batch; samples++) {
      addChanges(samples, zPre, zPost, preTraces, postTraces);
      rule.apply(invariants, weights, 0, w.length);
    }
  }

  /** Adds up the changes by the spikes that are left of the first samples. */
  private void addChanges(
      int samples, float[] zPre, float[] zPost, float[][] preTraces, float[][] postTraces) {
    for (; nextPost < postSpikes.count(); nextPost++) {
      int unit = postSpikes.get(nextPost);
      if (unit >= samples * shape.outputSize()) {
        break;
      }
      if (rule.acts(Side.POST)) {
        outputSpike(unit, zPre, preTraces, postTraces);
      }
    }
    block.clear();
    for (; nextPre < preSpikes.count(); nextPre++) {
      int pixel = preSpikes.get(nextPre);
      if (pixel >= samples * shape.inputSize()) {
        break;
      }
      if (rule.acts(Side.PRE)) {
        inputSpike(pixel, zPost, preTraces, postTraces);
      }
    }
    addEvents(zPost, postTraces);
  }

  /** The synapses of one output unit, those whose pixels spike included. */
  private void outputSpike(int unit, float[] zPre, float[][] preTraces, float[][] postTraces) {
    int sample = unit / shape.outputSize();
    int within = unit - sample * shape.outputSize();
    int from = within / positions * depth;
    patch.gather(sample, within % positions, preTraces, zPre);
    float[] sums = weights[1];
    if (!patch.isWhole()) {
      System.arraycopy(sums, from, beside, 0, depth);
    }
    rule.setPost(invariants, postTraces, unit);
    rule.change(true, false, invariants, patch.columns(), weights, from, from + depth, from);
    for (int s = 0; s < depth && !patch.isWhole(); s++) {
      if (!patch.isInside(s)) {
        sums[from + s] = beside[s];
      }
    }
  }

  /** Events at every kernel element that an input pixel is read by. */
  private void inputSpike(int pixel, float[] zPost, float[][] preTraces, float[][] postTraces) {
    int plane = shape.height() * shape.width();
    int sample = pixel / shape.inputSize();
    int channel = pixel / plane % shape.inChannels();
    int row = pixel % plane / shape.width();
    int column = pixel % shape.width();
    for (int i = 0; i < shape.kernelHeight(); i++) {
      int y = row + shape.paddingHeight() - i * shape.dilationHeight();
      if (y < 0 || y % shape.strideHeight() != 0) {
        continue;
      }
      int outputRow = y / shape.strideHeight();
      for (int j = 0; j < shape.kernelWidth() && outputRow < shape.outputHeight(); j++) {
        int x = column + shape.paddingWidth() - j * shape.dilationWidth();
        if (x < 0 || x % shape.strideWidth() != 0 || x / shape.strideWidth() >= outputWidth()) {
          continue;
        }
        int position = outputRow * outputWidth() + x / shape.strideWidth();
        int synapse = (channel * shape.kernelHeight() + i) * shape.kernelWidth() + j;
        block.add(synapse, sample * shape.outputSize() + position, preTraces, pixel);
        if (block.isFull()) {
          addEvents(zPost, postTraces);
          block.clear();
        }
      }
    }
  }

  private int outputWidth() {
    return shape.outputWidth();
  }

  private void addEvents(float[] zPost, float[][] postTraces) {
    if (block.count() == 0) {
      return;
    }
    block.close();
    for (int o = 0; o < channels; o++) {
      if (block.addRow(o, weights, postTraces)) {
        addBlock(zPost);
      }
    }
    if (block.rows() > 0) {
      addBlock(zPost);
    }
  }

  private void addBlock(float[] zPost) {
    block.compute(invariants);
    float[] sums = weights[1];
    float[] changes = block.changes();
    int count = block.count();
    boolean onPost = rule.acts(Side.POST);
    for (int r = 0; r < block.rows(); r++) {
      int firstUnit = block.row(r) * positions;
      int firstWeight = block.row(r) * depth;
      for (int e = 0; e < count; e++) {
        // Where the output spikes too, its patch has the change already.
        if (!(onPost && zPost[firstUnit + block.unit(e)] > 0)) {
          sums[firstWeight + block.column(e)] += changes[r * count + e];
        }
      }
    }
    block.empty();
  }
}
