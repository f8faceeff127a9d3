/** The argument checks of the kernels; not exported. */
@NullMarked
package dev.sleipnir.kernels.require;

import org.jspecify.annotations.NullMarked;
