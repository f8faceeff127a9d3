/** Two-dimensional convolution on channels-last images. */
@NullMarked
package dev.sleipnir.kernels.conv;

import org.jspecify.annotations.NullMarked;
