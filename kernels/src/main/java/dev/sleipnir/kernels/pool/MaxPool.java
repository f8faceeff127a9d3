package dev.sleipnir.kernels.pool;

import dev.sleipnir.kernels.simd.VectorApi;

/**
 * Largest element of each window, forward and backward, for channels-last images. Padding counts as
 * negative infinity; a window with a NaN gives NaN.
 *
 * <p>Methods work on the images [imagesFrom, imagesTo); an array's offset is the index of image 0.
 */
public final class MaxPool {
  private MaxPool() {}

  /**
   * Forward, without a record of the winners: for evaluation.
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
    MaxPoolVectors.forward(s, in, inFrom, out, outFrom, imagesFrom, imagesTo);
  }

  /**
   * Forward, with a record of the winners for {@link #backward}: the tap {@code ky * kernelWidth +
   * kx} that holds the largest element, the first of equals; a NaN counts as larger than any
   * number. Where all taps lie in the padding the result is negative infinity and the winner -1.
   *
   * @param s sizes; the window has at most 127 taps
   * @param in input images [n][height][width][channels]
   * @param inFrom index of image 0
   * @param out output images [n][outputHeight][outputWidth][channels], overwritten
   * @param outFrom index of image 0
   * @param argMax winners [n][outputHeight][outputWidth][channels], overwritten
   * @param argFrom index of image 0
   * @param imagesFrom first image
   * @param imagesTo one past the last image
   * @throws IllegalArgumentException if the window has more than 127 taps
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void forward(
      PoolShape s,
      float[] in,
      int inFrom,
      float[] out,
      int outFrom,
      byte[] argMax,
      int argFrom,
      int imagesFrom,
      int imagesTo) {
    VectorApi.require();
    MaxPoolVectors.forward(s, in, inFrom, out, outFrom, argMax, argFrom, imagesFrom, imagesTo);
  }

  /**
   * Backward: gradIn is the sum of gradOut over the windows that the element won.
   *
   * @param s sizes; the window has at most 127 taps
   * @param gradOut gradient with respect to the output, [n][outputHeight][outputWidth][channels]
   * @param gradOutFrom index of image 0
   * @param argMax the winners recorded by forward, [n][outputHeight][outputWidth][channels]
   * @param argFrom index of image 0
   * @param gradIn gradient with respect to the input, [n][height][width][channels], overwritten
   * @param gradInFrom index of image 0
   * @param imagesFrom first image
   * @param imagesTo one past the last image
   * @throws IllegalArgumentException if the window has more than 127 taps
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void backward(
      PoolShape s,
      float[] gradOut,
      int gradOutFrom,
      byte[] argMax,
      int argFrom,
      float[] gradIn,
      int gradInFrom,
      int imagesFrom,
      int imagesTo) {
    VectorApi.require();
    MaxPoolVectors.backward(
        s, gradOut, gradOutFrom, argMax, argFrom, gradIn, gradInFrom, imagesFrom, imagesTo);
  }
}
