/** What simulations carry from step to step, told by their parts. */
@NullMarked
package dev.sleipnir.kernels.state;

import org.jspecify.annotations.NullMarked;
