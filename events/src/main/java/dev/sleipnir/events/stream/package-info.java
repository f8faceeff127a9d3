/** Streams of events: sockets, a ring between a reader and a network, a camera's pace. */
@NullMarked
package dev.sleipnir.events.stream;

import org.jspecify.annotations.NullMarked;
