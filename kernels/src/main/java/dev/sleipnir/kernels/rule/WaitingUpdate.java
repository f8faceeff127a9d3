package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.Arrays;

/**
 * Synapses that wait. A synapse is only touched when a pre-synaptic spike arrives at it: the
 * post-synaptic spikes since the last arrival are replayed then, so that post-synaptic spikes need
 * no list of the synapses that end at a neuron, and weights are as of the last arrival until {@link
 * #flush}. Traces are computed from the last spike when they are looked at, so that a step costs
 * what its spikes reach.
 */
final class WaitingUpdate extends SparseUpdate {
  private final DecayTable[] variableTables;
  private final int mostSteps;
  private final ArrivalTraces arrivals;
  private final PostHistory history;

  /** Whether post-synaptic spikes matter. */
  private final boolean remembers;

  private final WaitingBlock[] blocks;

  /** Partition to the last step whose post-synaptic spikes all its synapses have seen. */
  private final int[] flushed;

  private final boolean[] isFull;
  private final Parallel.Task arriveTask = this::arrive;
  private final Parallel.Task flushTask = this::flush;
  private final Parallel.Task flushFullTask = this::flushFull;

  /** Column and arrival to what its synapses see, where that is kept at every step. */
  private float[][] sources;

  /** Variable and arrival to its value before, where all synapses of a segment share it. */
  private float[][] shared;

  /** Variable that decays and arrival to what is left of it. */
  private float[][] left;

  private int step;

  WaitingUpdate(Setting setting) {
    super(setting);
    mostSteps = setting.mostSteps();
    RuleSettings settings = constants.settings();
    TraceConstants ofPre = constants.traces(Side.PRE);
    TraceConstants ofPost = constants.traces(Side.POST);
    DecayTable[] preTables = DecayTable.of(ofPre, mostSteps);
    DecayTable[] postTables = DecayTable.of(ofPost, mostSteps);
    variableTables = new DecayTable[rule.decaying().length];
    for (int k = 0; k < variableTables.length; k++) {
      variableTables[k] = new DecayTable(constants.factor(rule.decaying()[k]), mostSteps);
    }
    arrivals = new ArrivalTraces(ofPre, preTables, settings.order(), segments.count());
    history = new PostHistory(ofPost, postTables, settings.order(), post);
    remembers = rule.acts(Side.POST) || rule.columns(Side.POST) > 0;
    blocks = new WaitingBlock[threads()];
    for (int b = 0; b < blocks.length; b++) {
      blocks[b] =
          new WaitingBlock(
              rule, constants, preTables, postTables, variableTables, history, postColumns, looks);
    }
    sources = new float[rule.columns(Side.PRE)][0];
    shared = new float[rule.variables()][0];
    left = new float[variableTables.length][0];
    flushed = new int[segments.partitions()];
    Arrays.fill(flushed, -1);
    isFull = new boolean[segments.partitions()];
  }

  @Override
  void forget() {
    int[] never = new int[segments.count()];
    Arrays.fill(never, -1);
    arrivals.set(never, new float[constants.traces(Side.PRE).count()][segments.count()]);
    history.reset();
    step = 0;
    Arrays.fill(flushed, -1);
  }

  @Override
  SparseMemory memory(SparseMemory.Common common) {
    return new SparseMemory(
        common,
        step,
        flushed.clone(),
        arrivals.last().clone(),
        copy(arrivals.values()),
        history.last.clone(),
        history.shown.clone(),
        copy(history.values),
        history.end.clone(),
        history.steps.clone(),
        copy(history.seen));
  }

  @Override
  void remember(SparseMemory memory) {
    step = memory.step();
    System.arraycopy(memory.flushed(), 0, flushed, 0, flushed.length);
    arrivals.set(memory.arrivalSteps(), memory.arrivalTraces());
    history.set(memory);
  }

  @Override
  SynapseBlock[] blocks() {
    return blocks;
  }

  @Override
  void begin() {
    if (step == mostSteps) {
      rebase();
    }
    if (remembers) {
      rememberPostSpikes();
    }
  }

  @Override
  void arrive() {
    if (ring.count() > 0) {
      int count = ring.count();
      arrivals.arrive(ring.arriving(), count, step);
      if (preColumns != null) {
        sources = sources.length > 0 && sources[0].length < count ? room(sources, count) : sources;
        for (int a = 0; a < count; a++) {
          see(preColumns, ring.arriving()[a], sources, a);
        }
      }
      if (left.length > 0 && !rule.acts(Side.POST)) {
        findLeft(count);
      }
      if (rule.shares()) {
        share(count);
      }
      forEachPartition(arriving(), arriveTask);
    }
  }

  private static float[][] room(float[][] columns, int count) {
    return new float[columns.length][Math.max(count, 2 * columns[0].length)];
  }

  private void share(int count) {
    shared = shared[0].length < count ? room(shared, count) : shared;
    for (int from = 0; from < count; from += SynapseBlock.SIZE) {
      int to = Math.min(count, from + SynapseBlock.SIZE);
      blocks[0].share(ring.arriving(), from, to, seen(), left, variables, shared);
    }
  }

  /** What is left of variables where only arrivals are events: the same at all of a segment. */
  private void findLeft(int count) {
    left = left[0].length < count ? room(left, count) : left;
    int[] last = arrivals.lastBefore();
    for (int k = 0; k < left.length; k++) {
      for (int a = 0; a < count; a++) {
        left[k][a] = variableTables[k].after(step - last[a]);
      }
    }
  }

  /** Column and arrival to what its synapses see. */
  private float[][] seen() {
    return preColumns == null ? arrivals.seen() : sources;
  }

  @Override
  void end() {
    for (int s = 0; remembers && s < postSpikes.count(); s++) {
      history.settle(postSpikes.get(s));
    }
    step++;
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

  @Override
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
      WaitingBlock block = blocks[worker];
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

  private void replay(WaitingBlock block, int partition) {
    block.findEvents(arrivals.last());
    events[partition] += block.replay(arrivals.last(), arrivals.values());
    block.scatter(weights, variables, null);
  }

  private void arrive(int partition, int worker) {
    WaitingBlock block = blocks[worker];
    int[] arriving = ring.arriving();
    int count = ring.count();
    int[] last = arrivals.lastBefore();
    for (int a = 0; a < count; a++) {
      int seen = Math.max(last[a], flushed[partition]);
      int to = segments.first(arriving[a], partition + 1);
      for (int s = segments.first(arriving[a], partition); s < to; ) {
        s = block.add(targets, weights, variables, shared, s, to, a, seen);
        if (block.isFull()) {
          arrive(block, partition);
        }
      }
    }
    arrive(block, partition);
  }

  private void arrive(WaitingBlock block, int partition) {
    long handled = block.count();
    block.findEvents(arrivals.lastBefore());
    if (rule.acts(Side.POST)) {
      handled += block.replay(arrivals.lastBefore(), arrivals.valuesBefore());
    }
    long spikes = block.arrive(seen(), left, step);
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
      if (rule.isShared(variable)) {
        int early = Math.max(0, shift - 1 - arrivals.last()[g]);
        values[g] = rest + (values[g] - rest) * table.after(early);
        continue;
      }
      for (int s = segments.first(g, 0); s < segments.first(g + 1, 0); s++) {
        int shown = rule.acts(Side.POST) ? history.shown[targets[s]] : -1;
        int early = shift - 1 - Math.max(arrivals.last()[g], shown);
        if (early > 0) {
          values[s] = rest + (values[s] - rest) * table.after(early);
        }
      }
    }
  }

  @Override
  public long bytes() {
    long bytes = super.bytes() + arrivals.bytes() + history.bytes();
    bytes += 4L * count(shared) + 4L * count(left) + 4L * count(sources);
    return bytes;
  }

  private static long count(float[][] columns) {
    return columns.length == 0 ? 0 : (long) columns.length * columns[0].length;
  }
}
