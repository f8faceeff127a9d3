package dev.sleipnir.events.file;

/** A picture of a camera that takes pictures, too. */
public final class Frame {
  private final long start;
  private final long end;
  private final int width;
  private final int height;
  private final int x;
  private final int y;
  private final int channels;
  private final byte[] pixels;

  Frame(long start, long end, int width, int height, int x, int y, int channels, byte[] pixels) {
    this.start = start;
    this.end = end;
    this.width = width;
    this.height = height;
    this.x = x;
    this.y = y;
    this.channels = channels;
    this.pixels = pixels;
  }

  /** {@return when its exposure started, microseconds} */
  public long start() {
    return start;
  }

  /** {@return when its exposure ended, microseconds} */
  public long end() {
    return end;
  }

  /** {@return columns} */
  public int width() {
    return width;
  }

  /** {@return rows} */
  public int height() {
    return height;
  }

  /** {@return the sensor's column of its first column} */
  public int x() {
    return x;
  }

  /** {@return the sensor's row of its first row} */
  public int y() {
    return y;
  }

  /** {@return 1 grey, 3 blue, green, red, 4 blue, green, red and opacity} */
  public int channels() {
    return channels;
  }

  /** {@return the pixels [height, width, channels], 0 to 255 without a sign; not a copy} */
  public byte[] pixels() {
    return pixels;
  }
}
