/** What a user composes: tensors, neurons, layers, losses, optimisers, training. */
module dev.sleipnir.model {
  requires dev.sleipnir.kernels;
  requires static org.jspecify;

// packages are exported as they come
}
