package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Tensor;

/**
 * What training makes small: one number of what was decoded from a network's outputs and of what
 * was wanted. Which outputs over time it is taken of, a {@link dev.sleipnir.model.decode.Decoder}
 * says: cross-entropy of the mean over time is {@code Loss.crossEntropy()} behind {@code
 * Decoder.mean()}.
 *
 * <pre>{@code
 * Loss absolute = (outputs, targets) -> Maths.abs(outputs.subtract(targets)).mean();
 * }</pre>
 */
@FunctionalInterface
public interface Loss {
  /**
   * The loss of a batch.
   *
   * @param outputs what was decoded, mostly [batch, ...]
   * @param targets what was wanted, mostly [batch, ...]
   * @return one number, the mean over the batch
   */
  Tensor of(Tensor outputs, Tensor targets);

  /**
   * What a checkpoint keeps of it: a training is resumed only with a loss of the same text.
   *
   * @return {@code own} unless overridden, by which nothing is told from others
   */
  default String text() {
    return "own";
  }

  /**
   * Cross-entropy of scores with labels or probabilities.
   *
   * @return {@link Losses#crossEntropy(Tensor, Tensor, double)} without smoothing
   */
  static Loss crossEntropy() {
    return crossEntropy(0);
  }

  /**
   * Cross-entropy with smoothed targets.
   *
   * @param labelSmoothing share of each target that goes to all classes alike, in [0, 1)
   * @return {@link Losses#crossEntropy(Tensor, Tensor, double)}
   * @throws IllegalArgumentException if it is not in [0, 1)
   */
  static Loss crossEntropy(double labelSmoothing) {
    Require.fraction("labelSmoothing", labelSmoothing);
    return new NamedLoss(
        labelSmoothing == 0 ? "cross-entropy" : "cross-entropy, smoothed by " + labelSmoothing,
        (outputs, targets) -> Losses.crossEntropy(outputs, targets, labelSmoothing));
  }

  /**
   * Binary cross-entropy of probabilities.
   *
   * @return {@link Losses#binaryCrossEntropy}
   */
  static Loss binaryCrossEntropy() {
    return new NamedLoss("binary cross-entropy", Losses::binaryCrossEntropy);
  }

  /**
   * Binary cross-entropy of logits.
   *
   * @return {@link Losses#binaryCrossEntropyWithLogits}
   */
  static Loss binaryCrossEntropyWithLogits() {
    return new NamedLoss("binary cross-entropy with logits", Losses::binaryCrossEntropyWithLogits);
  }

  /**
   * Mean squared error: of rates behind {@code Decoder.mean()}, of traces behind {@code
   * Decoder.everyStep()}.
   *
   * @return {@link Losses#meanSquaredError}
   */
  static Loss meanSquaredError() {
    return new NamedLoss("mean squared error", Losses::meanSquaredError);
  }

  /**
   * Van Rossum distance of spike trains, behind {@code Decoder.everyStep()}.
   *
   * @param tau time constant of the kernel [s], more than 0
   * @param dt time step [s], more than 0
   * @return {@link Losses#vanRossumDistance}
   * @throws IllegalArgumentException if a number is not positive and finite
   */
  static Loss vanRossumDistance(double tau, double dt) {
    VanRossum distance = new VanRossum(tau, dt);
    return new NamedLoss("van Rossum distance, tau " + tau + ", dt " + dt, distance::of);
  }
}
