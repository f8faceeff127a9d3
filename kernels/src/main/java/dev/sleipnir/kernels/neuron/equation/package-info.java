/** Neuron models as text and as expression trees. */
@NullMarked
package dev.sleipnir.kernels.neuron.equation;

import org.jspecify.annotations.NullMarked;
