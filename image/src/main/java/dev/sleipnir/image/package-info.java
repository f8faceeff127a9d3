/** The command line with a Java of its own: as a folder, and as a container's image. */
@NullMarked
package dev.sleipnir.image;

import org.jspecify.annotations.NullMarked;
