package dev.sleipnir.model.network;

import dev.sleipnir.kernels.require.Require;

/**
 * A stage of {@link ImageNetwork#mobileNetV2(java.util.List) MobileNetV2}: blocks that widen to
 * many channels, convolve each by itself, and narrow again.
 *
 * @param expansion how many times as many channels there are in the middle of a block, at least 1
 * @param channels channels between blocks, before the network's width is taken into account, at
 *     least 1
 * @param repeats number of blocks, at least 1
 * @param stride stride of the first block, at least 1; the others have 1
 */
public record Bottleneck(int expansion, int channels, int repeats, int stride) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the one that is less than 1
   */
  public Bottleneck {
    Require.atLeast("expansion", 1, expansion);
    Require.atLeast("channels", 1, channels);
    Require.atLeast("repeats", 1, repeats);
    Require.atLeast("stride", 1, stride);
  }
}
