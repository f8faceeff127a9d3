package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.rule.DenseUpdate;
import dev.sleipnir.kernels.rule.RuleModel;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Synapses from every pre-synaptic to every post-synaptic neuron that learn by a {@link
 * LearningRule}: weights [post, pre], between neurons [batch, pre] and [batch, post]. Made by
 * {@link LearningRule#dense}.
 */
public final class DenseSynapses extends LayerSynapses {
  private static final String[] SIDES = {"pre-synaptic", "post-synaptic"};

  private final int pre;
  private final int post;
  private @Nullable DenseUpdate update;

  DenseSynapses(LearningRule rule, Parameter weights, Parallel parallel) {
    this(rule, weights, requireMatrix(weights), parallel);
  }

  private DenseSynapses(LearningRule rule, Parameter weights, int[] shape, Parallel parallel) {
    super(
        rule,
        weights,
        shape[1] + " to " + shape[0],
        SIDES,
        new int[] {shape[1]},
        new int[] {shape[0]},
        parallel);
    post = shape[0];
    pre = shape[1];
  }

  private static int[] requireMatrix(Parameter weights) {
    int[] shape = weights.shape();
    if (shape.length != 2 || weights.size() == 0) {
      throw new IllegalArgumentException(
          weights.name() + ": expected [post, pre], got shape " + Shape.text(shape));
    }
    return shape;
  }

  @Override
  public TraceState initialState(int samples) {
    Require.positive("samples", samples);
    RuleModel model = rule.model();
    NeuronState variables = NeuronState.zeros(model.variables(), post, pre);
    for (int v = 0; v < variables.columns().length; v++) {
      Arrays.fill(variables.columns()[v], constants.initial(v));
    }
    return new TraceState(
        NeuronState.zeros(names(Side.PRE), samples, pre),
        NeuronState.zeros(names(Side.POST), samples, post),
        variables,
        NeuronState.zeros(model.signals(null), samples));
  }

  private List<String> names(Side side) {
    List<String> names = new ArrayList<>(rule.model().traces(side));
    names.addAll(rule.model().signals(side));
    return names;
  }

  @Override
  void prepare(int samples) {
    update = new DenseUpdate(rule.model(), constants, pre, post, samples, parallel);
  }

  @Override
  int compute(SpikeRows preSpikes, SpikeRows postSpikes, TraceState state) {
    DenseUpdate kernel = Objects.requireNonNull(update);
    kernel.step(
        weights.data(),
        state.synapses().columns(),
        preSpikes,
        postSpikes,
        state.pre().columns(),
        state.post().columns(),
        state.signals().columns());
    return kernel.firstOther();
  }

  @Override
  void writeSizes(ArchiveWriter out) throws IOException {
    out.number(post);
    out.number(pre);
  }

  @Override
  void readSizes(ArchiveReader in) throws IOException {
    in.require("post-synaptic neurons", post);
    in.require("pre-synaptic neurons", pre);
  }

  /**
   * Synapses that learn by the same rule on other weights and the same threads, from the same step
   * on.
   *
   * @param others [post, pre]; changed in place from now on
   * @return the synapses; they take copies of these synapses' states
   * @throws IllegalArgumentException as {@link LearningRule#dense} does, or if the shape differs
   */
  public DenseSynapses copy(Parameter others) {
    Shape.require(others.name(), weights.shape(), others.shape());
    return goingOn(new DenseSynapses(rule, others, parallel));
  }
}
