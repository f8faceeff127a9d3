package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.neuron.equation.RuleEquations.Side;
import dev.sleipnir.kernels.plasticity.DenseUpdate;
import dev.sleipnir.kernels.plasticity.RuleConstants;
import dev.sleipnir.kernels.plasticity.RuleModel;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Synapses from every pre-synaptic to every post-synaptic neuron that learn by a {@link
 * LearningRule}: a layer's weights, changed in place. Made by {@link LearningRule#dense}.
 *
 * <p>Weights have to be finite when the synapses are made. A step does not look for those that are
 * not: it only reads the weights that spikes reach.
 *
 * <p>Owns scratch memory: not to be used by two threads at once. A step on arrays allocates nothing
 * while the batch keeps its size.
 */
public final class DenseSynapses {
  private final LearningRule rule;
  private final RuleConstants constants;
  private final Parameter weights;
  private final int pre;
  private final int post;
  private final String name;
  private @Nullable DenseUpdate update;
  private int batch;

  DenseSynapses(LearningRule rule, Parameter weights) {
    int[] shape = weights.shape();
    if (shape.length != 2 || weights.size() == 0) {
      throw new IllegalArgumentException(
          weights.name() + ": expected [post, pre], got shape " + Shape.text(shape));
    }
    this.rule = rule;
    this.weights = weights;
    constants = rule.constants();
    post = shape[0];
    pre = shape[1];
    name = "DenseSynapses(" + rule + ", " + pre + " to " + post + ")";
    Checks.finite(weights);
    Checks.moveWithinBounds(weights, constants);
    weights.edited(name);
  }

  /**
   * The state before the first step: all traces and signals 0.
   *
   * @param samples size of the batch; 1 if the rule's synapses have variables
   * @return traces and signals of shape [batch, pre] and [batch, post], variables [post, pre]
   */
  public TraceState initialState(int samples) {
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

  /**
   * One time step: traces and weights.
   *
   * @param preSpikes 0 or 1, [batch, pre]
   * @param postSpikes 0 or 1, [batch, post]
   * @param state state from the step before, consumed; null for the initial one
   * @return the state, updated
   * @throws IllegalArgumentException if a shape is not as expected or a spike is neither 0 nor 1;
   *     nothing has changed then
   */
  public TraceState step(Tensor preSpikes, Tensor postSpikes, @Nullable TraceState state) {
    int samples = preSpikes.rank() == 2 ? preSpikes.dim(0) : 1;
    Shape.require("pre-synaptic spikes", new int[] {samples, pre}, preSpikes.shape());
    Shape.require("post-synaptic spikes", new int[] {samples, post}, postSpikes.shape());
    TraceState traces = state == null ? initialState(samples) : state;
    step(preSpikes.rowMajor().data(), postSpikes.rowMajor().data(), traces);
    return traces;
  }

  /**
   * One time step on arrays: traces and weights.
   *
   * @param preSpikes 0 or 1, [batch][pre]
   * @param postSpikes 0 or 1, [batch][post]
   * @param state state from the step before, updated
   * @throws IllegalArgumentException if a length is not as expected or a spike is neither 0 nor 1;
   *     nothing has changed then
   */
  public void step(float[] preSpikes, float[] postSpikes, TraceState state) {
    int samples = state.pre().size() / pre;
    Checks.spikes("pre-synaptic spikes", preSpikes, samples * pre);
    Checks.spikes("post-synaptic spikes", postSpikes, samples * post);
    DenseUpdate kernel = update;
    if (kernel == null || batch != samples) {
      kernel = new DenseUpdate(rule.model(), constants, pre, post, samples);
      update = kernel;
      batch = samples;
    }
    kernel.step(
        weights.data(),
        state.synapses().columns(),
        preSpikes,
        postSpikes,
        state.pre().columns(),
        state.post().columns(),
        state.signals().columns());
    weights.edited(name);
  }

  /**
   * The weights.
   *
   * @return [post, pre], the parameter these synapses were made of
   */
  public Parameter weights() {
    return weights;
  }

  @Override
  public String toString() {
    return name;
  }
}
