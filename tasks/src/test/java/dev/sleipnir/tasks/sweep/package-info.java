/** Sweeps: spaces, resuming, tables, commands as trials. */
@NullMarked
package dev.sleipnir.tasks.sweep;

import org.jspecify.annotations.NullMarked;
