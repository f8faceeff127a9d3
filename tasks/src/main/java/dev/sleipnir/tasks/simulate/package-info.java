/** Networks of populations that are known from the literature, run by name. */
@NullMarked
package dev.sleipnir.tasks.simulate;

import org.jspecify.annotations.NullMarked;
