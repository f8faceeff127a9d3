package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.bounds.Bounds;
import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.layout.ChannelsLast;
import dev.sleipnir.kernels.math.Elementwise;

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
 * kernel at an output spike, [outChannels][kernelHeight][kernelWidth][inChannels], and at an input
 * spike, [inChannels][kernelHeight][kernelWidth, last first][outChannels].
 */
public final class ConvUpdate {
  private final CompiledRule rule;
  private final RuleConstants constants;
  private final ConvShape shape;
  private final int batch;
  private final int inChannels;
  private final int outChannels;
  private final int kernelHeight;
  private final int kernelWidth;
  private final int pixels;
  private final int positions;
  private final float[] invariants;
  private final float[][] weights = new float[2][];
  private final float[][] byOutput;
  private final float[][] byInput;
  private final float[] turned;
  private final float[][] preColumns;
  private final float[][] postColumns;
  private final SpikeList preSpikes;
  private final SpikeList postSpikes;
  private final boolean looks;
  private int other;
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
    inChannels = shape.inChannels();
    outChannels = shape.outChannels();
    kernelHeight = shape.kernelHeight();
    kernelWidth = shape.kernelWidth();
    pixels = shape.height() * shape.width();
    positions = shape.positions();
    rule = model.compile(constants.settings().coincidence());
    looks = model.canLeaveNumbers(constants);
    boolean mean = constants.settings().reduction() == Reduction.MEAN;
    invariants = rule.invariants(constants, mean ? 1f / batch : 1f);
    weights[1] = new float[shape.weightSize()];
    byOutput = new float[2][shape.weightSize()];
    byInput = new float[2][shape.weightSize()];
    turned = new float[shape.weightSize()];
    preColumns = new float[rule.columns(Side.PRE) + 1][batch * shape.inputSize()];
    postColumns = new float[rule.columns(Side.POST) + 1][batch * shape.outputSize()];
    preSpikes = new SpikeList(batch * shape.inputSize());
    postSpikes = new SpikeList(batch * shape.outputSize());
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
    other = -1;
    preSpikes.find(zPre);
    postSpikes.find(zPost);
    rule.decay(Side.PRE, constants, invariants, preTraces, 0, inputs);
    rule.decay(Side.POST, constants, invariants, postTraces, 0, outputs);
    boolean spikesFirst = constants.settings().order() == TraceOrder.SPIKES_FIRST;
    if (spikesFirst) {
      jump(preTraces, postTraces);
    }
    if (isActive(Side.PRE) || isActive(Side.POST)) {
      change(w, preTraces, postTraces);
    }
    if (!spikesFirst) {
      jump(preTraces, postTraces);
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

  private void jump(float[][] preTraces, float[][] postTraces) {
    preSpikes.jump(constants.traces(Side.PRE), preTraces);
    postSpikes.jump(constants.traces(Side.POST), postTraces);
  }

  /** Whether spikes of one side change weights in this step. */
  private boolean isActive(Side side) {
    return rule.acts(side) && (side == Side.PRE ? preSpikes : postSpikes).count() > 0;
  }

  private void change(float[] w, float[][] preTraces, float[][] postTraces) {
    weights[0] = w;
    if (isActive(Side.POST)) {
      layOut(preTraces, preColumns, inChannels, pixels);
    }
    if (isActive(Side.PRE)) {
      layOut(postTraces, postColumns, outChannels, positions);
    }
    mark(1);
    nextPre = 0;
    nextPost = 0;
    boolean sequential = constants.settings().reduction() == Reduction.SEQUENTIAL;
    for (int samples = sequential ? 1 : batch; samples <= batch; samples++) {
      if (isActive(Side.POST)) {
        addOutputSpikes(samples * shape.outputSize(), postTraces);
      }
      if (isActive(Side.PRE)) {
        addInputSpikes(samples * shape.inputSize(), preTraces);
      }
      rule.apply(invariants, weights, 0, w.length);
    }
    if (looks) {
      int found = Finite.firstOther(w, 0, w.length);
      other = found < w.length ? found : -1;
    }
    mark(0);
  }

  private void layOut(float[][] traces, float[][] columns, int channels, int plane) {
    for (int k = 0; k < traces.length; k++) {
      ChannelsLast.fromChannelsFirst(traces[k], 0, columns[k], 0, channels, plane, 0, batch);
    }
  }

  /**
   * Writes spikes, or their end, to the last columns: where changes are added, nobody reads them.
   */
  private void mark(float value) {
    if (constants.settings().coincidence() != Coincidence.ADDED) {
      mark(preSpikes, preColumns, inChannels, pixels, value);
      mark(postSpikes, postColumns, outChannels, positions, value);
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

  /** The synapses of the output units that spike. */
  private void addOutputSpikes(int units, float[][] postTraces) {
    int size = kernelHeight * kernelWidth;
    if (rule.readsWeights()) {
      ChannelsLast.fromChannelsFirst(
          weights[0], 0, byOutput[0], 0, inChannels, size, 0, outChannels);
    }
    Elementwise.fill(0, byOutput[1], 0, byOutput[1].length);
    for (; nextPost < postSpikes.count() && postSpikes.get(nextPost) < units; nextPost++) {
      int unit = postSpikes.get(nextPost);
      rule.setPost(invariants, postTraces, unit);
      outputSpike(unit);
    }
    ChannelsLast.toChannelsFirst(byOutput[1], 0, weights[1], 0, inChannels, size, 0, outChannels);
  }

  private void outputSpike(int unit) {
    int image = unit / positions;
    int position = unit - image * positions;
    int sample = image / outChannels;
    int channel = image - sample * outChannels;
    int outputRow = position / shape.outputWidth();
    int top = outputRow * shape.strideHeight() - shape.paddingHeight();
    int outputColumn = position - outputRow * shape.outputWidth();
    int left = outputColumn * shape.strideWidth() - shape.paddingWidth();
    int dilation = shape.dilationWidth();
    for (int i = 0; i < kernelHeight; i++) {
      int row = top + i * shape.dilationHeight();
      if (row < 0 || row >= shape.height()) {
        continue;
      }
      int kernelRow = (channel * kernelHeight + i) * kernelWidth;
      int pixelRow = sample * pixels + row * shape.width();
      if (dilation == 1) {
        int first = Math.max(0, -left);
        int last = Math.min(kernelWidth, shape.width() - left);
        rowRun(kernelRow + first, pixelRow + left + first, last - first);
        continue;
      }
      for (int j = 0; j < kernelWidth; j++) {
        int column = left + j * dilation;
        if (column >= 0 && column < shape.width()) {
          rowRun(kernelRow + j, pixelRow + column, 1);
        }
      }
    }
  }

  /** Kernel elements side by side that read pixels side by side. */
  private void rowRun(int element, int pixel, int count) {
    if (count > 0) {
      int from = element * inChannels;
      int to = from + count * inChannels;
      rule.rowBesideFans(invariants, preColumns, byOutput, from, to, from - pixel * inChannels);
    }
  }

  /** The synapses of the pixels that spike. */
  private void addInputSpikes(int neurons, float[][] preTraces) {
    int depth = shape.depth();
    if (rule.readsWeights()) {
      ChannelsLast.fromChannelsFirst(weights[0], 0, turned, 0, outChannels, depth, 0, 1);
      reverseRows(turned, byInput[0]);
    }
    Elementwise.fill(0, byInput[1], 0, byInput[1].length);
    for (; nextPre < preSpikes.count() && preSpikes.get(nextPre) < neurons; nextPre++) {
      int neuron = preSpikes.get(nextPre);
      rule.setPre(invariants, preTraces, neuron);
      inputSpike(neuron);
    }
    reverseRows(byInput[1], turned);
    ChannelsLast.toChannelsFirst(turned, 0, byInput[1], 0, outChannels, depth, 0, 1);
    Elementwise.add(weights[1], 0, byInput[1], 0, weights[1], 0, weights[1].length);
  }

  /** Copies kernels [inChannels][kernelHeight][kernelWidth][outChannels], each row last first. */
  private void reverseRows(float[] from, float[] to) {
    int row = kernelWidth * outChannels;
    for (int first = 0; first < from.length; first += row) {
      for (int j = 0; j < kernelWidth; j++) {
        int reversed = first + (kernelWidth - 1 - j) * outChannels;
        System.arraycopy(from, first + j * outChannels, to, reversed, outChannels);
      }
    }
  }

  private void inputSpike(int neuron) {
    int image = neuron / pixels;
    int pixel = neuron - image * pixels;
    int sample = image / inChannels;
    int channel = image - sample * inChannels;
    int pixelRow = pixel / shape.width();
    int bottom = pixelRow + shape.paddingHeight();
    int right = pixel - pixelRow * shape.width() + shape.paddingWidth();
    int dilation = shape.dilationWidth();
    int stride = shape.strideWidth();
    int left = right - (kernelWidth - 1) * dilation;
    int leftmost = Math.floorDiv(left, stride);
    for (int i = 0; i < kernelHeight; i++) {
      int y = bottom - i * shape.dilationHeight();
      int row = y / shape.strideHeight();
      if (y < 0 || row * shape.strideHeight() != y || row >= shape.outputHeight()) {
        continue;
      }
      int kernelRow = (channel * kernelHeight + i) * kernelWidth;
      int positionRow = sample * positions + row * shape.outputWidth();
      if (dilation == stride) {
        if (leftmost * stride == left) {
          int first = Math.max(0, -leftmost);
          int last = Math.min(kernelWidth, shape.outputWidth() - leftmost);
          fanRun(kernelRow + first, positionRow + leftmost + first, last - first);
        }
        continue;
      }
      for (int j = 0; j < kernelWidth; j++) {
        int x = left + j * dilation;
        int position = x / stride;
        if (x >= 0 && position * stride == x && position < shape.outputWidth()) {
          fanRun(kernelRow + j, positionRow + position, 1);
        }
      }
    }
  }

  /** Kernel elements side by side, last first, by which output positions side by side read. */
  private void fanRun(int element, int position, int count) {
    if (count > 0) {
      int from = element * outChannels;
      int to = from + count * outChannels;
      rule.fan(invariants, postColumns, byInput, from, to, from - position * outChannels);
    }
  }
}
