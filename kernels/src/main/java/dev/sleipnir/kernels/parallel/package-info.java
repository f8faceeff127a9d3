/** Deterministic parallel ranges: work is cut by shape, never by thread count. */
@NullMarked
package dev.sleipnir.kernels.parallel;

import org.jspecify.annotations.NullMarked;
