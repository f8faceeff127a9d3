/** Figures of a training, written while it goes: CSV, JSON lines, TensorBoard. */
@NullMarked
package dev.sleipnir.model.log;

import org.jspecify.annotations.NullMarked;
