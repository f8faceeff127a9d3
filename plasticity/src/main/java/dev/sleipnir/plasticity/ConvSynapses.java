package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.rule.ConvUpdate;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The synapses of a convolution that learn by a {@link LearningRule}: weights [outChannels,
 * inChannels, kernelHeight, kernelWidth], between inputs [batch, inChannels, height, width] and
 * outputs [batch, outChannels, outputHeight, outputWidth]. Made by {@link LearningRule#conv}. All
 * output positions share a kernel: their changes, each from the old weight, are added.
 */
public final class ConvSynapses extends LayerSynapses {
  private static final String[] SIDES = {"input", "output"};

  private final ConvShape shape;
  private @Nullable ConvUpdate update;

  ConvSynapses(LearningRule rule, Parameter weights, ConvShape shape, Parallel parallel) {
    super(
        requireEventDriven(rule),
        weights,
        Shape.text(weights.shape()),
        SIDES,
        input(shape),
        output(shape),
        parallel);
    this.shape = shape;
  }

  private static LearningRule requireEventDriven(LearningRule rule) {
    rule.model().requireEventDriven("convolutions");
    return rule;
  }

  private static int[] input(ConvShape shape) {
    return new int[] {shape.inChannels(), shape.height(), shape.width()};
  }

  private static int[] output(ConvShape shape) {
    return new int[] {shape.outChannels(), shape.outputHeight(), shape.outputWidth()};
  }

  @Override
  public TraceState initialState(int samples) {
    Require.positive("samples", samples);
    return new TraceState(
        NeuronState.zeros(rule.model().traces(Side.PRE), batch(samples, input(shape))),
        NeuronState.zeros(rule.model().traces(Side.POST), batch(samples, output(shape))));
  }

  @Override
  void prepare(int samples) {
    update = new ConvUpdate(rule.model(), constants, shape, samples, parallel);
  }

  @Override
  int compute(SpikeRows preSpikes, SpikeRows postSpikes, TraceState state) {
    ConvUpdate kernel = Objects.requireNonNull(update);
    kernel.step(
        weights.data(), preSpikes, postSpikes, state.pre().columns(), state.post().columns());
    return kernel.firstOther();
  }

  @Override
  void writeSizes(ArchiveWriter out) throws IOException {
    out.text(shape.toString());
  }

  @Override
  void readSizes(ArchiveReader in) throws IOException {
    in.require("convolution", shape.toString());
  }

  /**
   * Synapses that learn by the same rule on other weights and the same threads, from the same step
   * on.
   *
   * @param others of the shape of these; changed in place from now on
   * @return the synapses; they take copies of these synapses' states
   * @throws IllegalArgumentException as {@link LearningRule#conv} does, or if the shape differs
   */
  public ConvSynapses copy(Parameter others) {
    Shape.require(others.name(), weights.shape(), others.shape());
    return goingOn(new ConvSynapses(rule, others, shape, parallel));
  }
}
