/** The training loop and its checkpoints. */
@NullMarked
package dev.sleipnir.model.train;

import org.jspecify.annotations.NullMarked;
