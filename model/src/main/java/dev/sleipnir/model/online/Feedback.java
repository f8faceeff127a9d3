package dev.sleipnir.model.online;

/** How the error at the read-out reaches the neurons (Bellec et al. 2020, eq. 4). */
public enum Feedback {
  /** By the read-out weights themselves, transposed. */
  SYMMETRIC,
  /** By random weights that stay as they are (broadcast alignment). */
  RANDOM,
  /**
   * By weights that begin at random and receive the gradient of the read-out weights; with weight
   * decay on both they align (Kolen &amp; Pollack 1994).
   */
  ADAPTIVE
}
