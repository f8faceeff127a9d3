package dev.sleipnir.tasks.events;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.EventWindows;
import dev.sleipnir.events.Events;
import dev.sleipnir.events.transform.Sensor;
import dev.sleipnir.tasks.plot.Film;
import dev.sleipnir.tasks.watch.FilmWatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sleipnir events view}: a film of a recording. */
@Command(
    name = "view",
    sortOptions = false,
    showDefaultValues = true,
    description =
        "Make a film of a recording: ON minus OFF of each pixel in each frame, ON vermilion, OFF blue.",
    footer = {
      "",
      "Examples:",
      "  sleipnir events view driving.raw --gif driving.gif --frame 20",
      "  sleipnir events view driving.raw --watch --slower 1"
    })
final class EventsView implements Callable<Integer> {
  /** How long a page is waited for: without one the film goes by unseen. */
  private static final long LONGEST_WAIT_NANOS = 60_000_000_000L;

  private static final long BETWEEN_LOOKS_NANOS = 20_000_000L;

  @Spec private CommandSpec spec;

  @Mixin private SourceOptions source = new SourceOptions();

  @Mixin private FilmOptions film = new FilmOptions();

  @Option(
      names = "--watch",
      description =
          "Show the whole recording on a local page, as slow as --slower says, from when the page is"
              + " opened (for a minute it is waited for): its address is printed first.")
  private boolean watch;

  private long seen;
  private long shown;

  @Override
  public Integer call() throws IOException {
    film.check(spec);
    PrintWriter out = spec.commandLine().getOut();
    try (EventSource events = source.open()) {
      Sensor sensor = new Sensor(events.width(), events.height());
      Film pictures =
          new Film(List.of(source.title()), sensor.width(), sensor.height(), film.seconds());
      if (watch) {
        try (FilmWatch page = new FilmWatch(source.title(), pictures.png())) {
          out.println("Watch: " + page.address());
          out.flush();
          await(page);
          show(events, sensor, pictures, page);
          LockSupport.parkNanos(BETWEEN_LOOKS_NANOS); // a page asks for the last frame
        }
      } else {
        show(events, sensor, pictures, null);
      }
      out.println(source.title() + ", " + sensor + ": " + seen + " events in " + shown + " frames");
      film.write(pictures, out);
    }
    return 0;
  }

  private static void await(FilmWatch page) {
    long start = System.nanoTime();
    while (!page.isOpen()
        && System.nanoTime() - start < LONGEST_WAIT_NANOS
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
  }

  /** All windows, each at its time, if there is a page; else as many as the film takes, at once. */
  private void show(EventSource events, Sensor sensor, Film pictures, @Nullable FilmWatch page)
      throws IOException {
    EventWindows windows = events.windows(film.micros());
    Events batch = new Events(1 << 12);
    long began = System.nanoTime();
    while ((page != null || !pictures.isFull())
        && !Thread.currentThread().isInterrupted()
        && windows.next(batch)) {
      float[] plane = new float[sensor.pixels()];
      for (int i = 0; i < batch.size(); i++) {
        int pixel = sensor.pixel(batch.x(i), batch.y(i));
        if (pixel >= 0) {
          plane[pixel] += 2 * batch.polarity(i) - 1;
        }
      }
      pictures.add(plane);
      seen += batch.size();
      shown++;
      if (page != null && page.isOpen()) {
        page.show(pictures.png(), windows.end() * 1e-6);
        long due = began + (long) (shown * film.seconds() * 1e9);
        while (due - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
    }
  }
}
