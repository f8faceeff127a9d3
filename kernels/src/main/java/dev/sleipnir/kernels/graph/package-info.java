/** The expression graph of a model's step: what is differentiated, interpreted and compiled. */
@NullMarked
package dev.sleipnir.kernels.graph;

import org.jspecify.annotations.NullMarked;
