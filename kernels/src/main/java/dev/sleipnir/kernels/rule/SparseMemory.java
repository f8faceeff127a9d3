package dev.sleipnir.kernels.rule;

/**
 * All that a {@link SparseUpdate} remembers of the past beside its weights: copies, from which
 * another one on the same rows goes on, bit for bit.
 *
 * @param step the step that comes next
 * @param flushed partition to the last step whose post-synaptic spikes all its synapses have seen
 * @param events partition to number of events
 * @param underWay delay from now to the segments at which spikes arrive then
 * @param arrivalSteps segment to step of the last arrival, -1 before the first
 * @param arrivalTraces trace and segment to value after that arrival
 * @param spikeSteps neuron to step of the last spike, -1 before the first
 * @param shownSteps neuron to step of the last spike that all its synapses have seen, -1 before the
 *     first
 * @param spikeTraces trace and neuron to value after that spike
 * @param historyEnds neuron to the place after its last remembered spike
 * @param historySteps place to step of the spike, -1 for none
 * @param historyTraces trace and place to the value that weights see at the spike
 * @param variables variable and synapse to value after the synapse's last event
 */
@SuppressWarnings("ArrayRecordComponent") // carried from one place to another, never compared
public record SparseMemory(
    int step,
    int[] flushed,
    long[] events,
    int[][] underWay,
    int[] arrivalSteps,
    float[][] arrivalTraces,
    int[] spikeSteps,
    int[] shownSteps,
    float[][] spikeTraces,
    int[] historyEnds,
    int[] historySteps,
    float[][] historyTraces,
    float[][] variables) {}
