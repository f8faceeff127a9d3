/** Differentiable functions of tensors that spiking networks are made of. */
@NullMarked
package dev.sleipnir.model.function;

import org.jspecify.annotations.NullMarked;
