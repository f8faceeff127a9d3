/** Eligibility traces of synapses, for learning while a network runs. */
@NullMarked
package dev.sleipnir.kernels.online;

import org.jspecify.annotations.NullMarked;
