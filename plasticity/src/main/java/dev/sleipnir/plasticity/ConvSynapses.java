package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.rule.ConvUpdate;
import dev.sleipnir.kernels.rule.RuleConstants;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.file.Archive;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The synapses of a convolution that learn by a {@link LearningRule}: its kernels, changed in
 * place. Made by {@link LearningRule#conv}. All output positions share a kernel: their changes,
 * each from the old weight, are added.
 *
 * <p>Weights have to be finite and within the rule's bounds when the synapses are made, and in the
 * first step after something else has edited them and said so ({@link Parameter#edited}): all of
 * them are looked at once then. Other steps only read the weights that spikes reach.
 *
 * <p>Owns scratch memory: not to be used by two threads at once; the threads it works with may be
 * shared, and steps that reach few synapses do without them. Weights are the same bits for any
 * number of threads. A step on arrays or bits allocates nothing while the batch keeps its size.
 */
public final class ConvSynapses {
  private static final String KIND = "ConvSynapses";

  private final LearningRule rule;
  private final RuleConstants constants;
  private final Parameter weights;
  private final ConvShape shape;
  private final Parallel parallel;
  private final String name;
  private final BoundedWeights bounded;
  private final GivenSpikes givenInput = new GivenSpikes("input spikes");
  private final GivenSpikes givenOutput = new GivenSpikes("output spikes");
  private @Nullable ConvUpdate update;
  private @Nullable TraceState known;
  private int batch;
  private long steps;

  ConvSynapses(LearningRule rule, Parameter weights, ConvShape shape, Parallel parallel) {
    this.rule = rule;
    this.weights = weights;
    this.shape = shape;
    this.parallel = parallel;
    rule.model().requireEventDriven("convolutions");
    constants = rule.constants();
    name = "ConvSynapses(" + rule + ", " + Shape.text(weights.shape()) + ")";
    bounded = new BoundedWeights(weights, rule, constants);
    bounded.edited(name);
  }

  /**
   * The state before the first step: all traces 0.
   *
   * @param samples size of the batch
   * @return traces of shape [batch, inChannels, height, width] and [batch, outChannels,
   *     outputHeight, outputWidth]
   * @throws IllegalArgumentException if there is no sample
   */
  public TraceState initialState(int samples) {
    Require.positive("samples", samples);
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
   * @throws IllegalArgumentException if a shape is not as expected, a spike is neither 0 nor 1, a
   *     trace is not finite, or something else has moved weights out of the bounds; nothing has
   *     changed then
   * @throws ArithmeticException if the rule's equations have made a weight NaN or infinite
   */
  public TraceState step(Tensor inputSpikes, Tensor outputSpikes, @Nullable TraceState state) {
    int samples = inputSpikes.rank() == 4 ? inputSpikes.dim(0) : 1;
    Shape.require("input spikes", inputShape(samples), inputSpikes.shape());
    Shape.require("output spikes", outputShape(samples), outputSpikes.shape());
    TraceState traces = state == null ? initialState(samples) : state;
    stepOnBits(givenInput.of(inputSpikes), givenOutput.of(outputSpikes), samples, traces);
    return traces;
  }

  /**
   * One time step on arrays: traces and weights.
   *
   * @param inputSpikes 0 or 1, [batch][inChannels][height][width]
   * @param outputSpikes 0 or 1, [batch][outChannels][outputHeight][outputWidth]
   * @param state state from the step before, updated
   * @throws IllegalArgumentException if a length is not as expected, a spike is neither 0 nor 1, a
   *     trace is not finite, or something else has moved weights out of the bounds; nothing has
   *     changed then
   * @throws ArithmeticException if the rule's equations have made a weight NaN or infinite
   */
  public void step(float[] inputSpikes, float[] outputSpikes, TraceState state) {
    int samples = state.pre().size() / shape.inputSize();
    stepOnBits(
        givenInput.of(inputSpikes, samples * shape.inputSize()),
        givenOutput.of(outputSpikes, samples * shape.outputSize()),
        samples,
        state);
  }

  /**
   * One time step on bits: traces and weights.
   *
   * @param inputSpikes [batch][inChannels][height][width]
   * @param outputSpikes [batch][outChannels][outputHeight][outputWidth]
   * @param state state from the step before, updated
   * @throws IllegalArgumentException if there are more or fewer neurons, a trace is not finite, or
   *     something else has moved weights out of the bounds; nothing has changed then
   * @throws ArithmeticException if the rule's equations have made a weight NaN or infinite
   */
  public void step(SpikeRows inputSpikes, SpikeRows outputSpikes, TraceState state) {
    int samples = state.pre().size() / shape.inputSize();
    stepOnBits(
        givenInput.of(inputSpikes, samples * shape.inputSize()),
        givenOutput.of(outputSpikes, samples * shape.outputSize()),
        samples,
        state);
  }

  private void stepOnBits(
      SpikeRows inputSpikes, SpikeRows outputSpikes, int samples, TraceState state) {
    ConvUpdate kernel = update;
    if (kernel == null || batch != samples) {
      kernel = new ConvUpdate(rule.model(), constants, shape, samples, parallel);
      update = kernel;
      batch = samples;
    }
    if (known != state) {
      state.requireLike(name, initialState(samples));
      known = state;
    }
    state.requireFinite(name, steps);
    bounded.beforeStep(steps);
    kernel.step(
        weights.data(), inputSpikes, outputSpikes, state.pre().columns(), state.post().columns());
    bounded.edited(name);
    if (kernel.firstOther() >= 0) {
      bounded.distrust();
      throw Checks.noNumber(name, steps, weights, kernel.firstOther());
    }
    steps++;
  }

  /**
   * Puts a state to where it was before the first step: all traces 0. The weights stay.
   *
   * @param state of these synapses
   * @throws IllegalArgumentException if it is of others
   */
  public void reset(TraceState state) {
    TraceState initial = initialState(Math.max(1, state.pre().size() / shape.inputSize()));
    state.requireLike(name, initial);
    state.set(initial);
  }

  /**
   * Synapses that learn by the same rule on other weights and the same threads, from the same step
   * on.
   *
   * @param others of the shape of these; changed in place from now on
   * @return the synapses; they take copies of these synapses' states
   * @throws IllegalArgumentException as {@link LearningRule#conv}
   */
  public ConvSynapses copy(Parameter others) {
    Shape.require(others.name(), weights.shape(), others.shape());
    ConvSynapses copy = new ConvSynapses(rule, others, shape, parallel);
    copy.steps = steps;
    return copy;
  }

  /**
   * Writes weights and state to a file: all that {@link #load} needs to go on bit for bit.
   *
   * @param file where to; replaced if it exists, untouched if writing fails
   * @param state of these synapses
   * @throws IllegalArgumentException if the state is of others
   * @throws IOException if it cannot be written; the message names the file
   */
  public void save(Path file, TraceState state) throws IOException {
    int samples = state.pre().size() / shape.inputSize();
    state.requireLike(name, initialState(Math.max(1, samples)));
    Archive.write(
        file,
        KIND,
        out -> {
          out.text(rule.identity());
          out.text(shape.toString());
          SavedSynapses.write(out, steps, weights, samples, state);
        });
  }

  /**
   * Reads weights and state of synapses of the same rule and sizes.
   *
   * @param file what {@link #save} wrote
   * @return the state
   * @throws IOException if it cannot be read, is damaged, or of another rule or other sizes;
   *     nothing has changed then
   */
  public TraceState load(Path file) throws IOException {
    SavedSynapses saved = Archive.read(file, KIND, this::read);
    steps = saved.steps();
    saved.putInto(weights, name + ".load");
    return saved.state();
  }

  private SavedSynapses read(ArchiveReader in) throws IOException {
    rule.require(in);
    in.require("convolution", shape.toString());
    return SavedSynapses.read(in, weights.size(), initialState(1));
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
