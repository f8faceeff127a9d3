package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.equation.RuleEquations.Side;

/** What happens in a step of a convolution, for those who sum up the changes of its kernels. */
final class ConvStep {
  final CompiledRule rule;
  final ConvShape shape;
  final int inChannels;
  final int outChannels;
  final int kernelHeight;
  final int kernelWidth;

  /** Pixels of an input channel. */
  final int pixels;

  /** Pixels of an output channel. */
  final int positions;

  final SpikeList preSpikes;
  final SpikeList postSpikes;

  /** What the pixels have, then their spikes, [batch][height][width][inChannels]. */
  final float[][] preColumns;

  /** What the output positions have, then their spikes, [batch][height][width][outChannels]. */
  final float[][] postColumns;

  float[][] preTraces = {};
  float[][] postTraces = {};

  /** The weights, and what output spikes change of them. */
  final float[][] weights = new float[2][];

  /** What input spikes change of the weights. */
  final float[] byInput;

  /** The samples whose spikes count. */
  int firstSample;

  int endSample;

  ConvStep(CompiledRule rule, ConvShape shape, int batch) {
    this.rule = rule;
    this.shape = shape;
    inChannels = shape.inChannels();
    outChannels = shape.outChannels();
    kernelHeight = shape.kernelHeight();
    kernelWidth = shape.kernelWidth();
    pixels = shape.height() * shape.width();
    positions = shape.positions();
    weights[1] = new float[shape.weightSize()];
    byInput = new float[shape.weightSize()];
    preColumns = new float[rule.columns(Side.PRE) + 1][batch * shape.inputSize()];
    postColumns = new float[rule.columns(Side.POST) + 1][batch * shape.outputSize()];
    preSpikes = new SpikeList("input spikes", batch * shape.inputSize());
    postSpikes = new SpikeList("output spikes", batch * shape.outputSize());
  }

  /** Whether spikes of one side change weights in this step. */
  boolean isActive(Side side) {
    return rule.acts(side) && (side == Side.PRE ? preSpikes : postSpikes).count() > 0;
  }

  /** Synapses that the step reaches, about. */
  long reached() {
    int size = kernelHeight * kernelWidth;
    long byPre = (long) preSpikes.count() * outChannels * size;
    long byPost = (long) postSpikes.count() * inChannels * size;
    return (rule.acts(Side.PRE) ? byPre : 0) + (rule.acts(Side.POST) ? byPost : 0);
  }
}
