/** Networks on streams of events: windows in, decisions out, and how long they took. */
@NullMarked
package dev.sleipnir.events.live;

import org.jspecify.annotations.NullMarked;
