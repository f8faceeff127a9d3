/** The page of a training, over HTTP and in a browser. */
@NullMarked
package dev.sleipnir.tasks.watch;

import org.jspecify.annotations.NullMarked;
