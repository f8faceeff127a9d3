/** SIMD kernels: arrays in, arrays out. */
module dev.sleipnir.kernels {
  requires jdk.incubator.vector;
  requires static org.jspecify;

  exports dev.sleipnir.kernels;
  exports dev.sleipnir.kernels.conv;
  exports dev.sleipnir.kernels.cublas;
  exports dev.sleipnir.kernels.gemm;
  exports dev.sleipnir.kernels.layout;
  exports dev.sleipnir.kernels.math;
  exports dev.sleipnir.kernels.memory;
  exports dev.sleipnir.kernels.neuron;
  exports dev.sleipnir.kernels.neuron.equation;
  exports dev.sleipnir.kernels.online;
  exports dev.sleipnir.kernels.optimize;
  exports dev.sleipnir.kernels.parallel;
  exports dev.sleipnir.kernels.plasticity;
  exports dev.sleipnir.kernels.pool;
  exports dev.sleipnir.kernels.random;
  exports dev.sleipnir.kernels.spikes;
}
