/** The argument checks of the kernels; not exported. */
@NullMarked
package dev.sleipnir.kernels.bounds;

import org.jspecify.annotations.NullMarked;
