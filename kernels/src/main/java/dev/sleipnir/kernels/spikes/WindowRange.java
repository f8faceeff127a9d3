package dev.sleipnir.kernels.spikes;

/** Which elements of a kernel lie within the image, along one axis, for every output. */
final class WindowRange {
  private final int[] first;
  private final int[] count;
  private final int[] input;

  /** The windows of so many outputs. */
  WindowRange(int outputs, int stride, int padding, int dilation, int kernel, int length) {
    first = new int[outputs];
    count = new int[outputs];
    input = new int[outputs];
    for (int o = 0; o < outputs; o++) {
      int start = o * stride - padding;
      first[o] = start >= 0 ? 0 : (dilation - 1 - start) / dilation;
      int end = Math.min(kernel, (length - start + dilation - 1) / dilation);
      count[o] = Math.max(0, end - first[o]);
      // Of an empty window the input is not looked at, but has to be in the image.
      input[o] = count[o] == 0 ? 0 : start + first[o] * dilation;
    }
  }

  /** First kernel element within the image. */
  int first(int output) {
    return first[output];
  }

  /** Number of kernel elements within the image. */
  int count(int output) {
    return count[output];
  }

  /** The input that the first of them sees. */
  int input(int output) {
    return input[output];
  }
}
