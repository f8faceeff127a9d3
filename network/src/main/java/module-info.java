/**
 * Networks of populations: neurons by their equations, sparse projections with delays, monitors.
 */
module dev.sleipnir.network {
  requires transitive dev.sleipnir.kernels;
  requires transitive dev.sleipnir.plasticity;
  requires io.jhdf;
  requires static org.jspecify;

  exports dev.sleipnir.network;
  exports dev.sleipnir.network.analysis;
  exports dev.sleipnir.network.exchange;
}
