/** {@code sleipnir events}: recordings of event cameras. */
@NullMarked
package dev.sleipnir.tasks.events;

import org.jspecify.annotations.NullMarked;
