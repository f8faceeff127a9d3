/** Files: read so that errors name them, written whole or not at all, by one writer at a time. */
@NullMarked
package dev.sleipnir.model.file;

import org.jspecify.annotations.NullMarked;
