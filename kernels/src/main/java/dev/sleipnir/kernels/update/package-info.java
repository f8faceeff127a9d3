/** Elementwise updates, such as the steps of optimisers, and functions, compiled from texts. */
@NullMarked
package dev.sleipnir.kernels.update;

import org.jspecify.annotations.NullMarked;
