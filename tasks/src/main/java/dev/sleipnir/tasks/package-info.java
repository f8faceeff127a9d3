/** The command line: its commands, and how they show progress and write results. */
@NullMarked
package dev.sleipnir.tasks;

import org.jspecify.annotations.NullMarked;
