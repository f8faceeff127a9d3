/** Benchmarks. */
module dev.sleipnir.bench {
  requires dev.sleipnir.kernels;
  requires dev.sleipnir.model;
  requires dev.sleipnir.plasticity;
  requires jmh.core;
  requires static org.jspecify;

  exports dev.sleipnir.bench;
}
