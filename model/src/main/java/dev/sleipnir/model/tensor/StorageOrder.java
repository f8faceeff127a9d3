package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.layout.ChannelsLast;

/** Where a logical index lies in storage. */
final class StorageOrder {
  private StorageOrder() {}

  /** Whether both orders are the same array: one channel, or one pixel. */
  static boolean sameEitherWay(int[] shape) {
    int r = shape.length;
    return r < 3 || shape[r - 3] <= 1 || shape[r - 2] * shape[r - 1] <= 1;
  }

  static int channels(int[] shape) {
    return shape[shape.length - 3];
  }

  static int pixels(int[] shape) {
    return shape[shape.length - 2] * shape[shape.length - 1];
  }

  static int images(int[] shape) {
    int images = 1;
    for (int a = 0; a < shape.length - 3; a++) {
      images *= shape[a];
    }
    return images;
  }

  /** A row-major copy of stored values. */
  static float[] rowMajor(float[] data, int[] shape, boolean channelsLast) {
    int size = Shape.size(shape);
    float[] out = new float[size];
    if (channelsLast && !sameEitherWay(shape)) {
      ChannelsLast.toChannelsFirst(
          data, 0, out, 0, channels(shape), pixels(shape), 0, images(shape));
    } else {
      System.arraycopy(data, 0, out, 0, size);
    }
    return out;
  }

  static int offset(int[] shape, boolean channelsLast, int[] index) {
    if (index.length != shape.length) {
      throw new IndexOutOfBoundsException(
          "index: expected " + shape.length + " axes, got " + index.length);
    }
    int offset = 0;
    for (int a = 0; a < shape.length; a++) {
      if (index[a] < 0 || index[a] >= shape[a]) {
        throw new IndexOutOfBoundsException(
            "index: expected below " + Shape.text(shape) + ", got " + Shape.text(index));
      }
      offset = offset * shape[a] + index[a];
    }
    if (!channelsLast) {
      return offset;
    }
    int pixels = pixels(shape);
    int image = offset / (channels(shape) * pixels);
    int channel = index[shape.length - 3];
    int pixel = offset % pixels;
    return (image * pixels + pixel) * channels(shape) + channel;
  }
}
