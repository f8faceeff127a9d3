/** SIMD kernels: arrays in, arrays out. */
module dev.sleipnir.kernels {
  requires jdk.incubator.vector;
  requires static org.jspecify;

  exports dev.sleipnir.kernels;
  exports dev.sleipnir.kernels.layout;
  exports dev.sleipnir.kernels.math;
  exports dev.sleipnir.kernels.optimize;
  exports dev.sleipnir.kernels.pool;
}
