/** What a user composes: tensors, neurons, layers, losses, optimisers, training. */
@SuppressWarnings("module") // the modules named below are built after this one
module dev.sleipnir.model {
  requires transitive dev.sleipnir.kernels;
  requires java.net.http;
  requires jdk.jfr;
  requires tools.jackson.core;
  requires static io.jhdf;
  requires static org.jspecify;

  exports dev.sleipnir.model.cell;
  exports dev.sleipnir.model.data;
  exports dev.sleipnir.model.decode;
  exports dev.sleipnir.model.encode;
  exports dev.sleipnir.model.exchange;
  exports dev.sleipnir.model.file;
  exports dev.sleipnir.model.function;
  exports dev.sleipnir.model.layer;
  exports dev.sleipnir.model.log;
  exports dev.sleipnir.model.math;
  exports dev.sleipnir.model.network;
  exports dev.sleipnir.model.neuron;
  exports dev.sleipnir.model.online;
  exports dev.sleipnir.model.optimize;
  exports dev.sleipnir.model.receptivefield;
  exports dev.sleipnir.model.regularize;
  exports dev.sleipnir.model.session;
  exports dev.sleipnir.model.tensor;
  exports dev.sleipnir.model.train;

  // What only our own modules build on.
  exports dev.sleipnir.model.hdf5 to
      dev.sleipnir.nir,
      dev.sleipnir.network,
      dev.sleipnir.events;
}
