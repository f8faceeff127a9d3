/** Single-precision matrix products: packed panels and a register-blocked micro-kernel. */
@NullMarked
package dev.sleipnir.kernels.gemm;

import org.jspecify.annotations.NullMarked;
