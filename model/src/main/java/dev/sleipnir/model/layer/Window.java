package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.pool.PoolShape;
import dev.sleipnir.kernels.require.Require;

/**
 * How a convolution or a pooling goes over an image:
 *
 * <pre>{@code
 * new Conv2d(3, 64, Window.of(7).stride(2).padding(3));
 * new MaxPool2d(Window.of(3).stride(2).padding(1));
 * }</pre>
 *
 * <p>Numbers are those of PyTorch's {@code kernel_size}, {@code stride}, {@code padding} and {@code
 * dilation}, rows first. Values are immutable.
 *
 * @param height rows of a window, at least 1
 * @param width columns of a window, at least 1
 * @param strideHeight rows from one window to the next, at least 1
 * @param strideWidth columns from one window to the next, at least 1
 * @param paddingHeight rows added above and below, at least 0
 * @param paddingWidth columns added left and right, at least 0
 * @param dilationHeight rows from one element of a window to the next, at least 1
 * @param dilationWidth columns from one element of a window to the next, at least 1
 * @param isSame whether padding is what makes outputs as large as the input, instead of the numbers
 *     given; where it cannot be equal on both sides there is one row or column more below or right
 */
public record Window(
    int height,
    int width,
    int strideHeight,
    int strideWidth,
    int paddingHeight,
    int paddingWidth,
    int dilationHeight,
    int dilationWidth,
    boolean isSame) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the number that is out of range, or if outputs are to
   *     be as large as the input in spite of strides
   */
  public Window {
    Require.atLeast("kernel", 1, Math.min(height, width));
    Require.atLeast("stride", 1, Math.min(strideHeight, strideWidth));
    Require.atLeast("padding", 0, Math.min(paddingHeight, paddingWidth));
    Require.atLeast("dilation", 1, Math.min(dilationHeight, dilationWidth));
    if (isSame && (strideHeight > 1 || strideWidth > 1)) {
      throw new IllegalArgumentException(
          "stride: expected 1 with padding that keeps the size, got "
              + Math.max(strideHeight, strideWidth));
    }
  }

  /**
   * Square windows: stride 1, no padding, not dilated.
   *
   * @param size height and width, at least 1
   * @return the windows
   * @throws IllegalArgumentException if it is not
   */
  public static Window of(int size) {
    return of(size, size);
  }

  /**
   * Windows of this height and width: stride 1, no padding, not dilated.
   *
   * @param height rows, at least 1
   * @param width columns, at least 1
   * @return the windows
   * @throws IllegalArgumentException if one is not
   */
  public static Window of(int height, int width) {
    return new Window(height, width, 1, 1, 0, 0, 1, 1, false);
  }

  /**
   * The same with another stride.
   *
   * @param stride rows and columns from one window to the next, at least 1
   * @return the windows
   * @throws IllegalArgumentException if it is not
   */
  public Window stride(int stride) {
    return stride(stride, stride);
  }

  /**
   * The same with another stride.
   *
   * @param down rows from one window to the next, at least 1
   * @param across columns from one window to the next, at least 1
   * @return the windows
   * @throws IllegalArgumentException if one is not
   */
  public Window stride(int down, int across) {
    return new Window(
        height,
        width,
        down,
        across,
        paddingHeight,
        paddingWidth,
        dilationHeight,
        dilationWidth,
        isSame);
  }

  /**
   * The same with other padding.
   *
   * @param padding rows and columns added on every side, at least 0
   * @return the windows
   * @throws IllegalArgumentException if it is not
   */
  public Window padding(int padding) {
    return padding(padding, padding);
  }

  /**
   * The same with other padding.
   *
   * @param rows rows added above and below, at least 0
   * @param columns columns added left and right, at least 0
   * @return the windows
   * @throws IllegalArgumentException if one is not
   */
  public Window padding(int rows, int columns) {
    return new Window(
        height,
        width,
        strideHeight,
        strideWidth,
        rows,
        columns,
        dilationHeight,
        dilationWidth,
        false);
  }

  /**
   * The same with padding that makes outputs as large as the input: PyTorch's {@code "same"}.
   *
   * @return the windows
   * @throws IllegalArgumentException if the stride is not 1
   */
  public Window same() {
    return new Window(
        height, width, strideHeight, strideWidth, 0, 0, dilationHeight, dilationWidth, true);
  }

  /**
   * The same with another dilation.
   *
   * @param dilation rows and columns from one element of a window to the next, at least 1
   * @return the windows
   * @throws IllegalArgumentException if it is not
   */
  public Window dilation(int dilation) {
    return dilation(dilation, dilation);
  }

  /**
   * The same with another dilation.
   *
   * @param down rows from one element of a window to the next, at least 1
   * @param across columns from one element of a window to the next, at least 1
   * @return the windows
   * @throws IllegalArgumentException if one is not
   */
  public Window dilation(int down, int across) {
    return new Window(
        height,
        width,
        strideHeight,
        strideWidth,
        paddingHeight,
        paddingWidth,
        down,
        across,
        isSame);
  }

  /** What is said of columns, of rows as well. */
  Window columns() {
    return new Window(
        width,
        width,
        strideWidth,
        strideWidth,
        paddingWidth,
        paddingWidth,
        dilationWidth,
        dilationWidth,
        isSame);
  }

  /** What is said of columns, for images of one row. */
  Window ofLines() {
    return new Window(
        1, width, 1, strideWidth, 0, isSame ? 0 : paddingWidth, 1, dilationWidth, isSame);
  }

  /** The convolution of images of these sizes. */
  ConvShape convolution(int inChannels, int rows, int columns, int outChannels, int groups) {
    int down = isSame ? dilationHeight * (height - 1) : 2 * paddingHeight;
    int across = isSame ? dilationWidth * (width - 1) : 2 * paddingWidth;
    return new ConvShape(
        inChannels,
        rows,
        columns,
        outChannels,
        height,
        width,
        strideHeight,
        strideWidth,
        down / 2,
        across / 2,
        dilationHeight,
        dilationWidth,
        groups,
        down % 2,
        across % 2);
  }

  /** The pooling of images of these sizes. */
  PoolShape pooling(int channels, int rows, int columns) {
    return new PoolShape(
        channels,
        rows,
        columns,
        height,
        width,
        strideHeight,
        strideWidth,
        paddingHeight,
        paddingWidth,
        dilationHeight,
        dilationWidth);
  }

  /**
   * Says the numbers, for the file of a layer that has such windows.
   *
   * @param description to which they are added
   * @return the description
   */
  public Description describe(Description description) {
    return description
        .wholes("kernel", height, width)
        .wholes("stride", strideHeight, strideWidth)
        .wholes("padding", paddingHeight, paddingWidth)
        .wholes("dilation", dilationHeight, dilationWidth)
        .flag("same", isSame);
  }

  /**
   * The windows that {@link #describe} said.
   *
   * @param d the description
   * @return the same windows
   * @throws IllegalArgumentException if a number is missing or out of range
   */
  public static Window of(Description d) {
    int[] kernel = pair(d, "kernel");
    int[] stride = pair(d, "stride");
    int[] padding = pair(d, "padding");
    int[] dilation = pair(d, "dilation");
    return new Window(
        kernel[0],
        kernel[1],
        stride[0],
        stride[1],
        padding[0],
        padding[1],
        dilation[0],
        dilation[1],
        d.flag("same"));
  }

  private static int[] pair(Description d, String name) {
    int[] pair = d.wholes(name);
    if (pair.length != 2) {
      throw new IllegalArgumentException(
          name + ": expected numbers of rows and columns, got " + pair.length);
    }
    return pair;
  }

  /** What differs from windows of stride 1 without padding: empty, or ", stride 2" and the like. */
  String settings() {
    StringBuilder text = new StringBuilder();
    add(text, "stride", 1, strideHeight, strideWidth);
    add(text, "padding", 0, paddingHeight, paddingWidth);
    add(text, "dilation", 1, dilationHeight, dilationWidth);
    return text.append(isSame ? ", padding same" : "").toString();
  }

  private static void add(StringBuilder text, String name, int ordinary, int down, int across) {
    if (down != ordinary || across != ordinary) {
      text.append(", ").append(name).append(' ').append(down);
      text.append(across == down ? "" : "x" + across);
    }
  }
}
