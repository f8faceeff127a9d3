/** What events of cameras are for: training on recordings, demonstrations, streams. */
@NullMarked
package dev.sleipnir.tasks.events;

import org.jspecify.annotations.NullMarked;
