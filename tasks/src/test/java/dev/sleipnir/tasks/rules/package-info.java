/** The rules between modules. */
@NullMarked
package dev.sleipnir.tasks.rules;

import org.jspecify.annotations.NullMarked;
