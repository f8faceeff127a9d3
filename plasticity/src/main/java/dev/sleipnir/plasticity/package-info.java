/**
 * Plasticity: rules that edit a layer's weights in place as spikes come, and synapses whose
 * strength depends on how they were used.
 */
@NullMarked
package dev.sleipnir.plasticity;

import org.jspecify.annotations.NullMarked;
