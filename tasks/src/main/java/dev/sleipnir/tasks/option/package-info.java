/** Options that commands share, and what they refuse. */
@NullMarked
package dev.sleipnir.tasks.option;

import org.jspecify.annotations.NullMarked;
