/**
 * Weights times inputs, densely or spike by spike: for layers, recurrent cells and single steps.
 */
@NullMarked
package dev.sleipnir.model.product;

import org.jspecify.annotations.NullMarked;
