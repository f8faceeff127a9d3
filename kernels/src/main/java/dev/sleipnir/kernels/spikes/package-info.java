/** Products with inputs that are mostly silent: work for each spike, not for each neuron. */
@NullMarked
package dev.sleipnir.kernels.spikes;

import org.jspecify.annotations.NullMarked;
