/**
 * Networks of populations. A {@link dev.sleipnir.network.Population} is a neuron's text times a
 * number, a {@link dev.sleipnir.network.Projection} connectivity times delay times synapse, a
 * monitor a place times a schedule; a {@link dev.sleipnir.network.Network} runs them.
 */
@NullMarked
package dev.sleipnir.network;

import org.jspecify.annotations.NullMarked;
