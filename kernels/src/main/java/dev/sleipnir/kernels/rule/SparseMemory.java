package dev.sleipnir.kernels.rule;

/**
 * All that a {@link SparseUpdate} remembers of the past beside its weights: copies, from which
 * another one on the same rows goes on, bit for bit. What is only remembered where synapses wait is
 * empty where they do not.
 *
 * @param common what is remembered in any case
 * @param step the step that comes next
 * @param flushed partition to the last step whose post-synaptic spikes all its synapses have seen
 * @param arrivalSteps segment to step of the last arrival, -1 before the first
 * @param arrivalTraces trace and segment to value after that arrival
 * @param spikeSteps neuron to step of the last spike, -1 before the first
 * @param shownSteps neuron to step of the last spike that all its synapses have seen, -1 before the
 *     first
 * @param spikeTraces trace and neuron to value after that spike
 * @param historyEnds neuron to the place after its last remembered spike
 * @param historySteps place to step of the spike, -1 for none
 * @param historyTraces trace and place to the value that weights see at the spike
 */
@SuppressWarnings("ArrayRecordComponent") // carried from one place to another, never compared
public record SparseMemory(
    Common common,
    int step,
    int[] flushed,
    int[] arrivalSteps,
    float[][] arrivalTraces,
    int[] spikeSteps,
    int[] shownSteps,
    float[][] spikeTraces,
    int[] historyEnds,
    int[] historySteps,
    float[][] historyTraces) {

  /**
   * What is remembered in any case.
   *
   * @param events partition to number of events
   * @param underWay delay from now to the segments at which spikes arrive then
   * @param variables variable and synapse, or segment where it is shared, to value
   * @param columns what neurons have, where it is kept at every step
   * @param signals the signals that are the same for all synapses
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Common(
      long[] events, int[][] underWay, float[][] variables, float[][] columns, float[] signals) {}

  /** The memory of synapses that do not wait. */
  static SparseMemory of(Common common) {
    int[] none = {};
    float[][] nothing = {};
    return new SparseMemory(
        common, 0, none, none, nothing, none, none, nothing, none, none, nothing);
  }
}
