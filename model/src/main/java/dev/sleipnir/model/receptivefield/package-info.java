/** Receptive fields: Gaussian kernels in space with their derivatives, time scales in time. */
@NullMarked
package dev.sleipnir.model.receptivefield;

import org.jspecify.annotations.NullMarked;
