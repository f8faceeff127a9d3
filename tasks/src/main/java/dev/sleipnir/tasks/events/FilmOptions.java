package dev.sleipnir.tasks.events;

import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.plot.Animation;
import dev.sleipnir.tasks.plot.Film;
import dev.sleipnir.tasks.plot.Picture;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Which pictures are made of a stream. */
final class FilmOptions {
  @Option(names = "--gif", paramLabel = "FILE", description = "Write a film of at most 200 frames.")
  private @Nullable Path gif;

  @Option(names = "--png", paramLabel = "FILE", description = "Write the last frame.")
  private @Nullable Path png;

  @Option(
      names = "--frame",
      paramLabel = "MS",
      description = "Time of a frame in milliseconds of the events' time.")
  private double milliseconds = 10;

  @Option(
      names = "--slower",
      paramLabel = "X",
      description =
          "The film is so many times slower than the events, as far as 10 ms a frame allow.")
  private double slower = 4;

  void check(CommandSpec spec) throws IOException {
    Usage.positive(spec, "--frame", milliseconds);
    Usage.positive(spec, "--slower", slower);
    try {
      if (gif != null) {
        Animation.check(gif);
      }
      if (png != null) {
        Picture.check(png);
      }
    } catch (IllegalArgumentException e) {
      throw Usage.error(spec, String.valueOf(e.getMessage()));
    }
  }

  /** {@return time of a frame, microseconds} */
  long micros() {
    return Math.max(1, Math.round(1000 * milliseconds));
  }

  /** {@return how long a frame is shown} */
  double seconds() {
    return Math.clamp(milliseconds * slower / 1000, 0.01, 10);
  }

  void write(Film film, PrintWriter out) throws IOException {
    if (film.frames() == 0) {
      return;
    }
    if (gif != null) {
      film.write(gif);
      out.println("Film: " + gif);
    }
    if (png != null) {
      film.picture(png);
      out.println("Picture: " + png);
    }
  }
}
