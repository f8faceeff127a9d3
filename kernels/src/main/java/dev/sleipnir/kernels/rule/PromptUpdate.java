package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Synapses at which things happen in the step in which they happen: at all of them where a variable
 * decays or a line {@code on step} has no condition, otherwise at those where a spike arrives, the
 * post-synaptic neuron spikes, or the condition of a line may hold. The latter are found by looking
 * through the partitions in which there are such neurons.
 */
final class PromptUpdate extends SparseUpdate {
  private final NeuronColumns whatPreHas;
  private final NeuronColumns whatPostHas;
  private final PromptBlock[] blocks;
  private final Parallel.Task task = this::run;

  /** Post-synaptic neuron to whether it spikes, 0 or 1. */
  private final float[] spikes;

  /** Post-synaptic neuron to whether something happens at its synapses, 0 or 1. */
  private final float[] touched;

  private final float[][] flags;

  /** Partition to whether there are such neurons. */
  private final boolean[] isTouched;

  /** Segment to whether a spike arrives. */
  private final boolean[] arrives;

  /** Column and segment to what its synapses see. */
  private final float[][] sources;

  PromptUpdate(Setting setting) {
    super(setting);
    whatPreHas = Objects.requireNonNull(preColumns);
    whatPostHas = Objects.requireNonNull(postColumns);
    blocks = new PromptBlock[threads()];
    for (int b = 0; b < blocks.length; b++) {
      blocks[b] = new PromptBlock(rule, constants, looks);
    }
    spikes = new float[post];
    touched = new float[post];
    flags = new float[][] {touched};
    isTouched = new boolean[segments.partitions()];
    arrives = new boolean[segments.count()];
    sources = new float[rule.columns(Side.PRE)][segments.count()];
  }

  @Override
  void forget() {}

  @Override
  SparseMemory memory(SparseMemory.Common common) {
    return SparseMemory.of(common);
  }

  @Override
  void remember(SparseMemory memory) {}

  @Override
  SynapseBlock[] blocks() {
    return blocks;
  }

  @Override
  void begin() {}

  @Override
  void arrive() {
    postSpikes.mark(spikes, 1);
    boolean any = findTouched();
    int[] arriving = ring.arriving();
    for (int a = 0; a < ring.count(); a++) {
      arrives[arriving[a]] = true;
      see(whatPreHas, arriving[a], sources, arriving[a]);
    }
    for (int g = 0; any && g < segments.count(); g++) {
      see(whatPreHas, g, sources, g);
    }
    if (any || ring.count() > 0) {
      forEachPartition(any ? targets.length : arriving(), task);
    }
    for (int a = 0; a < ring.count(); a++) {
      arrives[arriving[a]] = false;
    }
    postSpikes.mark(spikes, 0);
  }

  /** Finds neurons and partitions where something happens; whether there are any. */
  private boolean findTouched() {
    if (rule.sweeps()) {
      return true;
    }
    Arrays.fill(touched, 0);
    rule.neurons().findActive(blocks[0].invariants, whatPostHas.seen(0), flags, 0, post);
    if (rule.acts(Side.POST)) {
      postSpikes.mark(touched, 1);
    }
    boolean any = false;
    for (int p = 0; p < isTouched.length; p++) {
      isTouched[p] = false;
      for (int j = segments.cut(p); j < segments.cut(p + 1) && !isTouched[p]; j++) {
        isTouched[p] = touched[j] != 0;
      }
      any |= isTouched[p];
    }
    return any;
  }

  private void run(int partition, int worker) {
    PromptBlock block = blocks[worker];
    // These come first and in the order in which spikes were sent: so are currents added up.
    for (int a = 0; a < ring.count(); a++) {
      int g = ring.arriving()[a];
      add(block, partition, g, null, true);
    }
    compute(block, partition, true);
    if (rule.sweeps() || isTouched[partition]) {
      for (int g = 0; g < segments.count(); g++) {
        if (!arrives[g]) {
          add(block, partition, g, rule.sweeps() ? null : touched, false);
        }
      }
      compute(block, partition, false);
    }
  }

  private void add(
      PromptBlock block, int partition, int segment, float @Nullable [] where, boolean arrive) {
    int to = segments.first(segment, partition + 1);
    for (int s = segments.first(segment, partition); s < to; ) {
      s = block.add(targets, weights, variables, s, to, segment, where);
      if (block.isFull()) {
        compute(block, partition, arrive);
      }
    }
  }

  private void compute(PromptBlock block, int partition, boolean arrive) {
    long arrived = arrive ? block.count() : 0;
    long spiked = block.run(sources, whatPostHas.seen(0), spikes, arrive);
    events[partition] += rule.acts(Side.POST) ? arrived + spiked : arrived;
    block.scatter(weights, variables, arrive ? ports : null);
  }

  @Override
  void end() {}

  @Override
  public void flush() {}

  @Override
  public long bytes() {
    return super.bytes()
        + 8L * post
        + (1L + 4L * sources.length) * segments.count()
        + isTouched.length;
  }
}
