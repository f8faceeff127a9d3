/**
 * Plasticity rules compiled from equations: weights edited in place, at a cost that follows the
 * spikes.
 *
 * <p>A row of weights belongs to a post-synaptic neuron (or channel); its columns are the synapses.
 * A row whose neuron spikes is one SIMD loop over its weights; in all others only the weights of
 * pre-synaptic spikes are touched.
 */
@NullMarked
package dev.sleipnir.kernels.rule;

import org.jspecify.annotations.NullMarked;
