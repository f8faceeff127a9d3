/** Sweeps, inference and data-parallel training on Apache Spark. */
@NullMarked
package dev.sleipnir.spark;

import org.jspecify.annotations.NullMarked;
