/** Arrays in, arrays out: the SIMD kernels everything else rests on. */
@NullMarked
package dev.sleipnir.kernels;

import org.jspecify.annotations.NullMarked;
