/** Matrix products on an NVIDIA GPU: cuBLAS and the CUDA runtime, loaded if they are asked for. */
@NullMarked
package dev.sleipnir.kernels.cublas;

import org.jspecify.annotations.NullMarked;
