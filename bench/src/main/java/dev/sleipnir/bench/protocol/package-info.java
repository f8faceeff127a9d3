/** Benchmarks by fixed protocols: the result is checked first, then timed. */
@NullMarked
package dev.sleipnir.bench.protocol;

import org.jspecify.annotations.NullMarked;
