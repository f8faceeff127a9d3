/** Weights times the inputs of many steps, densely or spike by spike. */
@NullMarked
package dev.sleipnir.model.product;

import org.jspecify.annotations.NullMarked;
