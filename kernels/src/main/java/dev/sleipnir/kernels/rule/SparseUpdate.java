package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.sparse.DelayRing;
import dev.sleipnir.kernels.sparse.Segments;
import dev.sleipnir.kernels.sparse.SparseRows;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A rule at work on sparse synapses with delays. Where nothing but spikes and the decay since them
 * decides, synapses wait for the next spike to arrive, so that a step costs what its spikes reach;
 * a rule that acts at every step, or needs to know at once what a neuron has, is carried out in the
 * step.
 *
 * <p>The delay is the axon's: a spike given at step t arrives d steps later, and meets the
 * post-synaptic spikes given at step t + d. All that a pre-synaptic neuron has, its signals too,
 * comes as late.
 *
 * <p>Results are the same bits for every number of threads, and however often weights are flushed.
 * Owns its memory and is not to be used by two threads at once; a step allocates nothing once its
 * lists have grown to the number of spikes under way.
 */
public abstract sealed class SparseUpdate permits WaitingUpdate, PromptUpdate {
  /** From here on steps are counted from a later one. */
  private static final int MOST_STEPS = 1 << 30;

  final RuleConstants constants;
  final CompiledSparse rule;
  final int pre;
  final int post;

  /** Synapse to post-synaptic neuron. */
  final int[] targets;

  /** Synapse to weight. */
  final float[] weights;

  /** Variable and synapse, or segment where it is shared, to value. */
  final float[][] variables;

  final Segments segments;
  final DelayRing ring;
  final SpikeList preSpikes;
  final SpikeList postSpikes;

  /** What neurons have, where it is kept at every step; null where it is not. */
  final @Nullable NeuronColumns preColumns;

  final @Nullable NeuronColumns postColumns;

  /** Whether what changes may be no number. */
  final boolean looks;

  /** Partition to number of events. */
  final long[] events;

  /** What is raised by what is delivered in the current step. */
  float @Nullable [] @Nullable [] ports;

  private final RuleModel model;
  private final Parallel parallel;
  private final int mostSteps;

  /** Segment to pre-synaptic neuron; only if what that has is kept at every step. */
  private final int[] neurons;

  /** The signals that are the same for all synapses. */
  private final float[] signals;

  private final float[] @Nullable [] onePort = new float[1][];

  SparseUpdate(Setting setting) {
    model = setting.model;
    constants = setting.constants;
    rule = model.compileSparse(constants.settings().coincidence());
    segments = setting.segments;
    targets = setting.targets;
    pre = setting.pre;
    post = setting.post;
    weights = setting.weights;
    parallel = setting.parallel;
    mostSteps = setting.mostSteps;
    Require.length("weights", weights, targets.length);
    ring = new DelayRing(segments);
    preSpikes = new SpikeList("pre-synaptic spikes", pre);
    postSpikes = new SpikeList("post-synaptic spikes", post);
    variables = new float[rule.variables()][];
    for (int v = 0; v < variables.length; v++) {
      variables[v] = new float[rule.isShared(v) ? segments.count() : targets.length];
    }
    setVariables();
    boolean keeps = !rule.waits() || rule.looksAtNeurons();
    preColumns =
        keeps ? new NeuronColumns(rule, constants, Side.PRE, pre, segments.maxDelay()) : null;
    postColumns = keeps ? new NeuronColumns(rule, constants, Side.POST, post, 0) : null;
    neurons = keeps ? segments.neurons() : new int[0];
    signals = new float[rule.signals()];
    looks = model.canLeaveNumbers(constants);
    events = new long[segments.partitions()];
  }

  /** What an update is made of. */
  @SuppressWarnings("ArrayRecordComponent") // carried from one place to another, never compared
  record Setting(
      RuleModel model,
      RuleConstants constants,
      Segments segments,
      int[] targets,
      int pre,
      int post,
      float[] weights,
      Parallel parallel,
      int mostSteps) {
    SparseUpdate update() {
      return SparseLoops.waits(model.equations())
          ? new WaitingUpdate(this)
          : new PromptUpdate(this);
    }
  }

  /**
   * A rule at work.
   *
   * @param model the rule
   * @param constants its numbers; their reduction does not matter, there is no batch
   * @param rows which synapses there are
   * @param weights for each synapse its weight, within the bounds; changed in place from now on
   * @param parallel the threads
   * @return no spikes so far
   * @throws IllegalArgumentException if there are not as many weights as synapses
   */
  public static SparseUpdate of(
      RuleModel model,
      RuleConstants constants,
      SparseRows rows,
      float[] weights,
      Parallel parallel) {
    return of(model, constants, rows, weights, parallel, 0, MOST_STEPS);
  }

  /** With a number of partitions, 0 for what suits, and an even number of steps to count to. */
  static SparseUpdate of(
      RuleModel model,
      RuleConstants constants,
      SparseRows rows,
      float[] weights,
      Parallel parallel,
      int partitions,
      int mostSteps) {
    return new Setting(
            model,
            constants,
            new Segments(rows, partitions),
            rows.targets(),
            rows.pre(),
            rows.post(),
            weights,
            parallel,
            mostSteps)
        .update();
  }

  /**
   * The same rule at work on other weights, from where this one is.
   *
   * @param others for each synapse its weight; as this one's, or to be changed on
   * @return with memory of its own; the threads are shared
   */
  public SparseUpdate copy(float[] others) {
    SparseUpdate copy =
        new Setting(model, constants, segments, targets, pre, post, others, parallel, mostSteps)
            .update();
    copy.resume(memory());
    return copy;
  }

  /**
   * Forgets all spikes: no trace is left, none is under way, and signals and variables of synapses
   * are as at the start. The weights stay.
   */
  public void reset() {
    flush();
    ring.clear();
    setVariables();
    Arrays.fill(signals, 0);
    Arrays.fill(events, 0);
    if (preColumns != null && postColumns != null) {
      preColumns.reset();
      postColumns.reset();
    }
    forget();
  }

  private void setVariables() {
    for (int v = 0; v < variables.length; v++) {
      Arrays.fill(variables[v], constants.initial(v));
    }
  }

  /** Forgets what is only remembered where synapses wait. */
  abstract void forget();

  /**
   * What is remembered of the past.
   *
   * @return copies
   */
  public SparseMemory memory() {
    float[][] ofPre = preColumns == null ? new float[0][] : preColumns.memory();
    float[][] ofPost = postColumns == null ? new float[0][] : postColumns.memory();
    float[][] columns = Arrays.copyOf(ofPre, ofPre.length + ofPost.length);
    System.arraycopy(ofPost, 0, columns, ofPre.length, ofPost.length);
    return memory(
        new SparseMemory.Common(
            events.clone(), ring.underWay(), copy(variables), columns, signals.clone()));
  }

  abstract SparseMemory memory(SparseMemory.Common common);

  static float[][] copy(float[][] values) {
    float[][] copy = new float[values.length][];
    for (int k = 0; k < copy.length; k++) {
      copy[k] = values[k].clone();
    }
    return copy;
  }

  /**
   * Goes on from what another one on the same rows remembers.
   *
   * @param memory from {@link #memory}
   * @throws IllegalArgumentException if it is of other sizes or cannot be the memory of any steps;
   *     nothing has changed then
   */
  public void resume(SparseMemory memory) {
    new MemoryCheck(memory, mostSteps).require(ring, memory());
    SparseMemory.Common common = memory.common();
    System.arraycopy(common.events(), 0, events, 0, events.length);
    ring.set(common.underWay());
    for (int v = 0; v < variables.length; v++) {
      System.arraycopy(common.variables()[v], 0, variables[v], 0, variables[v].length);
    }
    System.arraycopy(common.signals(), 0, signals, 0, signals.length);
    if (preColumns != null && postColumns != null) {
      int next = preColumns.resume(common.columns(), 0);
      int _ = postColumns.resume(common.columns(), next);
    }
    remember(memory);
  }

  /** Goes on from what is only remembered where synapses wait. */
  abstract void remember(SparseMemory memory);

  /**
   * A number that tells the rows of this one from others.
   *
   * @return a checksum
   */
  public int rowsChecksum() {
    return segments.checksum(targets);
  }

  /**
   * Number of segments, at which spikes arrive as a whole.
   *
   * @return at least 0
   */
  public int segments() {
    return segments.count();
  }

  /**
   * A signal of one side, which stays as it is until it is set again.
   *
   * @param side whose it is
   * @param signal its position among those of the side
   * @return its value at every neuron; the array itself, to be set before a step
   */
  public float[] signal(Side side, int signal) {
    return Objects.requireNonNull(side == Side.PRE ? preColumns : postColumns).signal(signal);
  }

  /**
   * The signals that are the same for all synapses, which stay as they are until they are set.
   *
   * @return in the order of the text; the array itself, to be set before a step
   */
  public float[] signals() {
    return signals;
  }

  /**
   * One time step: the spikes of this step set out, and those that arrive now, from this step where
   * the delay is 0, change weights and are delivered.
   *
   * @param zPre pre-synaptic spikes, [pre]
   * @param zPost post-synaptic spikes, [post]
   * @param currents for each post-synaptic neuron what is raised by what arriving spikes deliver to
   *     the one port there is; null if it is not wanted
   * @throws IllegalArgumentException if there are more or fewer neurons or currents, or there are
   *     several ports; nothing has changed then
   */
  public void step(SpikeRows zPre, SpikeRows zPost, float @Nullable [] currents) {
    if (currents == null) {
      deliver(zPre, zPost, null);
      return;
    }
    onePort[0] = currents;
    deliver(zPre, zPost, onePort);
    onePort[0] = null;
  }

  /**
   * As {@link #step}, with any number of ports.
   *
   * @param zPre pre-synaptic spikes, [pre]
   * @param zPost post-synaptic spikes, [post]
   * @param currents for each of the {@link RuleModel#ports}, and each post-synaptic neuron in it,
   *     what is raised by what arriving spikes deliver; null if it is not wanted, also for a port
   * @throws IllegalArgumentException if there are more or fewer neurons or currents; nothing has
   *     changed then
   */
  public void deliver(SpikeRows zPre, SpikeRows zPost, float @Nullable [] @Nullable [] currents) {
    preSpikes.find(zPre);
    postSpikes.find(zPost);
    if (currents != null) {
      requirePorts(currents);
    }
    begin();
    for (SynapseBlock block : blocks()) {
      rule.setSignals(block.invariants, signals);
    }
    if (preColumns != null && postColumns != null) {
      preColumns.step(blocks()[0].invariants, preSpikes);
      postColumns.step(blocks()[0].invariants, postSpikes);
    }
    for (int s = 0; s < preSpikes.count(); s++) {
      ring.send(preSpikes.get(s));
    }
    ports = currents;
    arrive();
    ports = null;
    ring.advance();
    end();
  }

  private void requirePorts(float[] @Nullable [] currents) {
    if (currents.length != rule.ports().size()) {
      throw new IllegalArgumentException(
          "currents: expected one array for each of " + rule.ports() + ", got " + currents.length);
    }
    for (float[] port : currents) {
      if (port != null) {
        Require.length("currents", port, post);
      }
    }
  }

  /** Before spikes arrive. */
  abstract void begin();

  /** Spikes arrive. */
  abstract void arrive();

  /** After that. */
  abstract void end();

  /** One for each thread. */
  abstract SynapseBlock[] blocks();

  final int threads() {
    return parallel.threads();
  }

  final void forEachPartition(long synapses, Parallel.Task task) {
    segments.forEachPartition(parallel, synapses, task);
  }

  /** About how many synapses spikes arrive at in this step. */
  final long arriving() {
    return segments.count() == 0 ? 0 : (long) ring.count() * targets.length / segments.count();
  }

  /** What the neuron of a segment has, as its synapses see it, goes to a place of some columns. */
  final void see(NeuronColumns columns, int segment, float[][] into, int place) {
    float[][] seen = columns.seen(segments.delay(segment));
    for (int k = 0; k < into.length; k++) {
      into[k][place] = seen[k][neurons[segment]];
    }
  }

  /** Brings all weights up to date with the post-synaptic spikes so far. */
  public abstract void flush();

  /**
   * A variable of the synapses.
   *
   * @param variable its position in the equations
   * @return for each synapse its value, after the synapse's last event where synapses wait; a copy
   */
  public float[] variable(int variable) {
    float[] values = variables[variable];
    if (!rule.isShared(variable)) {
      return values.clone();
    }
    float[] ofSynapses = new float[targets.length];
    for (int g = 0; g < values.length; g++) {
      Arrays.fill(ofSynapses, segments.first(g, 0), segments.first(g + 1, 0), values[g]);
    }
    return ofSynapses;
  }

  /**
   * Number of synaptic events so far: spikes that arrived at a synapse, and post-synaptic spikes
   * that took effect at one, which they do at the next arrival or {@link #flush} where synapses
   * wait.
   *
   * @return at least 0
   */
  public long events() {
    long sum = 0;
    for (long ofPartition : events) {
      sum += ofPartition;
    }
    return sum;
  }

  /**
   * The memory in use, weights and rows included.
   *
   * @return bytes
   */
  public long bytes() {
    long bytes =
        8L * targets.length // and weights
            + segments.bytes()
            + ring.bytes()
            + (long) blocks().length * blocks()[0].bytes()
            + 4L * (pre + post + neurons.length); // spike lists
    for (float[] values : variables) {
      bytes += 4L * values.length;
    }
    if (preColumns != null && postColumns != null) {
      bytes += preColumns.bytes() + postColumns.bytes();
    }
    return bytes;
  }
}
