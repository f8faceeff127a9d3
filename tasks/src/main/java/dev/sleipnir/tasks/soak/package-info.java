/** Work that is killed again and again, and has to end as if it had not been. */
@NullMarked
package dev.sleipnir.tasks.soak;

import org.jspecify.annotations.NullMarked;
