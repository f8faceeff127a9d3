package dev.sleipnir.tasks.events;

import dev.sleipnir.events.file.Compression;
import dev.sleipnir.events.file.EventFile;
import dev.sleipnir.events.file.EventFormat;
import dev.sleipnir.events.file.EventReader;
import dev.sleipnir.tasks.option.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sleipnir events convert}: a recording in another format. */
@Command(
    name = "convert",
    sortOptions = false,
    description = {
      "Write a recording in another format: evt2, evt3, dat, es, aedat4, csv or npy.",
      "The output's name says which, .raw being evt3. It is written whole or not at all."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir events convert driving.aedat4 driving.raw --from-zero",
      "  sleipnir events convert driving.raw driving.npy"
    })
final class EventsConvert implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "IN", description = "A recording.")
  private Path in = Path.of("");

  @Parameters(index = "1", paramLabel = "OUT", description = "Where to.")
  private Path out = Path.of("");

  @Option(
      names = "--to",
      paramLabel = "NAME",
      converter = ReadingOptions.Format.class,
      description = "The output's format, in place of finding it from its name.")
  private @Nullable EventFormat to;

  @Option(
      names = "--compression",
      paramLabel = "NAME",
      description = "Of AEDAT 4: ${COMPLETION-CANDIDATES}. Default: LZ4.")
  private @Nullable Compression compression;

  @Option(
      names = "--from-zero",
      description = "Let the first event be at 0: some formats hold no times since 1970.")
  private boolean fromZero;

  @Mixin private ReadingOptions reading = new ReadingOptions();

  @Override
  public Integer call() throws IOException {
    EventFormat format = to == null ? byName() : to;
    if (!format.isWritten()) {
      throw Usage.error(
          spec, "expected a format that is written: " + written() + "; got " + format);
    }
    if (compression != null && format != EventFormat.AEDAT4) {
      throw Usage.error(spec, "--compression: expected an output in aedat4, got " + format);
    }
    try (EventReader reader = EventFile.open(in, reading.options())) {
      long events =
          EventFile.write(
              out,
              format,
              compression == null ? Compression.LZ4 : compression,
              fromZero ? new FromZero(reader) : reader);
      spec.commandLine()
          .getErr()
          .println(
              "sleipnir: "
                  + events
                  + " events of "
                  + reader.format()
                  + " as "
                  + format
                  + (reader.skipped() > 0
                      ? ", " + reader.skipped() + " damaged parts left out"
                      : ""));
    }
    return 0;
  }

  private EventFormat byName() {
    String name = String.valueOf(out.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".raw")) {
      return EventFormat.EVT3;
    }
    for (EventFormat format : EventFormat.values()) {
      if (format.isWritten() && name.endsWith("." + format.extension())) {
        return format;
      }
    }
    throw Usage.error(
        spec,
        "expected an output's name that ends as a format's does, or --to one of " + written());
  }

  private static String written() {
    return Arrays.stream(EventFormat.values())
        .filter(EventFormat::isWritten)
        .map(EventFormat::id)
        .collect(Collectors.joining(", "));
  }
}
