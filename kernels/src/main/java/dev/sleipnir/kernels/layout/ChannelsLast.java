package dev.sleipnir.kernels.layout;

import dev.sleipnir.kernels.require.Require;

/**
 * Conversion of image batches between channels-first [n][channels][pixels] and channels-last
 * [n][pixels][channels], where pixels is height * width.
 *
 * <p>Methods work on the images [imagesFrom, imagesTo); an array's offset is the index of image 0.
 */
public final class ChannelsLast {
  private ChannelsLast() {}

  /**
   * From channels-first to channels-last.
   *
   * @param in images [n][channels][pixels]
   * @param inFrom index of image 0
   * @param out images [n][pixels][channels], overwritten; may not overlap the input
   * @param outFrom index of image 0
   * @param channels channels, at least 1
   * @param pixels height * width, at least 1
   * @param imagesFrom first image
   * @param imagesTo one past the last image
   * @throws IllegalArgumentException if channels or pixels is less than 1 or out overlaps in
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void fromChannelsFirst(
      float[] in,
      int inFrom,
      float[] out,
      int outFrom,
      int channels,
      int pixels,
      int imagesFrom,
      int imagesTo) {
    check(in, inFrom, out, outFrom, channels, pixels, imagesFrom, imagesTo);
    int size = channels * pixels;
    for (int image = imagesFrom; image < imagesTo; image++) {
      Transpose.transpose(in, inFrom + image * size, out, outFrom + image * size, channels, pixels);
    }
  }

  /**
   * From channels-last to channels-first.
   *
   * @param in images [n][pixels][channels]
   * @param inFrom index of image 0
   * @param out images [n][channels][pixels], overwritten; may not overlap the input
   * @param outFrom index of image 0
   * @param channels channels, at least 1
   * @param pixels height * width, at least 1
   * @param imagesFrom first image
   * @param imagesTo one past the last image
   * @throws IllegalArgumentException if channels or pixels is less than 1 or out overlaps in
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void toChannelsFirst(
      float[] in,
      int inFrom,
      float[] out,
      int outFrom,
      int channels,
      int pixels,
      int imagesFrom,
      int imagesTo) {
    check(in, inFrom, out, outFrom, channels, pixels, imagesFrom, imagesTo);
    int size = channels * pixels;
    for (int image = imagesFrom; image < imagesTo; image++) {
      Transpose.transpose(in, inFrom + image * size, out, outFrom + image * size, pixels, channels);
    }
  }

  private static void check(
      float[] in,
      int inFrom,
      float[] out,
      int outFrom,
      int channels,
      int pixels,
      int imagesFrom,
      int imagesTo) {
    Require.positive("channels", channels);
    Require.positive("pixels", pixels);
    Require.range("images", imagesFrom, imagesTo);
    long size = (long) channels * pixels;
    Require.items("in", in.length, inFrom, size, imagesFrom, imagesTo);
    Require.items("out", out.length, outFrom, size, imagesFrom, imagesTo);
    Require.disjoint(in, inFrom, out, outFrom, (imagesTo - imagesFrom) * size);
  }
}
