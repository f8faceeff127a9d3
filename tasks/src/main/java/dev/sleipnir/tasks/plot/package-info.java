/** Plots of training and of spikes, as PNG files. */
@NullMarked
package dev.sleipnir.tasks.plot;

import org.jspecify.annotations.NullMarked;
