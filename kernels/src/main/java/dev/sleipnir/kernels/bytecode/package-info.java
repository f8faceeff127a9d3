/** Expression graphs to SIMD machine code, by way of generated classes. */
@NullMarked
package dev.sleipnir.kernels.bytecode;

import org.jspecify.annotations.NullMarked;
