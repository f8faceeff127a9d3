package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.rule.DenseUpdate;
import dev.sleipnir.kernels.rule.RuleConstants;
import dev.sleipnir.kernels.rule.RuleModel;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.file.Archive;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Synapses from every pre-synaptic to every post-synaptic neuron that learn by a {@link
 * LearningRule}: a layer's weights, changed in place. Made by {@link LearningRule#dense}.
 *
 * <p>Weights have to be finite and within the rule's bounds when the synapses are made, and in the
 * first step after something else has edited them and said so ({@link Parameter#edited}): all of
 * them are looked at once then. Other steps only read the weights that spikes reach.
 *
 * <p>Owns scratch memory: not to be used by two threads at once; the threads it works with may be
 * shared, and steps that reach few synapses do without them. Weights are the same bits for any
 * number of threads. A step on arrays or bits allocates nothing while the batch keeps its size.
 */
public final class DenseSynapses {
  private static final String KIND = "DenseSynapses";

  private final LearningRule rule;
  private final RuleConstants constants;
  private final Parameter weights;
  private final Parallel parallel;
  private final int pre;
  private final int post;
  private final String name;
  private final BoundedWeights bounded;
  private final GivenSpikes givenPre = new GivenSpikes("pre-synaptic spikes");
  private final GivenSpikes givenPost = new GivenSpikes("post-synaptic spikes");
  private @Nullable DenseUpdate update;
  private @Nullable TraceState known;
  private int batch;
  private long steps;

  DenseSynapses(LearningRule rule, Parameter weights, Parallel parallel) {
    int[] shape = weights.shape();
    if (shape.length != 2 || weights.size() == 0) {
      throw new IllegalArgumentException(
          weights.name() + ": expected [post, pre], got shape " + Shape.text(shape));
    }
    this.rule = rule;
    this.weights = weights;
    this.parallel = parallel;
    constants = rule.constants();
    post = shape[0];
    pre = shape[1];
    name = "DenseSynapses(" + rule + ", " + pre + " to " + post + ")";
    bounded = new BoundedWeights(weights, rule, constants);
    bounded.edited(name);
  }

  /**
   * The state before the first step: all traces and signals 0.
   *
   * @param samples size of the batch; 1 if the rule's synapses have variables
   * @return traces and signals of shape [batch, pre] and [batch, post], variables [post, pre]
   * @throws IllegalArgumentException if there is no sample
   */
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

  /**
   * One time step: traces and weights.
   *
   * @param preSpikes 0 or 1, [batch, pre]
   * @param postSpikes 0 or 1, [batch, post]
   * @param state state from the step before, consumed; null for the initial one
   * @return the state, updated
   * @throws IllegalArgumentException if a shape is not as expected, a spike is neither 0 nor 1, a
   *     trace or signal is not finite, or something else has moved weights out of the bounds;
   *     nothing has changed then
   * @throws ArithmeticException if the rule's equations have made a weight NaN or infinite
   */
  public TraceState step(Tensor preSpikes, Tensor postSpikes, @Nullable TraceState state) {
    int samples = preSpikes.rank() == 2 ? preSpikes.dim(0) : 1;
    Shape.require("pre-synaptic spikes", new int[] {samples, pre}, preSpikes.shape());
    Shape.require("post-synaptic spikes", new int[] {samples, post}, postSpikes.shape());
    TraceState traces = state == null ? initialState(samples) : state;
    stepOnBits(givenPre.of(preSpikes), givenPost.of(postSpikes), samples, traces);
    return traces;
  }

  /**
   * One time step on arrays: traces and weights.
   *
   * @param preSpikes 0 or 1, [batch][pre]
   * @param postSpikes 0 or 1, [batch][post]
   * @param state state from the step before, updated
   * @throws IllegalArgumentException if a length is not as expected, a spike is neither 0 nor 1, a
   *     trace or signal is not finite, or something else has moved weights out of the bounds;
   *     nothing has changed then
   * @throws ArithmeticException if the rule's equations have made a weight NaN or infinite
   */
  public void step(float[] preSpikes, float[] postSpikes, TraceState state) {
    int samples = state.pre().size() / pre;
    stepOnBits(
        givenPre.of(preSpikes, samples * pre),
        givenPost.of(postSpikes, samples * post),
        samples,
        state);
  }

  /**
   * One time step on bits: traces and weights.
   *
   * @param preSpikes [batch][pre]
   * @param postSpikes [batch][post]
   * @param state state from the step before, updated
   * @throws IllegalArgumentException if there are more or fewer neurons, a trace or signal is not
   *     finite, or something else has moved weights out of the bounds; nothing has changed then
   * @throws ArithmeticException if the rule's equations have made a weight NaN or infinite
   */
  public void step(SpikeRows preSpikes, SpikeRows postSpikes, TraceState state) {
    int samples = state.pre().size() / pre;
    stepOnBits(
        givenPre.of(preSpikes, samples * pre),
        givenPost.of(postSpikes, samples * post),
        samples,
        state);
  }

  private void stepOnBits(
      SpikeRows preSpikes, SpikeRows postSpikes, int samples, TraceState state) {
    DenseUpdate kernel = update;
    if (kernel == null || batch != samples) {
      kernel = new DenseUpdate(rule.model(), constants, pre, post, samples, parallel);
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
        weights.data(),
        state.synapses().columns(),
        preSpikes,
        postSpikes,
        state.pre().columns(),
        state.post().columns(),
        state.signals().columns());
    bounded.edited(name);
    if (kernel.firstOther() >= 0) {
      bounded.distrust();
      throw Checks.noNumber(name, steps, weights, kernel.firstOther());
    }
    steps++;
  }

  /**
   * Puts a state to where it was before the first step: traces and signals 0, variables as the rule
   * has them at first. The weights stay.
   *
   * @param state of these synapses
   * @throws IllegalArgumentException if it is of others
   */
  public void reset(TraceState state) {
    TraceState initial = initialState(Math.max(1, state.pre().size() / pre));
    state.requireLike(name, initial);
    state.set(initial);
  }

  /**
   * Synapses that learn by the same rule on other weights and the same threads, from the same step
   * on.
   *
   * @param others [post, pre]; changed in place from now on
   * @return the synapses; they take copies of these synapses' states
   * @throws IllegalArgumentException as {@link LearningRule#dense}
   */
  public DenseSynapses copy(Parameter others) {
    Shape.require(others.name(), weights.shape(), others.shape());
    DenseSynapses copy = new DenseSynapses(rule, others, parallel);
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
    int samples = state.pre().size() / pre;
    state.requireLike(name, initialState(Math.max(1, samples)));
    Archive.write(
        file,
        KIND,
        out -> {
          out.text(rule.identity());
          out.number(post);
          out.number(pre);
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
    in.require("post-synaptic neurons", post);
    in.require("pre-synaptic neurons", pre);
    return SavedSynapses.read(in, weights.size(), initialState(1));
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
