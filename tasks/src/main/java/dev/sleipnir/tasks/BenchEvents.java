package dev.sleipnir.tasks;

import dev.sleipnir.bench.protocol.Protocol;
import dev.sleipnir.events.file.EventFormat;
import dev.sleipnir.tasks.events.EventsSpeed;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sleipnir bench events}: recordings of event cameras. */
@Command(
    name = "events",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Recordings of event cameras decoded on one thread, events/s.",
      "Drawn events are written in each format and read from the page cache; recordings of one's own"
          + " with --files. Beside it the limit of bandwidth: the bytes read, and as many events"
          + " copied, without decoding."
    })
final class BenchEvents extends BenchCommand {
  @Option(
      names = "--formats",
      paramLabel = "NAME",
      split = ",",
      description = "Some of ${COMPLETION-CANDIDATES} that are written.")
  private List<EventFormat> formats =
      List.of(EventFormat.DAT, EventFormat.EVT2, EventFormat.EVT3, EventFormat.AEDAT4);

  @Option(names = "--files", paramLabel = "FILE", split = ",", description = "Recordings, too.")
  private List<Path> files = List.of();

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Write the drawn recordings into this folder, and leave them there.")
  private @Nullable Path keep;

  @Option(names = "--events", paramLabel = "N", description = "Events of a drawn recording.")
  private long events = 10_000_000;

  @Option(names = "--repeats", paramLabel = "N", description = "Readings that are timed.")
  private int repeats = 5;

  @Override
  Protocol protocol() {
    return new EventsSpeed(formats, files, keep, events, repeats);
  }
}
