/**
 * Neuron steps in place on state columns, forward and backward in time.
 *
 * <p>A population of n neurons is one {@code float[]} for each state variable, over a flat index
 * (batch x features). Inputs and outputs of several steps are time-major, [steps][n].
 */
@NullMarked
package dev.sleipnir.kernels.neuron;

import org.jspecify.annotations.NullMarked;
