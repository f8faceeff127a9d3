package dev.sleipnir.kernels.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The shapes the pooling tests run over. */
final class Shapes {
  private static final int[] CHANNELS = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 32, 33};

  private Shapes() {}

  static List<PoolShape> all() {
    List<PoolShape> shapes = new ArrayList<>();
    for (int channels : CHANNELS) {
      // Tiling, overlapping, apart, padded, dilated, and not square.
      shapes.add(new PoolShape(channels, 6, 6, 2, 2, 2, 2, 0, 0, 1, 1));
      shapes.add(new PoolShape(channels, 7, 5, 3, 3, 2, 1, 1, 1, 1, 1));
      shapes.add(new PoolShape(channels, 5, 7, 2, 1, 3, 2, 1, 0, 2, 1));
    }
    // Two windows: taps at rows -1 and 3 of an image with 3 rows lie in the padding only.
    shapes.add(new PoolShape(17, 3, 3, 2, 2, 1, 1, 1, 1, 4, 4));
    // The stride leaves out a rest of the image.
    shapes.add(new PoolShape(16, 8, 8, 3, 3, 3, 3, 0, 0, 1, 1));
    var random = new Random(9);
    while (shapes.size() < 90) {
      int kernelHeight = 1 + random.nextInt(4);
      int kernelWidth = 1 + random.nextInt(4);
      int height = 1 + random.nextInt(9);
      int width = 1 + random.nextInt(9);
      int paddingHeight = random.nextInt(kernelHeight / 2 + 1);
      int paddingWidth = random.nextInt(kernelWidth / 2 + 1);
      int dilationHeight = 1 + random.nextInt(3);
      int dilationWidth = 1 + random.nextInt(3);
      if ((kernelHeight - 1) * dilationHeight + 1 <= height + 2 * paddingHeight
          && (kernelWidth - 1) * dilationWidth + 1 <= width + 2 * paddingWidth) {
        shapes.add(
            new PoolShape(
                1 + random.nextInt(40),
                height,
                width,
                kernelHeight,
                kernelWidth,
                1 + random.nextInt(3),
                1 + random.nextInt(3),
                paddingHeight,
                paddingWidth,
                dilationHeight,
                dilationWidth));
      }
    }
    return shapes;
  }

  /** Index of the tap in a channels-last image, or -1 if it lies in the padding. */
  static int tap(PoolShape s, int image, int y, int x, int ky, int kx, int channel) {
    int row = y * s.strideHeight() - s.paddingHeight() + ky * s.dilationHeight();
    int column = x * s.strideWidth() - s.paddingWidth() + kx * s.dilationWidth();
    if (row < 0 || row >= s.height() || column < 0 || column >= s.width()) {
      return -1;
    }
    return ((image * s.height() + row) * s.width() + column) * s.channels() + channel;
  }

  static int output(PoolShape s, int image, int y, int x, int channel) {
    return ((image * s.outputHeight() + y) * s.outputWidth() + x) * s.channels() + channel;
  }
}
