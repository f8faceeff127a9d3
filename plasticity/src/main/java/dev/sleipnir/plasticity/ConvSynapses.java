package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.neuron.equation.RuleEquations.Side;
import dev.sleipnir.kernels.plasticity.ConvUpdate;
import dev.sleipnir.kernels.plasticity.RuleConstants;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The synapses of a convolution that learn by a {@link LearningRule}: its kernels, changed in
 * place. Made by {@link LearningRule#conv}. All output positions share a kernel: their changes,
 * each from the old weight, are added.
 *
 * <p>Weights have to be finite when the synapses are made. A step does not look for those that are
 * not: it only reads the weights that spikes reach.
 *
 * <p>Owns scratch memory: not to be used by two threads at once. A step on arrays allocates nothing
 * while the batch keeps its size.
 */
public final class ConvSynapses {
  private final LearningRule rule;
  private final RuleConstants constants;
  private final Parameter weights;
  private final ConvShape shape;
  private final String name;
  private @Nullable ConvUpdate update;
  private int batch;

  ConvSynapses(LearningRule rule, Parameter weights, ConvShape shape) {
    this.rule = rule;
    this.weights = weights;
    this.shape = shape;
    rule.model().requireEventDriven("convolutions");
    constants = rule.constants();
    name = "ConvSynapses(" + rule + ", " + Shape.text(weights.shape()) + ")";
    Checks.finite(weights);
    Checks.moveWithinBounds(weights, constants);
    weights.edited(name);
  }

  /**
   * The state before the first step: all traces 0.
   *
   * @param samples size of the batch
   * @return traces of shape [batch, inChannels, height, width] and [batch, outChannels,
   *     outputHeight, outputWidth]
   */
  public TraceState initialState(int samples) {
    return new TraceState(
        NeuronState.zeros(rule.model().traces(Side.PRE), inputShape(samples)),
        NeuronState.zeros(rule.model().traces(Side.POST), outputShape(samples)));
  }

  private int[] inputShape(int samples) {
    return new int[] {samples, shape.inChannels(), shape.height(), shape.width()};
  }

  private int[] outputShape(int samples) {
    return new int[] {samples, shape.outChannels(), shape.outputHeight(), shape.outputWidth()};
  }

  /**
   * One time step: traces and weights.
   *
   * @param inputSpikes 0 or 1, [batch, inChannels, height, width]
   * @param outputSpikes 0 or 1, [batch, outChannels, outputHeight, outputWidth]
   * @param state state from the step before, consumed; null for the initial one
   * @return the state, updated
   * @throws IllegalArgumentException if a shape is not as expected or a spike is neither 0 nor 1;
   *     nothing has changed then
   */
  public TraceState step(Tensor inputSpikes, Tensor outputSpikes, @Nullable TraceState state) {
    int samples = inputSpikes.rank() == 4 ? inputSpikes.dim(0) : 1;
    Shape.require("input spikes", inputShape(samples), inputSpikes.shape());
    Shape.require("output spikes", outputShape(samples), outputSpikes.shape());
    TraceState traces = state == null ? initialState(samples) : state;
    step(inputSpikes.rowMajor().data(), outputSpikes.rowMajor().data(), traces);
    return traces;
  }

  /**
   * One time step on arrays: traces and weights.
   *
   * @param inputSpikes 0 or 1, [batch][inChannels][height][width]
   * @param outputSpikes 0 or 1, [batch][outChannels][outputHeight][outputWidth]
   * @param state state from the step before, updated
   * @throws IllegalArgumentException if a length is not as expected or a spike is neither 0 nor 1;
   *     nothing has changed then
   */
  public void step(float[] inputSpikes, float[] outputSpikes, TraceState state) {
    int samples = state.pre().size() / shape.inputSize();
    Checks.spikes("input spikes", inputSpikes, samples * shape.inputSize());
    Checks.spikes("output spikes", outputSpikes, samples * shape.outputSize());
    ConvUpdate kernel = update;
    if (kernel == null || batch != samples) {
      kernel = new ConvUpdate(rule.model(), constants, shape, samples);
      update = kernel;
      batch = samples;
    }
    kernel.step(
        weights.data(), inputSpikes, outputSpikes, state.pre().columns(), state.post().columns());
    weights.edited(name);
  }

  /**
   * The weights.
   *
   * @return [outChannels, inChannels, kernelHeight, kernelWidth], the parameter these synapses were
   *     made of
   */
  public Parameter weights() {
    return weights;
  }

  @Override
  public String toString() {
    return name;
  }
}
