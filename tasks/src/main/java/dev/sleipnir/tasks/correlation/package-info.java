/** Neurons whose weights follow what their sensors measure, behind them a read-out that learns. */
@NullMarked
package dev.sleipnir.tasks.correlation;

import org.jspecify.annotations.NullMarked;
