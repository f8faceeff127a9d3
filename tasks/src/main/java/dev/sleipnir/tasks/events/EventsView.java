package dev.sleipnir.tasks.events;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.EventWindows;
import dev.sleipnir.events.Events;
import dev.sleipnir.events.transform.Sensor;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sleipnir events view}: a film of a recording. */
@Command(
    name = "view",
    sortOptions = false,
    showDefaultValues = true,
    description =
        "Make a film of a recording: ON minus OFF of each pixel in each frame, ON vermilion, OFF blue.",
    footer = {"", "Examples:", "  sleipnir events view driving.raw --gif driving.gif --frame 20"})
final class EventsView implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SourceOptions source = new SourceOptions();

  @Mixin private FilmOptions film = new FilmOptions();

  @Override
  public Integer call() throws IOException {
    film.check(spec);
    try (EventSource events = source.open()) {
      Sensor sensor = new Sensor(events.width(), events.height());
      Film pictures = new Film(List.of(source.title()), sensor, film.seconds());
      EventWindows windows = events.windows(film.micros());
      Events batch = new Events(1 << 12);
      long seen = 0;
      while (!pictures.isFull() && windows.next(batch)) {
        float[] plane = new float[sensor.pixels()];
        for (int i = 0; i < batch.size(); i++) {
          if (batch.x(i) < sensor.width() && batch.y(i) < sensor.height()) {
            plane[batch.y(i) * sensor.width() + batch.x(i)] += 2 * batch.polarity(i) - 1;
          }
        }
        pictures.add(List.of(plane));
        seen += batch.size();
      }
      var out = spec.commandLine().getOut();
      out.println(
          source.title()
              + ", "
              + sensor
              + ": "
              + seen
              + " events in "
              + pictures.frames()
              + " frames");
      film.write(pictures, out);
    }
    return 0;
  }
}
