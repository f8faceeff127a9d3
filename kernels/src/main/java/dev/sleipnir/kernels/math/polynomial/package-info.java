/** Constants of the elementary functions, for all code that evaluates them with the same bits. */
@NullMarked
package dev.sleipnir.kernels.math.polynomial;

import org.jspecify.annotations.NullMarked;
