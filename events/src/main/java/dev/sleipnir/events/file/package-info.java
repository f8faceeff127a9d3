/**
 * Recordings of event cameras in files and streams: {@link dev.sleipnir.events.file.EventFile}
 * opens them, whatever their format, and {@link dev.sleipnir.events.file.EventWriter} writes them.
 */
@NullMarked
package dev.sleipnir.events.file;

import org.jspecify.annotations.NullMarked;
