package dev.sleipnir.model.online;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;

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
  ADAPTIVE;

  /** The weights for a read-out: its own, or normal ones from the process's next stream. */
  Parameter weights(Linear readout) {
    Parameter own = readout.weight();
    if (this == SYMMETRIC) {
      return own;
    }
    int outputs = own.shape()[0];
    int hidden = own.shape()[1];
    RandomStream random = Seeds.next();
    float deviation = (float) (1 / Math.sqrt(hidden));
    return new Parameter("feedback_weight", Tensor.randn(random, outputs, hidden).scale(deviation));
  }
}
