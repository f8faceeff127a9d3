package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.rule.RuleConstants;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.file.Archive;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The synapses of a layer that learn by a {@link LearningRule}: its weights, changed in place.
 *
 * <p>Weights have to be finite and within the rule's bounds when the synapses are made, and in the
 * first step after something else has edited them and said so ({@link Parameter#edited}): all of
 * them are looked at once then. Other steps only read the weights that spikes reach.
 *
 * <p>Owns scratch memory: not to be used by two threads at once; the threads it works with may be
 * shared, and steps that reach few synapses do without them. Weights are the same bits for any
 * number of threads. A step on arrays or bits allocates nothing while the batch keeps its size.
 */
public abstract sealed class LayerSynapses permits DenseSynapses, ConvSynapses {
  final LearningRule rule;
  final RuleConstants constants;
  final Parameter weights;
  final Parallel parallel;
  private final String kind = getClass().getSimpleName();
  private final String name;
  private final String preName;
  private final String postName;
  private final int[] pre;
  private final int[] post;
  private final int preSize;
  private final int postSize;
  private final BoundedWeights bounded;
  private final GivenSpikes givenPre;
  private final GivenSpikes givenPost;
  private @Nullable TraceState known;
  private int batch = -1;
  private long steps;

  /**
   * Synapses.
   *
   * @param sizes what their name says of their size
   * @param sides what the neurons before and behind them are called, in messages
   * @param pre shape of the neurons before them, of one sample
   * @param post shape of the neurons behind them
   */
  LayerSynapses(
      LearningRule rule,
      Parameter weights,
      String sizes,
      String[] sides,
      int[] pre,
      int[] post,
      Parallel parallel) {
    this.rule = rule;
    this.weights = weights;
    this.pre = pre;
    this.post = post;
    this.parallel = parallel;
    constants = rule.constants();
    preSize = Shape.size(pre);
    postSize = Shape.size(post);
    preName = sides[0] + " spikes";
    postName = sides[1] + " spikes";
    givenPre = new GivenSpikes(preName);
    givenPost = new GivenSpikes(postName);
    name = kind + "(" + rule + ", " + sizes + ")";
    bounded = new BoundedWeights(weights, rule, constants);
    bounded.edited(name);
  }

  /** Shape of some samples of neurons. */
  static int[] batch(int samples, int[] neurons) {
    int[] shape = new int[neurons.length + 1];
    shape[0] = samples;
    System.arraycopy(neurons, 0, shape, 1, neurons.length);
    return shape;
  }

  /** Prepares for steps of so many samples. */
  abstract void prepare(int samples);

  /** Computes a step; returns the first weight that is no number then, or -1. */
  abstract int compute(SpikeRows preSpikes, SpikeRows postSpikes, TraceState state);

  abstract void writeSizes(ArchiveWriter out) throws IOException;

  abstract void readSizes(ArchiveReader in) throws IOException;

  /**
   * The state before the first step: all traces and signals 0, variables of synapses as the rule
   * has them at first.
   *
   * @param samples size of the batch; 1 if the rule's synapses have variables
   * @return traces and signals of the shapes of the neurons on either side, [batch, ...]
   * @throws IllegalArgumentException if there is no sample
   */
  public abstract TraceState initialState(int samples);

  /**
   * One time step: traces and weights.
   *
   * @param preSpikes 0 or 1, of the pre-synaptic neurons' shape, [batch, ...]
   * @param postSpikes 0 or 1, of the post-synaptic neurons' shape, [batch, ...]
   * @param state state from the step before, consumed; null for the initial state
   * @return the state, updated
   * @throws IllegalArgumentException if a shape is not as expected, a spike is neither 0 nor 1, a
   *     trace or signal is not finite, or something else has moved weights out of the bounds;
   *     nothing has changed then
   * @throws ArithmeticException if the rule's equations have made a weight NaN or infinite
   */
  public final TraceState step(Tensor preSpikes, Tensor postSpikes, @Nullable TraceState state) {
    int samples = preSpikes.rank() == pre.length + 1 ? preSpikes.dim(0) : 1;
    Shape.require(preName, batch(samples, pre), preSpikes.shape());
    Shape.require(postName, batch(samples, post), postSpikes.shape());
    TraceState traces = state == null ? initialState(samples) : state;
    stepOnBits(givenPre.of(preSpikes), givenPost.of(postSpikes), samples, traces);
    return traces;
  }

  /**
   * One time step on arrays: traces and weights.
   *
   * @param preSpikes 0 or 1, [batch][...] in row-major order
   * @param postSpikes 0 or 1, [batch][...] in row-major order
   * @param state state from the step before, updated
   * @throws IllegalArgumentException if a length is not as expected, a spike is neither 0 nor 1, a
   *     trace or signal is not finite, or something else has moved weights out of the bounds;
   *     nothing has changed then
   * @throws ArithmeticException if the rule's equations have made a weight NaN or infinite
   */
  public final void step(float[] preSpikes, float[] postSpikes, TraceState state) {
    int samples = samples(state);
    stepOnBits(
        givenPre.of(preSpikes, samples * preSize),
        givenPost.of(postSpikes, samples * postSize),
        samples,
        state);
  }

  /**
   * One time step on bits: traces and weights.
   *
   * @param preSpikes [batch][...] in row-major order
   * @param postSpikes [batch][...] in row-major order
   * @param state state from the step before, updated
   * @throws IllegalArgumentException if there are more or fewer neurons, a trace or signal is not
   *     finite, or something else has moved weights out of the bounds; nothing has changed then
   * @throws ArithmeticException if the rule's equations have made a weight NaN or infinite
   */
  public final void step(SpikeRows preSpikes, SpikeRows postSpikes, TraceState state) {
    int samples = samples(state);
    stepOnBits(
        givenPre.of(preSpikes, samples * preSize),
        givenPost.of(postSpikes, samples * postSize),
        samples,
        state);
  }

  private int samples(TraceState state) {
    return state.pre().size() / preSize;
  }

  private void stepOnBits(
      SpikeRows preSpikes, SpikeRows postSpikes, int samples, TraceState state) {
    if (batch != samples) {
      prepare(samples);
      batch = samples;
    }
    if (known != state) {
      state.requireLike(name, initialState(samples));
      known = state;
    }
    state.requireFinite(name, steps);
    bounded.beforeStep(steps);
    int other = compute(preSpikes, postSpikes, state);
    bounded.edited(name);
    if (other >= 0) {
      bounded.distrust();
      throw Checks.noNumber(name, steps, weights, other);
    }
    steps++;
  }

  /** Synapses that go on where others are. */
  final <T extends LayerSynapses> T goingOn(T copy) {
    LayerSynapses other = copy;
    other.steps = steps;
    return copy;
  }

  /**
   * Puts a state to where it was before the first step: traces and signals 0, variables as the rule
   * has them at first. The weights stay.
   *
   * @param state of these synapses
   * @throws IllegalArgumentException if it is of others
   */
  public final void reset(TraceState state) {
    state.set(requireOwn(state));
  }

  /** The initial state of as many samples. */
  private TraceState requireOwn(TraceState state) {
    TraceState initial = initialState(Math.max(1, samples(state)));
    state.requireLike(name, initial);
    return initial;
  }

  /**
   * Writes weights and state to a file: all that {@link #load} needs to go on.
   *
   * @param file where to; replaced if it exists, untouched if writing fails
   * @param state of these synapses
   * @throws IllegalArgumentException if the state is of others
   * @throws IOException if it cannot be written; the message names the file
   */
  public final void save(Path file, TraceState state) throws IOException {
    requireOwn(state);
    Archive.write(
        file,
        kind,
        out -> {
          out.text(rule.identity());
          writeSizes(out);
          out.number(steps);
          out.floats(weights.data());
          out.number(samples(state));
          state.write(out);
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
  public final TraceState load(Path file) throws IOException {
    Saved saved = Archive.read(file, kind, this::read);
    steps = saved.steps;
    System.arraycopy(saved.weights, 0, weights.data(), 0, saved.weights.length);
    weights.edited(name + ".load");
    return saved.state;
  }

  @SuppressWarnings("ArrayRecordComponent") // two of them are never compared
  private record Saved(long steps, float[] weights, TraceState state) {}

  private Saved read(ArchiveReader in) throws IOException {
    rule.require(in);
    readSizes(in);
    long step = in.number("step");
    float[] values = in.finite("weights", weights.size());
    return new Saved(step, values, initialState(1).readBatch(in));
  }

  /**
   * The weights.
   *
   * @return the parameter these synapses were made of
   */
  public final Parameter weights() {
    return weights;
  }

  @Override
  public final String toString() {
    return name;
  }
}
