package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Synapses at which things happen in the step in which they happen: at all of them where a variable
 * decays or a line {@code on step} has no condition, otherwise at those where a spike arrives, the
 * post-synaptic neuron spikes, or the condition of a line may hold. For the latter there are lists
 * of the synapses that end at each neuron, which take 8 bytes for each synapse.
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

  /** The synapses that end at each neuron; null where every step reaches all. */
  private final @Nullable Incoming incoming;

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
    incoming = rule.sweeps() ? null : new Incoming(segments, targets, post);
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
    long others = incoming == null ? targets.length : findTouched(incoming);
    int[] arriving = ring.arriving();
    for (int a = 0; a < ring.count(); a++) {
      arrives[arriving[a]] = true;
      see(whatPreHas, arriving[a], sources, arriving[a]);
    }
    for (int g = 0; others > 0 && g < segments.count(); g++) {
      see(whatPreHas, g, sources, g);
    }
    if (others + ring.count() > 0) {
      forEachPartition(Math.max(others, arriving()), task);
    }
    for (int a = 0; a < ring.count(); a++) {
      arrives[arriving[a]] = false;
    }
    postSpikes.mark(spikes, 0);
  }

  /** Finds neurons at whose synapses something happens; how many synapses there are about. */
  private long findTouched(Incoming lists) {
    Arrays.fill(touched, 0);
    rule.neurons().findActive(blocks[0].invariants, whatPostHas.seen(0), flags, 0, post);
    if (rule.acts(Side.POST)) {
      postSpikes.mark(touched, 1);
    }
    long synapses = 0;
    for (int j = 0; j < post; j++) {
      if (touched[j] != 0) {
        synapses += lists.first(j + 1) - lists.first(j);
      }
    }
    return synapses;
  }

  private void run(int partition, int worker) {
    PromptBlock block = blocks[worker];
    // These come first and in the order in which spikes were sent: so are currents added up.
    for (int a = 0; a < ring.count(); a++) {
      add(block, partition, ring.arriving()[a], true);
    }
    compute(block, partition, true);
    if (incoming == null) {
      for (int g = 0; g < segments.count(); g++) {
        if (!arrives[g]) {
          add(block, partition, g, false);
        }
      }
    } else {
      for (int j = segments.cut(partition); j < segments.cut(partition + 1); j++) {
        if (touched[j] != 0) {
          addIncoming(block, partition, incoming, j);
        }
      }
    }
    compute(block, partition, false);
  }

  private void addIncoming(PromptBlock block, int partition, Incoming lists, int neuron) {
    for (int at = lists.first(neuron); at < lists.first(neuron + 1); at++) {
      int segment = lists.segment(at);
      if (!arrives[segment]) {
        block.add(lists.synapse(at), neuron, segment, weights, variables);
        if (block.isFull()) {
          compute(block, partition, false);
        }
      }
    }
  }

  private void add(PromptBlock block, int partition, int segment, boolean arrive) {
    int to = segments.first(segment, partition + 1);
    for (int s = segments.first(segment, partition); s < to; ) {
      s = block.add(targets, weights, variables, s, to, segment);
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
        + (incoming == null ? 0 : incoming.bytes());
  }
}
