/** What was measured once and is used everywhere: crossovers and sizes of tiles and blocks. */
@NullMarked
package dev.sleipnir.kernels.tuning;

import org.jspecify.annotations.NullMarked;
