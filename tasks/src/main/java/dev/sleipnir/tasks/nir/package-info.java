/** The command {@code nir}: graphs of other frameworks checked, shown, run and converted. */
@NullMarked
package dev.sleipnir.tasks.nir;

import org.jspecify.annotations.NullMarked;
