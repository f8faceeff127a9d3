/** In-place parameter updates of the gradient-descent optimizers. */
@NullMarked
package dev.sleipnir.kernels.optimize;

import org.jspecify.annotations.NullMarked;
