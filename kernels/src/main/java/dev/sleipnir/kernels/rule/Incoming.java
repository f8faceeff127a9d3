package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.sparse.Segments;

/** The synapses that end at each post-synaptic neuron, with their segments. */
final class Incoming {
  /** Neuron to the place of its first synapse in the lists; then the number of synapses. */
  private final int[] first;

  private final int[] synapse;
  private final int[] segment;

  Incoming(Segments segments, int[] targets, int neurons) {
    first = new int[neurons + 1];
    synapse = new int[targets.length];
    segment = new int[targets.length];
    for (int target : targets) {
      first[target + 1]++;
    }
    for (int j = 0; j < neurons; j++) {
      first[j + 1] += first[j];
    }
    int[] next = first.clone();
    for (int g = 0; g < segments.count(); g++) {
      for (int s = segments.first(g, 0); s < segments.first(g + 1, 0); s++) {
        int at = next[targets[s]]++;
        synapse[at] = s;
        segment[at] = g;
      }
    }
  }

  /** Where a neuron's synapses begin. */
  int first(int neuron) {
    return first[neuron];
  }

  int synapse(int at) {
    return synapse[at];
  }

  int segment(int at) {
    return segment[at];
  }

  long bytes() {
    return 4L * (first.length + synapse.length + segment.length);
  }
}
