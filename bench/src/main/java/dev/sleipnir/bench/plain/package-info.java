/** Layers as one writes them down: plain loops in double precision, for one sample. */
@NullMarked
package dev.sleipnir.bench.plain;

import org.jspecify.annotations.NullMarked;
