/** Recordings of events as data sets to train with. */
@NullMarked
package dev.sleipnir.events.data;

import org.jspecify.annotations.NullMarked;
