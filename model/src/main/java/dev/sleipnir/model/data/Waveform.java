package dev.sleipnir.model.data;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.math.Reduction;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;

/**
 * Sound.
 *
 * @param samples [channels, time], from -1 to 1
 * @param sampleRate samples per second
 */
public record Waveform(Tensor samples, int sampleRate) {
  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if it is another one, or the rate is less than 1
   */
  public Waveform {
    if (samples.rank() != 2) {
      throw new IllegalArgumentException(
          "samples: expected [channels, time], got shape " + Shape.text(samples.shape()));
    }
    Require.atLeast("sampleRate", 1, sampleRate);
  }

  /**
   * The mean of the channels.
   *
   * @return [time]
   */
  public Tensor mono() {
    return samples.dim(0) == 1 ? samples.reshape(samples.dim(1)) : Reduction.of(samples, 0).mean();
  }
}
