package dev.sleipnir.kernels.rule;

/** How the samples of a batch, which share their weights, change them. */
public enum BatchReduction {
  /**
   * Every sample starts from the old weight; their changes are added, then bounded. The default, as
   * in Norse: the learning rate grows with the batch.
   */
  SUM,

  /** As {@link #SUM}, divided by the size of the batch. */
  MEAN,

  /** Sample by sample, each from the weight that the one before has left, within the bounds. */
  SEQUENTIAL
}
