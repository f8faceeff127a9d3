package dev.sleipnir.kernels.conv;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The shapes the convolution tests run over. */
final class ConvShapes {
  private static final int[] IN_CHANNELS = {1, 3, 16, 17, 32};
  private static final int[] OUT_CHANNELS = {1, 31, 32, 33, 64};

  private ConvShapes() {}

  static List<ConvShape> all() {
    List<ConvShape> shapes = new ArrayList<>();
    for (int in : IN_CHANNELS) {
      for (int out : OUT_CHANNELS) {
        shapes.add(new ConvShape(in, 5, 4, out, 3, 3, 1, 1, 1, 1, 1, 1));
      }
      // One pixel; no padding; strides and dilations of both directions; not square.
      shapes.add(new ConvShape(in, 4, 3, 9, 1, 1, 1, 1, 0, 0, 1, 1));
      shapes.add(new ConvShape(in, 7, 6, 5, 1, 1, 2, 3, 1, 0, 1, 1));
      shapes.add(new ConvShape(in, 7, 9, 3, 2, 3, 2, 1, 0, 2, 1, 1));
      shapes.add(new ConvShape(in, 9, 7, 3, 3, 2, 1, 2, 2, 0, 1, 3));
      shapes.add(new ConvShape(in, 7, 7, 3, 3, 2, 1, 1, 1, 1, 2, 1));
    }
    // One run of depth is exactly, or just not, worth packing; whole rows of positions contiguous.
    shapes.add(new ConvShape(1, 3, 40, 33, 2, 15, 1, 1, 0, 0, 1, 1));
    shapes.add(new ConvShape(1, 3, 40, 33, 2, 16, 1, 1, 0, 0, 1, 1));
    shapes.add(new ConvShape(1, 20, 1, 2, 3, 1, 1, 1, 0, 0, 1, 1));
    // More positions than one block of the weight gradient, within one image.
    shapes.add(new ConvShape(1, 18, 19, 4, 3, 3, 1, 1, 1, 1, 1, 1));
    // Padding wider than the image and the kernel.
    shapes.add(new ConvShape(2, 1, 1, 3, 2, 2, 1, 1, 3, 3, 1, 1));
    var random = new Random(41);
    while (shapes.size() < 90) {
      int kernelHeight = 1 + random.nextInt(4);
      int kernelWidth = 1 + random.nextInt(4);
      int height = 1 + random.nextInt(9);
      int width = 1 + random.nextInt(9);
      int paddingHeight = random.nextInt(3);
      int paddingWidth = random.nextInt(3);
      int dilationHeight = 1 + random.nextInt(3);
      int dilationWidth = 1 + random.nextInt(3);
      if ((kernelHeight - 1) * dilationHeight + 1 <= height + 2 * paddingHeight
          && (kernelWidth - 1) * dilationWidth + 1 <= width + 2 * paddingWidth) {
        shapes.add(
            new ConvShape(
                1 + random.nextInt(20),
                height,
                width,
                1 + random.nextInt(40),
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

  /** Where much of the windows lies in the padding, which is left out. */
  static List<ConvShape> small() {
    return List.of(
        new ConvShape(40, 2, 2, 33, 3, 3, 1, 1, 1, 1, 1, 1),
        new ConvShape(33, 3, 3, 32, 3, 3, 1, 1, 1, 1, 1, 1),
        new ConvShape(17, 5, 6, 16, 3, 2, 2, 1, 1, 1, 1, 2),
        new ConvShape(16, 1, 1, 16, 2, 2, 1, 1, 3, 3, 1, 1),
        new ConvShape(16, 3, 3, 20, 3, 3, 3, 2, 2, 1, 2, 1),
        new ConvShape(16, 3, 4, 15, 3, 3, 1, 1, 1, 1, 1, 1));
  }

  /** A few of them, with packed and unpacked forward products, padded and not. */
  static List<ConvShape> few() {
    return List.of(
        new ConvShape(1, 12, 11, 32, 3, 3, 1, 1, 0, 0, 1, 1),
        new ConvShape(17, 7, 6, 33, 3, 3, 1, 1, 1, 1, 1, 1),
        new ConvShape(3, 9, 8, 5, 3, 2, 2, 1, 1, 2, 1, 2));
  }
}
