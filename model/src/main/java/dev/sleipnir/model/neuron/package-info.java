/** Spiking and leaky neurons, one step or a whole sequence at a time. */
@NullMarked
package dev.sleipnir.model.neuron;

import org.jspecify.annotations.NullMarked;
