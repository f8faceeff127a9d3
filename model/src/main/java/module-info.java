/** What a user composes: tensors, neurons, layers, losses, optimisers, training. */
module dev.sleipnir.model {
  requires dev.sleipnir.kernels;
  requires java.net.http;
  requires static org.jspecify;

  exports dev.sleipnir.model.data;
}
