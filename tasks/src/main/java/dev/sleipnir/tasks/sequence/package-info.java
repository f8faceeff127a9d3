/** Training on sequences: touch, electrocardiograms, speech. */
@NullMarked
package dev.sleipnir.tasks.sequence;

import org.jspecify.annotations.NullMarked;
