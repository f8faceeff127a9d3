/** Two-dimensional pooling of channels-last images, forward and backward. */
@NullMarked
package dev.sleipnir.kernels.pool;

import org.jspecify.annotations.NullMarked;
