package dev.sleipnir.tasks.events;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.data.MovingBar;
import dev.sleipnir.events.file.EventFile;
import dev.sleipnir.events.transform.Sensor;
import dev.sleipnir.kernels.random.RandomStream;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Where the events of a demonstration come from: a recording, or a bar that moves. */
final class SourceOptions {
  private static final Sensor SENSOR = new Sensor(128, 96);
  private static final long MICROS = 500_000;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "A recording. Default: a bar that moves over a sensor of 128 x 96 in 0.5 s.")
  private @Nullable Path file;

  @Mixin private ReadingOptions reading = new ReadingOptions();

  /** {@return what is seen, in a few words} */
  String title() {
    return file == null ? "a moving bar" : String.valueOf(file.getFileName());
  }

  /** Opens it; the caller closes it. */
  EventSource open() throws IOException {
    if (file == null) {
      return EventSource.of(
          MovingBar.across(SENSOR).record(MICROS, new RandomStream(1)),
          SENSOR.width(),
          SENSOR.height());
    }
    EventSource source = EventFile.open(file, reading.options());
    if (source.width() == 0) {
      source.close();
      throw new IOException(
          file + ": expected a recording that tells its sensor, got none; --sensor WxH says it");
    }
    return source;
  }
}
