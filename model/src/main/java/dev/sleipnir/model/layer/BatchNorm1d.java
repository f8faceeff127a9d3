package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;

/**
 * Batch normalisation of features, [batch, features], or of channels over their length, [batch,
 * channels, length]. As PyTorch's {@code BatchNorm1d}; in all else as {@link BatchNorm2d}.
 */
public final class BatchNorm1d extends BatchNorm {
  /**
   * With weights of 1, biases of 0, epsilon 1e-5 and momentum 0.1.
   *
   * @param channels features or channels, at least 1
   * @throws IllegalArgumentException if they are not
   */
  public BatchNorm1d(int channels) {
    this(channels, EPSILON, MOMENTUM, true);
  }

  /**
   * With weights of 1 and biases of 0, or none.
   *
   * @param channels features or channels, at least 1
   * @param epsilon added to variances, at least 0
   * @param momentum part that a batch has in the running statistics, in [0, 1]
   * @param affine whether there are weights and biases
   * @throws IllegalArgumentException if a number is out of range
   */
  public BatchNorm1d(int channels, double epsilon, double momentum, boolean affine) {
    this(channels, epsilon, momentum, affine, 1);
  }

  BatchNorm1d(int channels, double epsilon, double momentum, boolean affine, double factor) {
    super(channels, epsilon, momentum, affine, factor);
  }

  /**
   * Threshold-dependent batch normalisation, as {@link BatchNorm2d#thresholdDependent} of images.
   *
   * @param channels features or channels, at least 1
   * @param threshold threshold of the neurons behind, greater than 0
   * @param alpha 1, or, where two branches are added, 1/sqrt(2)
   * @return the layer
   * @throws IllegalArgumentException if a number is out of range
   */
  public static BatchNorm1d thresholdDependent(int channels, double threshold, double alpha) {
    return new BatchNorm1d(channels, EPSILON, MOMENTUM, true, alpha * threshold);
  }

  @Override
  BatchNorm1d like(
      int sameChannels,
      double sameEpsilon,
      double sameMomentum,
      boolean affine,
      double sameFactor) {
    return new BatchNorm1d(sameChannels, sameEpsilon, sameMomentum, affine, sameFactor);
  }

  @Override
  public Tensor forward(Tensor x) {
    if (x.rank() < 2 || x.rank() > 3 || x.dim(1) != channels()) {
      throw new IllegalArgumentException(
          this
              + ": expected input [batch, "
              + channels()
              + "] or [batch, "
              + channels()
              + ", length], got shape "
              + Shape.text(x.shape()));
    }
    if (x.rank() == 2) {
      return normalized(x);
    }
    Tensor image = x.reshape(x.dim(0), channels(), 1, x.dim(2));
    return normalized(image.channelsLast()).reshape(x.shape());
  }
}
