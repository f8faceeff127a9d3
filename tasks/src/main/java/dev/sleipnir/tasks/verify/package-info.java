/** Comparison with reference cases computed in double precision by another program. */
@NullMarked
package dev.sleipnir.tasks.verify;

import org.jspecify.annotations.NullMarked;
