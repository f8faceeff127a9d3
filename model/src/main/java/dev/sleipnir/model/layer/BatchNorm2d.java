package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;

/**
 * Batch normalisation of images (Ioffe and Szegedy 2015): each channel of [batch, channels, height,
 * width] less its mean, divided by its standard deviation, times a weight and plus a bias that are
 * learned. As PyTorch's {@code BatchNorm2d}.
 *
 * <p>{@linkplain Scope#isTraining In training} statistics are those of everything in the call, and
 * running ones follow them, which evaluation uses. Over time, a {@link Lift} takes whole sequences
 * at once, so that statistics are over batch and time, as in threshold-dependent batch
 * normalisation (Zheng et al. 2021); step by step they are those of each step. A {@link Tape} that
 * is {@linkplain Tape#evaluating evaluating} uses the running statistics and leaves them alone.
 */
public final class BatchNorm2d extends BatchNorm {
  /**
   * With weights of 1, biases of 0, epsilon 1e-5 and momentum 0.1.
   *
   * @param channels channels of an image, at least 1
   * @throws IllegalArgumentException if they are not
   */
  public BatchNorm2d(int channels) {
    this(channels, EPSILON, MOMENTUM, true);
  }

  /**
   * With weights of 1 and biases of 0, or none.
   *
   * @param channels channels of an image, at least 1
   * @param epsilon added to variances, at least 0
   * @param momentum part that a batch has in the running statistics, in [0, 1]
   * @param affine whether there are weights and biases
   * @throws IllegalArgumentException if a number is out of range
   */
  public BatchNorm2d(int channels, double epsilon, double momentum, boolean affine) {
    this(channels, epsilon, momentum, affine, 1);
  }

  BatchNorm2d(int channels, double epsilon, double momentum, boolean affine, double factor) {
    super(channels, epsilon, momentum, affine, factor);
  }

  /**
   * Threshold-dependent batch normalisation (Zheng et al. 2021, arXiv:2011.05280): normalised
   * potentials are as wide as the threshold of the neurons behind is high, times alpha.
   *
   * @param channels channels of an image, at least 1
   * @param threshold threshold of the neurons behind, greater than 0
   * @param alpha 1, or, where two branches are added, 1/sqrt(2)
   * @return the layer
   * @throws IllegalArgumentException if a number is out of range
   */
  public static BatchNorm2d thresholdDependent(int channels, double threshold, double alpha) {
    return new BatchNorm2d(channels, EPSILON, MOMENTUM, true, alpha * threshold);
  }

  @Override
  BatchNorm2d like(
      int sameChannels,
      double sameEpsilon,
      double sameMomentum,
      boolean affine,
      double sameFactor) {
    return new BatchNorm2d(sameChannels, sameEpsilon, sameMomentum, affine, sameFactor);
  }

  @Override
  public Tensor forward(Tensor x) {
    if (x.rank() != 4 || x.dim(1) != channels()) {
      throw new IllegalArgumentException(
          this
              + ": expected input [batch, "
              + channels()
              + ", height, width], got shape "
              + Shape.text(x.shape()));
    }
    return normalized(x.channelsLast());
  }
}
