package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.pool.RangeMean;
import dev.sleipnir.kernels.require.Require;

/**
 * Repeats every pixel of an image: [batch, channels, height, width] to [batch, channels, down
 * height, across width]. As PyTorch's {@code Upsample} of mode {@code "nearest"}.
 */
public final class Upsample extends Resizing {
  private final int down;
  private final int across;

  /**
   * Images so many times as high and as wide.
   *
   * @param factor times that a pixel is repeated in each direction, at least 1
   * @throws IllegalArgumentException if it is not
   */
  public Upsample(int factor) {
    this(factor, factor);
  }

  /**
   * Images so many times as high and so many times as wide.
   *
   * @param down times that a row is repeated, at least 1
   * @param across times that a column is repeated, at least 1
   * @throws IllegalArgumentException if one is not
   */
  public Upsample(int down, int across) {
    Require.atLeast("down", 1, down);
    Require.atLeast("across", 1, across);
    this.down = down;
    this.across = across;
  }

  @Override
  RangeMean means(int channels, int rows, int columns) {
    return RangeMean.repeated(channels, rows, columns, down, across);
  }

  @Override
  public Description description() {
    return new Description("Upsample").number("down", down).number("across", across);
  }

  @Override
  public String toString() {
    return "Upsample(" + down + "x" + across + ")";
  }
}
