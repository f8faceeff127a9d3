/**
 * What networks of populations are made of: the steps of a population's neurons, and what spikes do
 * at synapses that are written as a text.
 */
@NullMarked
package dev.sleipnir.kernels.network;

import org.jspecify.annotations.NullMarked;
