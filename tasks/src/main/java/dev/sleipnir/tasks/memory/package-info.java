/** Storing a bit, and recalling it when asked. */
@NullMarked
package dev.sleipnir.tasks.memory;

import org.jspecify.annotations.NullMarked;
