package dev.sleipnir.kernels.pool;

import dev.sleipnir.kernels.simd.VectorApi;
import dev.sleipnir.kernels.spikes.SpikeRows;

/**
 * Largest element of each window of spikes, which is whether any tap spikes. The gradient goes to
 * the first tap that spikes, or to the first of all if none does: what {@link MaxPool} does with
 * the same spikes as floats.
 */
public final class SpikePool {
  private SpikePool() {}

  /**
   * Forward.
   *
   * @param s sizes
   * @param in input images, a row of bits each, [height][width][channels]
   * @param out output images, a row of bits each, [outputHeight][outputWidth][channels]
   * @param imagesFrom first image
   * @param imagesTo one past the last image
   * @throws IndexOutOfBoundsException if there are fewer images, or of another size
   */
  public static void forward(
      PoolShape s, SpikeRows in, SpikeRows out, int imagesFrom, int imagesTo) {
    VectorApi.require();
    SpikePoolVectors.forward(s, in, out, imagesFrom, imagesTo);
  }

  /**
   * Backward.
   *
   * @param s sizes
   * @param in input images of the forward pass
   * @param out what the forward pass made of them
   * @param image which image
   * @param gradOut gradient at the output, [n][outputHeight][outputWidth][channels]
   * @param gradIn receives the gradient at the image's input, [height][width][channels]
   * @param at where it begins
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void backward(
      PoolShape s,
      SpikeRows in,
      SpikeRows out,
      int image,
      float[] gradOut,
      float[] gradIn,
      int at) {
    VectorApi.require();
    SpikePoolVectors.backward(s, in, out, image, gradOut, gradIn, at);
  }
}
