/** Spikes as bits, and matrix products that visit spikes only. */
@NullMarked
package dev.sleipnir.kernels.spikes;

import org.jspecify.annotations.NullMarked;
