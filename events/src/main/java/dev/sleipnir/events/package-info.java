/**
 * Events of cameras and other sensors. An event is a time in microseconds, a pixel and a polarity;
 * {@link dev.sleipnir.events.Events} holds many of them in columns, an {@link
 * dev.sleipnir.events.EventSource} fills them.
 */
@NullMarked
package dev.sleipnir.events;

import org.jspecify.annotations.NullMarked;
