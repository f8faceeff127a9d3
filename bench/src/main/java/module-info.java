/** Benchmarks. */
module dev.sleipnir.bench {
  requires dev.sleipnir.kernels;
  requires dev.sleipnir.model;
  requires dev.sleipnir.plasticity;
  requires java.management;
  requires jdk.management;
  requires jmh.core;
  requires static org.jspecify;

  exports dev.sleipnir.bench;
  exports dev.sleipnir.bench.protocol;
}
