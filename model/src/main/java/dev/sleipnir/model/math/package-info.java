/**
 * Maths on tensors: functions of their elements, sums and other reductions along axes, changes of
 * shape, matrix products, sorting. All have gradients where there are any, and run on tapes, over
 * time and in sessions.
 */
@NullMarked
package dev.sleipnir.model.math;

import org.jspecify.annotations.NullMarked;
