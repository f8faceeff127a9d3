/** Sweeps: any task over a grid or a random search of its settings, several at once. */
@NullMarked
package dev.sleipnir.tasks.sweep;

import org.jspecify.annotations.NullMarked;
