/** Elementwise updates, such as the steps of optimisers, compiled from their text. */
@NullMarked
package dev.sleipnir.kernels.update;

import org.jspecify.annotations.NullMarked;
