/**
 * Neurons, made from equations: {@link dev.sleipnir.model.neuron.Neuron} describes a kind and makes
 * its {@linkplain dev.sleipnir.model.cell cells} and layers. {@link
 * dev.sleipnir.model.neuron.Families} lists what is built in.
 */
@NullMarked
package dev.sleipnir.model.neuron;

import org.jspecify.annotations.NullMarked;
