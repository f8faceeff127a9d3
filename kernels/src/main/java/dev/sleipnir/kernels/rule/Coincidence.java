package dev.sleipnir.kernels.rule;

/** What becomes of a weight whose two neurons spike in the same time step. */
public enum Coincidence {
  /** Both changes start from the old weight and are added. The default, as in Norse. */
  ADDED,

  /** The change of the pre-synaptic spike, the bounds, then that of the post-synaptic one. */
  PRE_THEN_POST
}
