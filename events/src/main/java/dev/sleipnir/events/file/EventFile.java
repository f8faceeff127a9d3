package dev.sleipnir.events.file;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.Events;
import dev.sleipnir.model.file.OutputFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Opens recordings. The format is found from the content, never from the name; only recordings
 * without any header have to be told with {@link ReadOptions#as}.
 *
 * <pre>{@code
 * try (EventReader recording = EventFile.open(Path.of("driving.raw"))) {
 *   Events batch = new Events(1 << 16);
 *   while (recording.next(batch)) { ... }
 * }
 * }</pre>
 */
public final class EventFile {
  private static final String HDF5 = "\u0089HDF\r\n\u001a\n";

  private EventFile() {}

  /**
   * Opens a file.
   *
   * @param file the recording
   * @return its events
   * @throws EventFormatException if its format is not known, or its head is damaged
   * @throws IOException if it cannot be read
   */
  public static EventReader open(Path file) throws IOException {
    return open(file, ReadOptions.DEFAULT);
  }

  /**
   * Opens a file.
   *
   * @param file the recording
   * @param options how
   * @return its events
   * @throws EventFormatException if its format is not known, or its head is damaged
   * @throws IOException if it cannot be read
   */
  public static EventReader open(Path file, ReadOptions options) throws IOException {
    return open(Files.newInputStream(file), file, options);
  }

  /**
   * Opens a stream, which is read as far as events are asked for, and a block further.
   *
   * @param stream the recording; closed with the reader, and where opening fails
   * @param options how
   * @return its events
   * @throws EventFormatException if its format is not known, or its head is damaged
   * @throws IOException if it cannot be read
   */
  public static EventReader open(InputStream stream, ReadOptions options) throws IOException {
    return open(stream, null, options);
  }

  private static EventReader open(InputStream stream, @Nullable Path path, ReadOptions options)
      throws IOException {
    ByteInput in = new ByteInput(stream);
    try {
      return open(in, path, options);
    } catch (IOException | RuntimeException e) {
      try {
        in.close();
      } catch (IOException other) {
        e.addSuppressed(other);
      }
      throw e;
    }
  }

  /**
   * Writes all events of a source to a file, whole or not at all: after an error what was there is
   * as it was. AEDAT 4 is compressed with LZ4.
   *
   * @param file where to
   * @param format one that is written, see {@link EventFormat#isWritten}
   * @param source the events; not closed
   * @return how many there were
   * @throws IllegalArgumentException if the format is not written
   * @throws IOException if reading or writing fails, or the format cannot hold an event
   */
  public static long write(Path file, EventFormat format, EventSource source) throws IOException {
    return write(file, format, Compression.LZ4, source);
  }

  /**
   * Writes all events of a source to a file, whole or not at all: after an error what was there is
   * as it was.
   *
   * @param file where to
   * @param format one that is written, see {@link EventFormat#isWritten}
   * @param compression of AEDAT 4; others have none
   * @param source the events; not closed
   * @return how many there were
   * @throws IllegalArgumentException if the format is not written
   * @throws IOException if reading or writing fails, or the format cannot hold an event
   */
  public static long write(
      Path file, EventFormat format, Compression compression, EventSource source)
      throws IOException {
    long[] count = new long[1];
    OutputFile.write(
        file,
        out -> {
          try (EventWriter writer =
              new EventWriter(out, format, compression, source.width(), source.height())) {
            Events batch = new Events(1 << 14);
            while (source.next(batch)) {
              writer.write(batch);
              count[0] += batch.size();
            }
          }
        });
    return count[0];
  }

  private static EventReader open(ByteInput in, @Nullable Path path, ReadOptions options)
      throws IOException {
    in.fill(ByteInput.BLOCK);
    Faults faults = new Faults(options.skipBad());
    Others others = new Others(options.listener());
    EventFormat given = options.format();
    EventFormat format = given == null ? detect(in) : marked(in, given);
    PropheseeHeader header = null;
    if (format == EventFormat.EVT2
        || format == EventFormat.EVT21
        || format == EventFormat.EVT3
        || format == EventFormat.DAT) {
      header = new PropheseeHeader(in);
      format = given == null ? prophesee(in, header) : format;
    }
    Decoder decoder =
        switch (format) {
          case EVT2 -> new Evt2Decoder(in, faults, others);
          case EVT21 -> new Evt21Decoder(in, faults, isLegacy(in, header), others);
          case EVT3 -> new Evt3Decoder(in, faults, others);
          case DAT -> dat(in, faults, header, others);
          case NMNIST -> new NmnistDecoder(in, faults);
          case ES -> new EsDecoder(in, faults, others);
          case AEDAT2 -> new Aedat2Decoder(in, faults, options.layout(), others);
          case AEDAT31 -> new Aedat31Decoder(in, faults, others);
          case AEDAT4 -> new Aedat4Decoder(in, faults, options.stream(), others);
          case CSV -> new CsvDecoder(in, faults);
          case NPY -> new NpyDecoder(in, faults);
          case SHD -> new ShdDecoder(in, faults, path);
          case MAT -> new MatDecoder(in, faults);
        };
    if (header != null && header.width() > 0) {
      decoder.sensor(header.width(), header.height());
    } else if (decoder.width() == 0) {
      decoder.sensor(options.width(), options.height());
    }
    return new EventReader(format, decoder, faults, others);
  }

  /** A format that is given, if the recording begins with the mark of those that have one. */
  private static EventFormat marked(ByteInput in, EventFormat given) throws EventFormatException {
    String mark =
        switch (given) {
          case AEDAT4 -> Aedat4Header.MAGIC;
          case ES -> EsDecoder.MAGIC;
          case NPY -> NpyDecoder.MAGIC;
          case SHD -> HDF5;
          case MAT -> MatDecoder.MAGIC;
          default -> "";
        };
    if (!in.startsWith(mark)) {
      throw Faults.fatal(0, "expected the first bytes of " + given + ", got other bytes");
    }
    return given;
  }

  /** EVT2 stands for all with the header of Prophesee. */
  private static EventFormat detect(ByteInput in) throws EventFormatException {
    if (in.startsWith("% ")) {
      return EventFormat.EVT2;
    }
    if (in.startsWith(Aedat4Header.MAGIC)) {
      return EventFormat.AEDAT4;
    }
    if (in.startsWith("#!AER-DAT3")) {
      return EventFormat.AEDAT31;
    }
    if (in.startsWith("#!AER-DAT4")) {
      throw Faults.fatal(
          10, "expected '" + Aedat4Header.MAGIC.strip() + "' and a line feed, got other bytes");
    }
    if (in.startsWith("#")) {
      return EventFormat.AEDAT2;
    }
    if (in.startsWith(EsDecoder.MAGIC)) {
      return EventFormat.ES;
    }
    if (in.startsWith(NpyDecoder.MAGIC)) {
      return EventFormat.NPY;
    }
    if (in.startsWith(HDF5)) {
      return EventFormat.SHD;
    }
    if (in.startsWith(MatDecoder.MAGIC)) {
      return EventFormat.MAT;
    }
    if (CsvDecoder.looksLike(in)) {
      return EventFormat.CSV;
    }
    if (!isCut(in) && NmnistDecoder.looksLike(in)) {
      return EventFormat.NMNIST;
    }
    throw Faults.fatal(
        0,
        in.available() == 0
            ? "expected a recording, got no bytes"
            : "expected a recording of a known format, got other bytes");
  }

  /** Whether there is the start of a mark that tells a format, and no more. */
  private static boolean isCut(ByteInput in) {
    for (String mark : new String[] {NpyDecoder.MAGIC, HDF5, MatDecoder.MAGIC, EsDecoder.MAGIC}) {
      if (in.available() < mark.length() && in.startsWith(mark.substring(0, in.available()))) {
        return true;
      }
    }
    return false;
  }

  /** Behind the header, which may name the format; else DAT shows by its two bytes. */
  private static EventFormat prophesee(ByteInput in, PropheseeHeader header) throws IOException {
    EventFormat format = header.format();
    if (format != null) {
      return format;
    }
    in.fill(2);
    if (header.formatName().isEmpty() && isDat(in)) {
      return EventFormat.DAT;
    }
    throw Faults.fatal(
        in.offset(),
        "expected a header with evt 2.0, 2.1 or 3.0, or DAT's type and size behind it, got "
            + (header.formatName().isEmpty() ? "neither" : "format " + header.formatName()));
  }

  private static boolean isDat(ByteInput in) {
    if (in.available() < 2) {
      return false;
    }
    int type = in.unsigned(in.at());
    return in.unsigned(in.at() + 1) == 8 && (type == 0 || type == 0x0C || type == 0x0E);
  }

  private static Decoder dat(
      ByteInput in, Faults faults, @Nullable PropheseeHeader header, Others others)
      throws IOException {
    if (!in.fill(2) || !isDat(in)) {
      throw Faults.fatal(
          in.offset(), "expected type 0, 12 or 14 and records of 8 bytes, got other bytes");
    }
    boolean hasTriggers = in.unsigned(in.at()) == 0x0E;
    in.skip(2);
    return new DatDecoder(
        in, faults, header != null && header.isFirstVersion(), hasTriggers, others);
  }

  private static boolean isLegacy(ByteInput in, @Nullable PropheseeHeader header) {
    Boolean told = header == null ? null : header.isLegacy();
    return told == null ? Evt21Decoder.looksLegacy(in) : told;
  }
}
