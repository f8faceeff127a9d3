/** Balancing a pole on a cart: a policy that acts, and learns from what its actions lead to. */
@NullMarked
package dev.sleipnir.tasks.cartpole;

import org.jspecify.annotations.NullMarked;
