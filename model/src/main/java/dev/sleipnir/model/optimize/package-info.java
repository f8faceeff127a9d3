/** Losses, optimisers and gradient clipping. */
@NullMarked
package dev.sleipnir.model.optimize;

import org.jspecify.annotations.NullMarked;
