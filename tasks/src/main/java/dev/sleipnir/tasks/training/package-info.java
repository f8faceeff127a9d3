/** Commands that train: epochs, progress, checkpoints, reports, logs. */
@NullMarked
package dev.sleipnir.tasks.training;

import org.jspecify.annotations.NullMarked;
