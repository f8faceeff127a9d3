/** SIMD kernels: arrays in, arrays out; and the language they are compiled from. */
@SuppressWarnings("module") // the modules named below are built after this one
module dev.sleipnir.kernels {
  requires jdk.incubator.vector;
  requires static org.jspecify;

  exports dev.sleipnir.kernels;
  exports dev.sleipnir.kernels.conv;
  exports dev.sleipnir.kernels.cublas;
  exports dev.sleipnir.kernels.equation;
  exports dev.sleipnir.kernels.gemm;
  exports dev.sleipnir.kernels.math;
  exports dev.sleipnir.kernels.neuron;
  exports dev.sleipnir.kernels.parallel;
  exports dev.sleipnir.kernels.pool;
  exports dev.sleipnir.kernels.random;
  exports dev.sleipnir.kernels.rule;
  exports dev.sleipnir.kernels.sparse;
  exports dev.sleipnir.kernels.spikes;

  // What only our own modules build on.
  exports dev.sleipnir.kernels.attention to
      dev.sleipnir.model;
  exports dev.sleipnir.kernels.graph to
      dev.sleipnir.model,
      dev.sleipnir.plasticity,
      dev.sleipnir.bench,
      dev.sleipnir.tasks;
  exports dev.sleipnir.kernels.layout to
      dev.sleipnir.model;
  exports dev.sleipnir.kernels.memory to
      dev.sleipnir.model,
      dev.sleipnir.bench,
      dev.sleipnir.tasks;
  exports dev.sleipnir.kernels.network to
      dev.sleipnir.network;
  exports dev.sleipnir.kernels.norm to
      dev.sleipnir.model,
      dev.sleipnir.bench;
  exports dev.sleipnir.kernels.state to
      dev.sleipnir.network;
  exports dev.sleipnir.kernels.online to
      dev.sleipnir.model;
  exports dev.sleipnir.kernels.update to
      dev.sleipnir.model;
  exports dev.sleipnir.kernels.tuning to
      dev.sleipnir.model,
      dev.sleipnir.network,
      dev.sleipnir.bench,
      dev.sleipnir.tasks;
  exports dev.sleipnir.kernels.require to
      dev.sleipnir.model,
      dev.sleipnir.events,
      dev.sleipnir.plasticity,
      dev.sleipnir.network,
      dev.sleipnir.nir,
      dev.sleipnir.bench,
      dev.sleipnir.tasks;
}
