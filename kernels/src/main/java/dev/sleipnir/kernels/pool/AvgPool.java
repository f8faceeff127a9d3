package dev.sleipnir.kernels.pool;

import dev.sleipnir.kernels.simd.VectorApi;

/**
 * Mean of each window, forward and backward, for channels-last images. Padding counts as zeros: the
 * divisor is always the number of taps.
 *
 * <p>Methods work on the images [imagesFrom, imagesTo); an array's offset is the index of image 0.
 */
public final class AvgPool {
  private AvgPool() {}

  /**
   * Forward.
   *
   * @param s sizes
   * @param in input images [n][height][width][channels]
   * @param inFrom index of image 0
   * @param out output images [n][outputHeight][outputWidth][channels], overwritten
   * @param outFrom index of image 0
   * @param imagesFrom first image
   * @param imagesTo one past the last image
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void forward(
      PoolShape s, float[] in, int inFrom, float[] out, int outFrom, int imagesFrom, int imagesTo) {
    VectorApi.require();
    AvgPoolVectors.forward(s, in, inFrom, out, outFrom, imagesFrom, imagesTo);
  }

  /**
   * Backward: gradIn is the sum of gradOut over the windows the element lies in, divided by the
   * number of taps.
   *
   * @param s sizes
   * @param gradOut gradient with respect to the output, [n][outputHeight][outputWidth][channels]
   * @param gradOutFrom index of image 0
   * @param gradIn gradient with respect to the input, [n][height][width][channels], overwritten
   * @param gradInFrom index of image 0
   * @param imagesFrom first image
   * @param imagesTo one past the last image
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void backward(
      PoolShape s,
      float[] gradOut,
      int gradOutFrom,
      float[] gradIn,
      int gradInFrom,
      int imagesFrom,
      int imagesTo) {
    VectorApi.require();
    AvgPoolVectors.backward(s, gradOut, gradOutFrom, gradIn, gradInFrom, imagesFrom, imagesTo);
  }
}
