/** Attention without softmax. */
@NullMarked
package dev.sleipnir.kernels.attention;

import org.jspecify.annotations.NullMarked;
