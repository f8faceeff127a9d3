/** Neuron models as text and as expression trees. */
@NullMarked
package dev.sleipnir.kernels.equation;

import org.jspecify.annotations.NullMarked;
