/** Elementwise arithmetic, reductions, exponential, logarithm and softmax over float arrays. */
@NullMarked
package dev.sleipnir.kernels.math;

import org.jspecify.annotations.NullMarked;
