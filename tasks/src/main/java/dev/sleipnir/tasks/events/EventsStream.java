package dev.sleipnir.tasks.events;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.Events;
import dev.sleipnir.events.file.EventFormat;
import dev.sleipnir.events.stream.EventRing;
import dev.sleipnir.events.stream.PacedSource;
import dev.sleipnir.events.stream.WhenFull;
import dev.sleipnir.tasks.option.Usage;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sleipnir events stream}: events from one place to another. */
@Command(
    name = "stream",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Send events from one place to another: files, - (standard input and output), tcp://HOST:PORT,"
          + " udp://HOST:PORT in the format of SPIF and AEStream. Without HOST, :PORT listens.",
      "A ring between reading and writing says what happens when reading is faster."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir events stream driving.raw udp://localhost:3333 --pace 1",
      "  sleipnir events stream udp://:3333 driving.dat --to dat --sensor 640x480 --idle 2",
      "  sleipnir events stream driving.raw - --to csv | head"
    })
final class EventsStream implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "IN", description = "Where events come from.")
  private String in = "-";

  @Parameters(index = "1", paramLabel = "OUT", description = "Where they go.")
  private String out = "-";

  @Option(
      names = "--to",
      paramLabel = "NAME",
      converter = ReadingOptions.Format.class,
      description = "Format of what is written to a file, - or tcp.")
  private EventFormat to = EventFormat.EVT3;

  @Option(
      names = "--pace",
      paramLabel = "X",
      description = "Send as the events' times say, X times as fast. Default: as fast as it goes.")
  private @Nullable Double pace;

  @Option(names = "--ring", paramLabel = "N", description = "Room of the ring, in events.")
  private int ring = 1 << 20;

  @Option(
      names = "--when-full",
      paramLabel = "WHAT",
      description = "${COMPLETION-CANDIDATES}: events that are dropped are counted.")
  private WhenFull whenFull = WhenFull.BLOCK;

  @Option(
      names = "--idle",
      paramLabel = "S",
      description = "Take udp for ended after so many seconds without a datagram. Default: never.")
  private double idle;

  @Option(names = "--no-times", description = "Send events by udp without their times.")
  private boolean untimed;

  @Mixin private ReadingOptions reading = new ReadingOptions();

  @Override
  public Integer call() throws IOException {
    if (pace != null) {
      Usage.positive(spec, "--pace", pace);
    }
    Usage.atLeast(spec, "--ring", ring, 1);
    if (!(idle >= 0 && idle < 1e6)) {
      throw Usage.error(spec, "--idle: expected seconds, 0 or more, got " + idle);
    }
    StreamEnd from;
    StreamEnd into;
    try {
      from = StreamEnd.of(in);
      into = StreamEnd.of(out);
    } catch (IllegalArgumentException e) {
      throw Usage.error(spec, String.valueOf(e.getMessage()));
    }
    if (into.kind() != StreamEnd.Kind.UDP && !to.isWritten()) {
      throw Usage.error(spec, "--to: expected a format that is written, got " + to);
    }
    try (EventSource opened =
            from.source(reading.options(), reading.sensor(), (int) Math.ceil(1000 * idle));
        EventRing events =
            EventRing.reading(
                pace == null ? opened : new PacedSource(opened, pace), ring, whenFull);
        StreamEnd.Sink sink = into.sink(to, opened.width(), opened.height(), !untimed)) {
      long count = 0;
      Events batch = new Events(1 << 12);
      while (events.read(batch) >= 0) {
        sink.write(batch);
        count += batch.size();
        batch.clear();
      }
      spec.commandLine()
          .getErr()
          .println(
              String.format(
                  Locale.ROOT, "sleipnir: %d events, %d dropped", count, events.dropped()));
    }
    return 0;
  }
}
