/** Learning rules that edit weights in place, event by event, and synapses that change by use. */
module dev.sleipnir.plasticity {
  requires transitive dev.sleipnir.kernels;
  requires transitive dev.sleipnir.model;
  requires static org.jspecify;

  exports dev.sleipnir.plasticity;
}
