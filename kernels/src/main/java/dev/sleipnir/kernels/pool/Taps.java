package dev.sleipnir.kernels.pool;

/** Which taps of a window lie inside the image, along one axis: always a contiguous range. */
final class Taps {
  private Taps() {}

  /** First tap that is not in the padding before the image; the window's first is at start. */
  static int from(int start, int dilation) {
    return start >= 0 ? 0 : taps(-start, dilation);
  }

  /** One past the last tap that is not in the padding after the image, at least {@code from}. */
  static int to(int from, int start, int size, int kernel, int dilation) {
    int to = start >= size ? 0 : Math.min(kernel, taps(size - start, dilation));
    return Math.max(from, to);
  }

  /** Taps that a length holds. Without dilation, the usual case, there is no need to divide. */
  private static int taps(int length, int dilation) {
    return dilation == 1 ? length : Math.ceilDiv(length, dilation);
  }
}
