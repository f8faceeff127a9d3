/** NIR, the neuromorphic intermediate representation: networks in and out of other frameworks. */
module dev.sleipnir.nir {
  requires transitive dev.sleipnir.model;
  requires io.jhdf;
  requires static org.jspecify;

  exports dev.sleipnir.nir;
  exports dev.sleipnir.nir.graph;
}
