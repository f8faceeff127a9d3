/** Tensors, and the tape that remembers how they were computed. */
@NullMarked
package dev.sleipnir.model.tensor;

import org.jspecify.annotations.NullMarked;
