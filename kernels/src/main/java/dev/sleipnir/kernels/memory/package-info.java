/** Buffers that are used again instead of allocated again. */
@NullMarked
package dev.sleipnir.kernels.memory;

import org.jspecify.annotations.NullMarked;
