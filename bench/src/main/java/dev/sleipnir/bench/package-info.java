/** JMH benchmarks, and the list of them. */
@NullMarked
package dev.sleipnir.bench;

import org.jspecify.annotations.NullMarked;
