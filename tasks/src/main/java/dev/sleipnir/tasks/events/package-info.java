/** Recordings and streams of event cameras: {@code sleipnir events}, trainings, demonstrations. */
@NullMarked
package dev.sleipnir.tasks.events;

import org.jspecify.annotations.NullMarked;
