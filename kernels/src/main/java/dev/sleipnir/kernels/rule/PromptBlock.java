package dev.sleipnir.kernels.rule;

import org.jspecify.annotations.Nullable;

/** Synapses that are looked at in the very step in which something happens to them. */
final class PromptBlock extends SynapseBlock {
  PromptBlock(CompiledSparse rule, RuleConstants constants, boolean looks) {
    super(rule, constants, looks);
  }

  /**
   * Gathers synapses of a segment up to the last or till the block is full; returns the next.
   *
   * @param touched neuron to whether something happens at its synapses; null for all
   */
  int add(
      int[] targets,
      float[] all,
      float[][] variables,
      int from,
      int to,
      int segment,
      float @Nullable [] touched) {
    int first = count;
    int at = count;
    int s = from;
    for (; s < to && at < SIZE; s++) {
      if (touched == null || touched[targets[s]] != 0) {
        synapse[at] = s;
        target[at] = targets[s];
        source[at] = segment;
        w[at] = all[s];
        at++;
      }
    }
    count = at;
    gatherVariables(variables, first);
    return s;
  }

  /**
   * Computes what happens.
   *
   * @param sources what each source has, as synapses see it
   * @param posts what each post-synaptic neuron has
   * @param spikes for each post-synaptic neuron whether it spikes, 0 or 1
   * @param arrive whether pre-synaptic spikes arrive at all of the block
   * @return number of post-synaptic spikes
   */
  long run(float[][] sources, float[][] posts, float[] spikes, boolean arrive) {
    gatherSources(sources, 0, pre);
    gatherTargets(posts, pre, post);
    float[] z = columns[rule.atSpikes()];
    long sum = 0;
    for (int i = 0; i < count; i++) {
      z[i] = spikes[target[i]];
      sum += z[i] > 0 ? 1 : 0;
    }
    if (arrive) {
      rule.arrivals(invariants, columns, synapses, count);
    } else {
      rule.others(invariants, columns, synapses, count);
    }
    return sum;
  }
}
