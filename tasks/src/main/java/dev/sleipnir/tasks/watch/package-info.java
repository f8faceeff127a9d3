/** A local page that shows a training while it goes. */
@NullMarked
package dev.sleipnir.tasks.watch;

import org.jspecify.annotations.NullMarked;
