/** The vector width in use; not exported, so that no vector type appears in a public signature. */
@NullMarked
package dev.sleipnir.kernels.simd;

import org.jspecify.annotations.NullMarked;
