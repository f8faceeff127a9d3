/** Statistics of columns and rows, and normalisation by them, forward and backward. */
@NullMarked
package dev.sleipnir.kernels.norm;

import org.jspecify.annotations.NullMarked;
