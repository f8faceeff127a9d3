package dev.sleipnir.events.file;

import dev.sleipnir.kernels.require.Require;
import org.jspecify.annotations.Nullable;

/**
 * How a recording is read. {@link #DEFAULT}: damage is an error, the format is found from the
 * content, AEDAT 2 as jAER has it, nobody listens to what is no event.
 *
 * @param skipBad whether damaged parts are left out and counted, in place of an error
 * @param format the format, or null to find it out
 * @param width columns of the sensor where the file does not tell, 0 unknown
 * @param height rows of the sensor where the file does not tell, 0 unknown
 * @param layout how AEDAT 2's addresses become pixels
 * @param listener is told what is no event
 * @param stream which stream of events of an AEDAT 4 file with several is read, -1 the first
 */
public record ReadOptions(
    boolean skipBad,
    @Nullable EventFormat format,
    int width,
    int height,
    Layout layout,
    RecordingListener listener,
    int stream) {
  /** What {@link EventFile#open(java.nio.file.Path)} takes. */
  public static final ReadOptions DEFAULT =
      new ReadOptions(false, null, 0, 0, Layout.JAER, RecordingListener.NONE, -1);

  /** How AEDAT 2's addresses become pixels. */
  public enum Layout {
    /** As jAER shows them: row 0 at the bottom. */
    JAER,
    /**
     * As Tonic reads them: rows of DAVIS346 from the top; DVS128 with columns and rows exchanged
     * and polarities the other way round.
     */
    TONIC
  }

  /**
   * Checks the size and the stream.
   *
   * @throws IllegalArgumentException if width or height is not in 0 to 65535, or the stream is less
   *     than -1
   */
  public ReadOptions {
    Require.count("width", width);
    Require.count("height", height);
    if (width > 0xFFFF || height > 0xFFFF || (width == 0) != (height == 0)) {
      throw new IllegalArgumentException(
          "sensor: expected width and height of 1 to 65535, or both 0, got "
              + width
              + " x "
              + height);
    }
    Require.atLeast("stream", -1, stream);
  }

  /** {@return these, but damaged parts are left out and counted} */
  public ReadOptions skippingBad() {
    return new ReadOptions(true, format, width, height, layout, listener, stream);
  }

  /**
   * These, but for one format, whatever the content looks like.
   *
   * @param format the format
   * @return the options
   */
  public ReadOptions as(EventFormat format) {
    return new ReadOptions(skipBad, format, width, height, layout, listener, stream);
  }

  /**
   * These, with the size of the sensor for files that do not tell it.
   *
   * @param width columns, 1 to 65535
   * @param height rows, 1 to 65535
   * @return the options
   * @throws IllegalArgumentException if one is out of range
   */
  public ReadOptions sensor(int width, int height) {
    return new ReadOptions(skipBad, format, width, height, layout, listener, stream);
  }

  /**
   * These, with another meaning of AEDAT 2's addresses.
   *
   * @param layout which
   * @return the options
   */
  public ReadOptions layout(Layout layout) {
    return new ReadOptions(skipBad, format, width, height, layout, listener, stream);
  }

  /**
   * These, with somebody who is told what is no event.
   *
   * @param listener who
   * @return the options
   */
  public ReadOptions listener(RecordingListener listener) {
    return new ReadOptions(skipBad, format, width, height, layout, listener, stream);
  }

  /**
   * These, for another stream of events of an AEDAT 4 file, which may hold those of several
   * cameras; events of the ones that are not read are counted by {@link EventReader#others}.
   *
   * @param id the stream's number in the file, 0 or more
   * @return the options
   * @throws IllegalArgumentException if it is less than 0
   */
  public ReadOptions ofStream(int id) {
    Require.atLeast("stream", 0, id);
    return new ReadOptions(skipBad, format, width, height, layout, listener, id);
  }
}
