package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import dev.sleipnir.kernels.require.Require;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes events to a stream, batch after batch. To a file it is {@link
 * EventFile#write(java.nio.file.Path, EventFormat, dev.sleipnir.events.EventSource)}, which writes
 * it whole or not at all.
 *
 * <p>NPY and AEDAT 4 say at their start how much there is: they are kept in a temporary file, and
 * go to the stream when the writer is closed.
 */
public final class EventWriter implements Closeable {
  private final ByteOutput out;
  private final OutputStream stream;
  private final Encoder encoder;
  private boolean isBroken;
  private boolean isClosed;

  /**
   * Starts a recording.
   *
   * @param stream where it goes; closed with the writer
   * @param format one that is written, see {@link EventFormat#isWritten}
   * @param width columns of the sensor, 0 unknown; Event Stream needs it
   * @param height rows of the sensor, 0 unknown
   * @throws IllegalArgumentException if the format is not written, or a size is out of range
   * @throws IOException if writing fails
   */
  public EventWriter(OutputStream stream, EventFormat format, int width, int height)
      throws IOException {
    this(stream, format, Compression.LZ4, width, height);
  }

  /**
   * Starts a recording.
   *
   * @param stream where it goes; closed with the writer
   * @param format one that is written, see {@link EventFormat#isWritten}
   * @param compression of AEDAT 4; others have none
   * @param width columns of the sensor, 0 unknown; Event Stream needs it
   * @param height rows of the sensor, 0 unknown
   * @throws IllegalArgumentException if the format is not written, or a size is out of range
   * @throws IOException if writing fails
   */
  public EventWriter(
      OutputStream stream, EventFormat format, Compression compression, int width, int height)
      throws IOException {
    Require.count("width", width);
    Require.count("height", height);
    if (width > 0xFFFF || height > 0xFFFF || (width == 0) != (height == 0)) {
      throw new IllegalArgumentException(
          "sensor: expected width and height of 1 to 65535, or both 0, got "
              + width
              + " x "
              + height);
    }
    this.stream = stream;
    out = new ByteOutput(stream);
    encoder =
        switch (format) {
          case EVT2 -> new Evt2Encoder(out, width, height);
          case EVT3 -> new Evt3Encoder(out, width, height);
          case DAT -> new DatEncoder(out, width, height);
          case ES -> new EsEncoder(out, width, height);
          case AEDAT4 -> new Aedat4Encoder(out, compression, width, height);
          case CSV -> new CsvEncoder(out);
          case NPY -> new NpyEncoder(out);
          default ->
              throw new IllegalArgumentException(
                  "format: expected one of evt2, evt3, dat, es, aedat4, csv, npy, got " + format);
        };
  }

  /**
   * Writes events behind those that were written before.
   *
   * @param events the events
   * @throws IOException if writing fails, or the format cannot hold an event; the recording is then
   *     good for nothing
   */
  public void write(Events events) throws IOException {
    if (isClosed || isBroken) {
      throw new IOException("expected an open recording, got a closed or broken one");
    }
    try {
      encoder.events(events);
    } catch (IOException e) {
      isBroken = true;
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try (stream;
        encoder) {
      if (!isBroken) {
        encoder.finish();
        out.flush();
      }
    }
  }
}
