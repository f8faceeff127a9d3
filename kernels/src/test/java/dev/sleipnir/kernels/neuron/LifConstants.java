package dev.sleipnir.kernels.neuron;

/**
 * What a leaky integrate-and-fire step needs, already multiplied by the time step.
 *
 * @param membrane dt / tau_mem: share of the distance to its target that the potential covers
 * @param synapse dt / tau_syn: share of the synaptic current lost in a step
 * @param leak leak (resting) potential
 * @param threshold firing threshold
 * @param reset potential after a spike
 * @param alpha steepness of the SuperSpike surrogate gradient
 */
public record LifConstants(
    float membrane, float synapse, float leak, float threshold, float reset, float alpha) {}
