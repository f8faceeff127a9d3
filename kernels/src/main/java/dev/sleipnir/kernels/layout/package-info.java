/** Rearranging arrays from one memory layout into another. */
@NullMarked
package dev.sleipnir.kernels.layout;

import org.jspecify.annotations.NullMarked;
