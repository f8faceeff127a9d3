/** Comparison with reference cases computed in double precision by another library. */
@NullMarked
package dev.sleipnir.model.golden;

import org.jspecify.annotations.NullMarked;
