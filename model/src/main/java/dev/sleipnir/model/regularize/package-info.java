/** What is added to a loss so that neurons spike less, or their potentials stay low. */
@NullMarked
package dev.sleipnir.model.regularize;

import org.jspecify.annotations.NullMarked;
