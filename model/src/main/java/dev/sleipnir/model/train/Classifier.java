package dev.sleipnir.model.train;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.encode.Encoder;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;

/**
 * A spiking classifier of images: pixels, scaled, to spikes, through a network over time, to the
 * maximum over time of each read-out potential.
 *
 * @param encoder pixels to spikes
 * @param lifted spikes to read-out potentials, [batch, classes] in every step: a network lifted
 *     over time, with {@linkplain Lift#checkpointEvery checkpoints} or truncation if wanted
 * @param pixelScale what pixels (0 to 1) are multiplied by
 * @param pixelShift what is then added
 */
public record Classifier(Encoder encoder, Lift lifted, float pixelScale, float pixelShift) {
  /** Checks the numbers: an encoder would take a NaN for silence. */
  public Classifier {
    requireFinite("pixelScale", pixelScale);
    requireFinite("pixelShift", pixelShift);
  }

  /**
   * A classifier without checkpoints or truncation.
   *
   * @param encoder pixels to spikes
   * @param network spikes to read-out potentials, [batch, classes] in every step
   * @param pixelScale what pixels (0 to 1) are multiplied by
   * @param pixelShift what is then added
   * @throws IllegalArgumentException if a number is not finite
   */
  public Classifier(Encoder encoder, NetworkModule network, float pixelScale, float pixelShift) {
    this(encoder, Lift.of(network), pixelScale, pixelShift);
  }

  /**
   * The network.
   *
   * @return what is lifted over time
   */
  public NetworkModule network() {
    return lifted.module();
  }

  private static void requireFinite(String name, float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(name + ": expected a finite number, got " + value);
    }
  }

  /**
   * A batch of images as the encoder wants them.
   *
   * @param scope where the batch lives
   * @param images the data set
   * @param order indices into it
   * @param from first of the batch in {@code order}
   * @param count images in the batch
   * @return [count, channels, height, width]
   */
  public Tensor batch(Scope scope, LabeledImages images, int[] order, int from, int count) {
    Tensor batch = scope.tensor(count, images.channels(), images.height(), images.width());
    int size = images.pixelsPerImage();
    for (int n = 0; n < count; n++) {
      images.copyTo(order[from + n], batch.data(), n * size, pixelScale, pixelShift);
    }
    return batch;
  }

  /**
   * Scores of a batch.
   *
   * @param batch [batch, channels, height, width], scaled
   * @param random what a random encoder draws from
   * @return [batch, classes]
   */
  public Tensor scores(Tensor batch, RandomStream random) {
    return lifted.forward(encoder.encode(batch, random)).maxOverTime();
  }
}
