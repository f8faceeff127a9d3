package dev.sleipnir.tasks.events;

import dev.sleipnir.events.file.EventFormat;
import dev.sleipnir.events.file.ReadOptions;
import dev.sleipnir.events.transform.Sensor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How recordings are read. */
final class ReadingOptions {
  @Option(
      names = "--skip-bad",
      description = "Leave damaged parts out, and say how many, in place of an error.")
  private boolean skipBad;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      converter = Format.class,
      description = "Take the input for this format, in place of finding it from the content.")
  private @Nullable EventFormat format;

  @Option(
      names = "--sensor",
      paramLabel = "WxH",
      converter = Size.class,
      description = "The sensor's size, for recordings that do not tell it.")
  private @Nullable Sensor sensor;

  @Option(
      names = "--layout",
      paramLabel = "NAME",
      description = "Pixels of AEDAT 2: jaer (rows from the bottom) or tonic. Default: jaer.")
  private ReadOptions.Layout layout = ReadOptions.Layout.JAER;

  @Option(
      names = "--stream",
      paramLabel = "N",
      converter = StreamNumber.class,
      description = "Which stream of events of an AEDAT 4 file with several. Default: the first.")
  private @Nullable Integer stream;

  /** The sensor that was given, if any. */
  @Nullable Sensor sensor() {
    return sensor;
  }

  ReadOptions options() {
    ReadOptions options = ReadOptions.DEFAULT.layout(layout);
    if (skipBad) {
      options = options.skippingBad();
    }
    if (format != null) {
      options = options.as(format);
    }
    if (stream != null) {
      options = options.ofStream(stream);
    }
    return sensor == null ? options : options.sensor(sensor.width(), sensor.height());
  }

  /** A stream's number. */
  static final class StreamNumber implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      if (!value.matches("\\d{1,6}")) {
        throw new TypeConversionException("expected a number of 0 or more, got " + value);
      }
      return Integer.valueOf(value);
    }
  }

  /** By its name. */
  static final class Format implements ITypeConverter<EventFormat> {
    @Override
    public EventFormat convert(String value) {
      try {
        return EventFormat.of(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Two numbers. */
  static final class Size implements ITypeConverter<Sensor> {
    @Override
    public Sensor convert(String value) {
      String[] sides = value.toLowerCase(Locale.ROOT).split("x", -1);
      if (sides.length == 2 && sides[0].matches("\\d{1,5}") && sides[1].matches("\\d{1,5}")) {
        int width = Integer.parseInt(sides[0]);
        int height = Integer.parseInt(sides[1]);
        if (width > 0 && height > 0 && width <= 0xFFFF && height <= 0xFFFF) {
          return new Sensor(width, height);
        }
      }
      throw new TypeConversionException(
          "expected WxH of 1 to 65535, such as 640x480, got " + value);
    }
  }
}
