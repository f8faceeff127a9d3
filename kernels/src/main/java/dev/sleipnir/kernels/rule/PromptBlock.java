package dev.sleipnir.kernels.rule;

/** Synapses that are looked at in the very step in which something happens to them. */
final class PromptBlock extends SynapseBlock {
  PromptBlock(CompiledSparse rule, RuleConstants constants, boolean looks) {
    super(rule, constants, looks);
  }

  /** Gathers synapses of a segment up to the last or till the block is full; returns the next. */
  int add(int[] targets, float[] all, float[][] variables, int from, int to, int segment) {
    int first = count;
    int stop = Math.min(to, from + SIZE - count);
    for (int s = from; s < stop; s++) {
      synapse[count] = s;
      target[count] = targets[s];
      source[count] = segment;
      w[count] = all[s];
      count++;
    }
    for (int v = 0; v < own.length; v++) {
      System.arraycopy(variables[v], from, own[v], first, stop - from);
    }
    return stop;
  }

  /** Gathers a synapse. */
  void add(int which, int neuron, int segment, float[] all, float[][] variables) {
    synapse[count] = which;
    target[count] = neuron;
    source[count] = segment;
    w[count] = all[which];
    for (int v = 0; v < own.length; v++) {
      own[v][count] = variables[v][which];
    }
    count++;
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
