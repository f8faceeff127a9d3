/** Layers and the containers that thread neuron state through them. */
@NullMarked
package dev.sleipnir.model.layer;

import org.jspecify.annotations.NullMarked;
