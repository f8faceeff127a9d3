/** Random numbers that depend on a seed and an index, never on threads, ranges or vector width. */
@NullMarked
package dev.sleipnir.kernels.random;

import org.jspecify.annotations.NullMarked;
