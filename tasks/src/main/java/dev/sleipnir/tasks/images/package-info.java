/** Training on images. */
@NullMarked
package dev.sleipnir.tasks.images;

import org.jspecify.annotations.NullMarked;
