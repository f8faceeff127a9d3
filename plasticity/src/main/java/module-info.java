/** Plasticity: rules that edit weights in place. */
module dev.sleipnir.plasticity {
  requires dev.sleipnir.model;
  requires static org.jspecify;
}
