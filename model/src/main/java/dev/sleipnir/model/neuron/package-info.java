/**
 * Neurons, made from equations: {@link dev.sleipnir.model.neuron.Neuron} describes a kind, its
 * cells and layers run one step or a whole sequence, given a current or recurrently connected.
 * {@link dev.sleipnir.model.neuron.Families} lists what is built in.
 */
@NullMarked
package dev.sleipnir.model.neuron;

import org.jspecify.annotations.NullMarked;
