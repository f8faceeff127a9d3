/** What an experiment of one file needs: options, criteria, plots, a report. */
@NullMarked
package dev.sleipnir.tasks.lab;

import org.jspecify.annotations.NullMarked;
