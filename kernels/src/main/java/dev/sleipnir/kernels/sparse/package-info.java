/**
 * Sparse synapses with delays: which there are, spikes on their way along them, and what arrives.
 * Networks without a rule of learning need no more than this; {@code kernels.rule} builds on it.
 */
@NullMarked
package dev.sleipnir.kernels.sparse;

import org.jspecify.annotations.NullMarked;
