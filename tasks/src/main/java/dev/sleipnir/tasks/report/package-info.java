/** What commands say: their reports, the errors they print, the version they name. */
@NullMarked
package dev.sleipnir.tasks.report;

import org.jspecify.annotations.NullMarked;
