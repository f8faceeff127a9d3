package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.bounds.Bounds;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.sparse.DelayRing;
import dev.sleipnir.kernels.sparse.Segments;
import dev.sleipnir.kernels.sparse.SparseRows;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A rule at work on sparse synapses with delays, event by event. A synapse is only touched when a
 * pre-synaptic spike arrives at it: the post-synaptic spikes since the last arrival are replayed
 * then, so that post-synaptic spikes need no list of the synapses that end at a neuron, and weights
 * are as of the last arrival until {@link #flush}. Traces are computed from the last spike when
 * they are looked at, so that a step costs what its spikes reach.
 *
 * <p>The delay is the axon's: a spike given at step t arrives d steps later, and meets the
 * post-synaptic spikes given at step t + d.
 *
 * <p>Results are the same bits for every number of threads, and however often weights are flushed.
 * Owns its memory and is not to be used by two threads at once; a step allocates nothing once its
 * lists have grown to the number of spikes under way.
 */
public final class SparseUpdate {
  /** From here on steps are counted from a later one. */
  private static final int MOST_STEPS = 1 << 30;

  private final RuleModel model;
  private final RuleConstants constants;
  private final CompiledSparse rule;
  private final int pre;
  private final int post;

  /** Synapse to post-synaptic neuron. */
  private final int[] targets;

  /** Synapse to weight. */
  private final float[] weights;

  /** Variable and synapse to value after the synapse's last event. */
  private final float[][] variables;

  private final DecayTable[] variableTables;
  private final Parallel parallel;
  private final int mostSteps;
  private final Segments segments;
  private final DelayRing ring;
  private final ArrivalTraces arrivals;
  private final PostHistory history;
  private final SpikeList preSpikes;
  private final SpikeList postSpikes;

  /** Whether post-synaptic spikes matter. */
  private final boolean remembers;

  /** One for each thread. */
  private final SparseBlock[] blocks;

  /** Partition to the last step whose post-synaptic spikes all its synapses have seen. */
  private final int[] flushed;

  private final boolean[] isFull;

  /** Partition to number of events. */
  private final long[] events;

  private final Parallel.Task arriveTask = this::arrive;
  private final Parallel.Task flushTask = this::flush;
  private final Parallel.Task flushFullTask = this::flushFull;
  private float @Nullable [] @Nullable [] ports;

  private final float[] @Nullable [] onePort = new float[1][];
  private int step;

  /**
   * A rule at work.
   *
   * @param model the rule
   * @param constants its numbers; their reduction does not matter, there is no batch
   * @param rows which synapses there are
   * @param weights for each synapse its weight, within the bounds; changed in place from now on
   * @param parallel the threads
   * @throws IllegalArgumentException if there are not as many weights as synapses
   */
  public SparseUpdate(
      RuleModel model,
      RuleConstants constants,
      SparseRows rows,
      float[] weights,
      Parallel parallel) {
    this(model, constants, rows, weights, parallel, 0, MOST_STEPS);
  }

  /** With a number of partitions, 0 for what suits, and an even number of steps to count to. */
  SparseUpdate(
      RuleModel model,
      RuleConstants constants,
      SparseRows rows,
      float[] weights,
      Parallel parallel,
      int partitions,
      int mostSteps) {
    this(
        model,
        constants,
        new Segments(rows, partitions),
        rows.targets(),
        rows.pre(),
        rows.post(),
        weights,
        parallel,
        mostSteps);
  }

  private SparseUpdate(
      RuleModel model,
      RuleConstants constants,
      Segments segments,
      int[] targets,
      int pre,
      int post,
      float[] weights,
      Parallel parallel,
      int mostSteps) {
    model.requireWaiting();
    Bounds.length("weights", weights, targets.length);
    this.model = model;
    this.constants = constants;
    this.pre = pre;
    this.post = post;
    this.targets = targets;
    this.weights = weights;
    this.parallel = parallel;
    this.mostSteps = mostSteps;
    this.segments = segments;
    RuleSettings settings = constants.settings();
    rule = model.compileSparse(settings.coincidence());
    ring = new DelayRing(segments);
    TraceConstants ofPre = constants.traces(Side.PRE);
    TraceConstants ofPost = constants.traces(Side.POST);
    DecayTable[] preTables = DecayTable.of(ofPre, mostSteps);
    DecayTable[] postTables = DecayTable.of(ofPost, mostSteps);
    variableTables = new DecayTable[rule.decaying().length];
    for (int k = 0; k < variableTables.length; k++) {
      variableTables[k] = new DecayTable(constants.factor(rule.decaying()[k]), mostSteps);
    }
    variables = new float[rule.variables()][targets.length];
    for (int v = 0; v < variables.length; v++) {
      Arrays.fill(variables[v], constants.initial(v));
    }
    arrivals = new ArrivalTraces(ofPre, preTables, settings.order(), segments.count());
    history = new PostHistory(ofPost, postTables, settings.order(), post);
    preSpikes = new SpikeList("pre-synaptic spikes", pre);
    postSpikes = new SpikeList("post-synaptic spikes", post);
    remembers = rule.acts(Side.POST) || rule.columns(Side.POST) > 0;
    blocks = new SparseBlock[parallel.threads()];
    boolean looks = model.canLeaveNumbers(constants);
    for (int b = 0; b < blocks.length; b++) {
      blocks[b] =
          new SparseBlock(rule, constants, preTables, postTables, variableTables, history, looks);
    }
    flushed = new int[segments.partitions()];
    Arrays.fill(flushed, -1);
    isFull = new boolean[segments.partitions()];
    events = new long[segments.partitions()];
  }

  /**
   * The same rule at work on other weights, from where this one is.
   *
   * @param others for each synapse its weight; as this one's, or to be changed on
   * @return with memory of its own; the threads are shared
   */
  public SparseUpdate copy(float[] others) {
    SparseUpdate copy =
        new SparseUpdate(
            model, constants, segments, targets, pre, post, others, parallel, mostSteps);
    copy.resume(memory());
    return copy;
  }

  /**
   * Forgets all spikes: no trace is left, none is under way, and variables of synapses are as at
   * the start. The weights stay.
   */
  public void reset() {
    flush();
    int[] never = new int[segments.count()];
    Arrays.fill(never, -1);
    ring.clear();
    arrivals.set(never, new float[constants.traces(Side.PRE).count()][segments.count()]);
    history.reset();
    for (int v = 0; v < variables.length; v++) {
      Arrays.fill(variables[v], constants.initial(v));
    }
    step = 0;
    Arrays.fill(flushed, -1);
    Arrays.fill(events, 0);
  }

  /**
   * What is remembered of the past.
   *
   * @return copies
   */
  public SparseMemory memory() {
    return new SparseMemory(
        step,
        flushed.clone(),
        events.clone(),
        ring.underWay(),
        arrivals.last().clone(),
        copy(arrivals.values()),
        history.last.clone(),
        history.shown.clone(),
        copy(history.values),
        history.end.clone(),
        history.steps.clone(),
        copy(history.seen),
        copy(variables));
  }

  private static float[][] copy(float[][] values) {
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
    new MemoryCheck(memory, mostSteps).require(segments, memory(), post);
    step = memory.step();
    System.arraycopy(memory.flushed(), 0, flushed, 0, flushed.length);
    System.arraycopy(memory.events(), 0, events, 0, events.length);
    ring.set(memory.underWay());
    arrivals.set(memory.arrivalSteps(), memory.arrivalTraces());
    history.set(memory);
    for (int v = 0; v < variables.length; v++) {
      System.arraycopy(memory.variables()[v], 0, variables[v], 0, targets.length);
    }
  }

  /**
   * A number that tells the rows of this one from others.
   *
   * @return a checksum
   */
  public int rowsChecksum() {
    return segments.checksum(targets);
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
    if (step == mostSteps) {
      rebase();
    }
    if (remembers) {
      rememberPostSpikes();
    }
    for (int s = 0; s < preSpikes.count(); s++) {
      ring.send(preSpikes.get(s));
    }
    if (ring.count() > 0) {
      arrivals.arrive(ring.arriving(), ring.count(), step);
      ports = currents;
      forEachPartition((long) ring.count() * targets.length / segments.count(), arriveTask);
      ports = null;
    }
    ring.advance();
    for (int s = 0; remembers && s < postSpikes.count(); s++) {
      history.settle(postSpikes.get(s));
    }
    step++;
  }

  private void requirePorts(float[] @Nullable [] currents) {
    if (currents.length != rule.ports().size()) {
      throw new IllegalArgumentException(
          "currents: expected one array for each of " + rule.ports() + ", got " + currents.length);
    }
    for (float[] port : currents) {
      if (port != null) {
        Bounds.length("currents", port, post);
      }
    }
  }

  private void forEachPartition(long synapses, Parallel.Task task) {
    segments.forEachPartition(parallel, synapses, task);
  }

  private void rememberPostSpikes() {
    boolean any = false;
    for (int s = 0; s < postSpikes.count(); s++) {
      int neuron = postSpikes.get(s);
      if (history.isFull(neuron)) {
        isFull[segments.partition(neuron)] = true;
        any = true;
      }
    }
    if (any) {
      forEachPartition(targets.length, flushFullTask);
    }
    for (int s = 0; s < postSpikes.count(); s++) {
      history.spike(postSpikes.get(s), step);
    }
  }

  /** Brings all weights up to date with the post-synaptic spikes so far. */
  public void flush() {
    forEachPartition(targets.length, flushTask);
  }

  private void flushFull(int partition, int worker) {
    if (isFull[partition]) {
      isFull[partition] = false;
      flush(partition, worker);
    }
  }

  private void flush(int partition, int worker) {
    if (rule.acts(Side.POST) && flushed[partition] < step - 1) {
      SparseBlock block = blocks[worker];
      int[] last = arrivals.last();
      for (int g = 0; g < segments.count(); g++) {
        int seen = Math.max(last[g], flushed[partition]);
        int to = segments.first(g, partition + 1);
        for (int s = segments.first(g, partition); s < to; ) {
          s = block.addBehind(targets, weights, variables, s, to, g, seen);
          if (block.isFull()) {
            replay(block, partition);
          }
        }
      }
      replay(block, partition);
    }
    flushed[partition] = step - 1;
    history.forget(segments.cut(partition), segments.cut(partition + 1));
  }

  private void replay(SparseBlock block, int partition) {
    block.findEvents(arrivals.last());
    events[partition] += block.replay(arrivals.last(), arrivals.values());
    block.scatter(weights, variables, null);
  }

  private void arrive(int partition, int worker) {
    SparseBlock block = blocks[worker];
    int[] arriving = ring.arriving();
    int count = ring.count();
    int[] last = arrivals.lastBefore();
    for (int a = 0; a < count; a++) {
      int seen = Math.max(last[a], flushed[partition]);
      int to = segments.first(arriving[a], partition + 1);
      for (int s = segments.first(arriving[a], partition); s < to; ) {
        s = block.add(targets, weights, variables, s, to, a, seen);
        if (block.isFull()) {
          arrive(block, partition);
        }
      }
    }
    arrive(block, partition);
  }

  private void arrive(SparseBlock block, int partition) {
    long handled = block.count();
    block.findEvents(arrivals.lastBefore());
    if (rule.acts(Side.POST)) {
      handled += block.replay(arrivals.lastBefore(), arrivals.valuesBefore());
    }
    long spikes = block.arrive(arrivals.seen(), step);
    events[partition] += rule.acts(Side.POST) ? handled + spikes : handled;
    block.scatter(weights, variables, ports);
  }

  private void rebase() {
    flush();
    int shift = mostSteps / 2;
    for (int k = 0; k < variableTables.length; k++) {
      rebase(variables[rule.decaying()[k]], rule.decaying()[k], variableTables[k], shift);
    }
    arrivals.rebase(shift);
    history.rebase(shift);
    step -= shift;
    for (int p = 0; p < flushed.length; p++) {
      flushed[p] -= shift;
    }
  }

  /** A variable whose last event would be before step -1 decays up to there. */
  private void rebase(float[] values, int variable, DecayTable table, int shift) {
    float rest = constants.rest(variable);
    for (int g = 0; g < segments.count(); g++) {
      for (int s = segments.first(g, 0); s < segments.first(g + 1, 0); s++) {
        int shown = rule.acts(Side.POST) ? history.shown[targets[s]] : -1;
        int early = shift - 1 - Math.max(arrivals.last()[g], shown);
        if (early > 0) {
          values[s] = rest + (values[s] - rest) * table.after(early);
        }
      }
    }
  }

  /**
   * A variable of the synapses.
   *
   * @param variable its position in the equations
   * @return for each synapse its value after the synapse's last event; the array itself
   */
  public float[] variable(int variable) {
    return variables[variable];
  }

  /**
   * Number of synaptic events so far: spikes that arrived at a synapse, and post-synaptic spikes
   * that took effect at one, which they do at the next arrival or {@link #flush}.
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
    return 4L * (2 + variables.length) * targets.length // and weights
        + segments.bytes()
        + ring.bytes()
        + arrivals.bytes()
        + history.bytes()
        + (long) blocks.length * blocks[0].bytes()
        + 4L * (pre + post); // spike lists
  }
}
