package dev.sleipnir.model.data;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * Images of one size with a label each, one byte per pixel. As a data set, its inputs are
 * [channels, height, width] with pixels from 0 to 1.
 */
public final class LabeledImages implements Dataset {
  private final String name;
  private final int channels;
  private final int height;
  private final int width;
  private final byte[] pixels; // [image, channel, row, column] -> brightness 0..255, unsigned
  private final byte[] labels; // [image] -> class, unsigned

  /**
   * Takes images as they are: the arrays are kept, not copied.
   *
   * @param name what the images are, for messages
   * @param channels channels per image, 1 or more
   * @param height rows per channel, 1 or more
   * @param width pixels per row, 1 or more
   * @param pixels unsigned bytes [N, channels, height, width]
   * @param labels unsigned bytes [N]
   * @throws IllegalArgumentException if a size is less than 1 or the arrays' lengths do not match
   */
  public LabeledImages(
      String name, int channels, int height, int width, byte[] pixels, byte[] labels) {
    this.name = Objects.requireNonNull(name, "name");
    this.channels = atLeastOne("channels", channels);
    this.height = atLeastOne("height", height);
    this.width = atLeastOne("width", width);
    this.pixels = Objects.requireNonNull(pixels, "pixels");
    this.labels = Objects.requireNonNull(labels, "labels");
    long plane = (long) height * width;
    boolean fits = plane <= Integer.MAX_VALUE && plane * channels <= Integer.MAX_VALUE;
    if (!fits || plane * channels * labels.length != pixels.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "pixels: expected %d x %d x %d x %d bytes (labels x channels x height x width), got %d",
              labels.length,
              channels,
              height,
              width,
              pixels.length));
    }
  }

  /** {@return what the images are: a name for messages} */
  public String name() {
    return name;
  }

  /** {@return channels per image: 1 or more} */
  public int channels() {
    return channels;
  }

  /** {@return rows per channel: 1 or more} */
  public int height() {
    return height;
  }

  /** {@return pixels per row: 1 or more} */
  public int width() {
    return width;
  }

  /** {@return how many images there are: 0 or more} */
  @Override
  public int size() {
    return labels.length;
  }

  /**
   * Bytes per image, which is also floats per image for {@link #copyTo}.
   *
   * @return channels times height times width
   */
  public int pixelsPerImage() {
    return channels * height * width;
  }

  /**
   * The class of an image.
   *
   * @param index which image, from 0
   * @return 0 to 255
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public int label(int index) {
    return Byte.toUnsignedInt(labels[checked(index)]);
  }

  private int checked(int index) {
    if (index < 0 || index >= labels.length) {
      throw new IndexOutOfBoundsException(
          "index: expected one of " + labels.length + " images from 0 on, got " + index);
    }
    return index;
  }

  /**
   * Writes one image as floats: {@code scale * pixel / 255 + shift}, pixels being 0 to 255. Scale 1
   * and shift 0 give 0 to 1; a mean m and deviation s of such values are taken out by scale 1/s and
   * shift -m/s.
   *
   * @param index which image, from 0
   * @param target receives [channels, height, width]
   * @param offset position in {@code target} of the first float
   * @param scale factor
   * @param shift summand
   * @throws IndexOutOfBoundsException if there is no such image or it does not fit into the target
   */
  public void copyTo(int index, float[] target, int offset, float scale, float shift) {
    checked(index);
    int count = pixelsPerImage();
    if (offset < 0 || offset > target.length - count) {
      throw new IndexOutOfBoundsException(
          "target: expected room for "
              + count
              + " floats from offset "
              + offset
              + " on, got "
              + target.length
              + " in all");
    }
    int first = index * count;
    for (int i = 0; i < count; i++) {
      target[offset + i] = scale * (Byte.toUnsignedInt(pixels[first + i]) / 255f) + shift;
    }
  }

  @Override
  public Example item(int index, RandomStream random) {
    Tensor image = Tensor.zeros(channels, height, width);
    copyTo(index, image.data(), 0, 1f, 0f);
    return new Example(image, Tensor.full(label(index)));
  }

  /** The digest of what they are. */
  @Override
  public String text() {
    return "sha256 " + sha256();
  }

  /**
   * The first images, copied.
   *
   * @param n how many, at most {@link #size()}
   * @return the same images and labels, fewer of them
   * @throws IllegalArgumentException if there are not as many
   */
  public LabeledImages first(int n) {
    if (n < 0 || n > size()) {
      throw new IllegalArgumentException(
          "n: expected 0 to " + size() + " (" + name + " has no more), got " + n);
    }
    return new LabeledImages(
        name,
        channels,
        height,
        width,
        Arrays.copyOf(pixels, n * pixelsPerImage()),
        Arrays.copyOf(labels, n));
  }

  /**
   * A digest of what they are: sizes, pixels and labels, not the name.
   *
   * @return SHA-256, 64 lower-case hex digits
   */
  public String sha256() {
    ByteBuffer sizes = ByteBuffer.allocate(4 * Integer.BYTES);
    sizes.putInt(labels.length).putInt(channels).putInt(height).putInt(width);
    return Sha256.of(sizes.array(), pixels, labels);
  }

  private static int atLeastOne(String argument, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(argument + ": expected 1 or more, got " + value);
    }
    return value;
  }
}
