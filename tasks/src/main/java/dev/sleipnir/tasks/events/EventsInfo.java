package dev.sleipnir.tasks.events;

import dev.sleipnir.events.Events;
import dev.sleipnir.events.file.EventFile;
import dev.sleipnir.events.file.EventReader;
import dev.sleipnir.events.file.EventSummary;
import dev.sleipnir.tasks.report.Failures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code sleipnir events info}: reads recordings whole and says what is in them. */
@Command(
    name = "info",
    sortOptions = false,
    description = {
      "Read recordings and say what is in them: format, events, times, pixels, and how much else.",
      "With --json also the first three events and SHA-256 digests of the columns. Where a recording"
          + " is damaged this is of the events before; the error comes after it, and the exit"
          + " status is 1."
    },
    footer = {"", "Examples:", "  sleipnir events info --json *.raw *.aedat4"})
final class EventsInfo implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Recordings.")
  private List<Path> files = List.of();

  @Option(
      names = "--json",
      description = "One JSON object, with a member for each file, by its name.")
  private boolean json;

  @Mixin private ReadingOptions reading = new ReadingOptions();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Object> all = new LinkedHashMap<>();
    int status = 0;
    for (Path file : files) {
      Recording recording = read(file);
      if (recording.error() != null) {
        spec.commandLine().getErr().println("sleipnir: " + file + ": " + recording.error());
        status = 1;
      }
      if (json) {
        String name = String.valueOf(file.getFileName());
        all.put(all.containsKey(name) ? file.toString() : name, recording.figures());
      } else if (recording.format() != null) {
        recording.print(out, file);
      }
    }
    if (json) {
      out.println(
          JsonMapper.builder()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .build()
              .writeValueAsString(all));
    }
    return status;
  }

  private Recording read(Path file) {
    EventSummary summary = new EventSummary();
    EventReader opened = null;
    String error = null;
    try (EventReader reader = EventFile.open(file, reading.options())) {
      opened = reader;
      Events batch = new Events(1 << 15);
      while (reader.next(batch)) {
        summary.add(batch);
      }
    } catch (IOException e) {
      error = Failures.reason(e);
    }
    return opened == null
        ? new Recording(null, 0, 0, summary, 0, null, new TreeMap<>(), error)
        : new Recording(
            opened.format().id(),
            opened.width(),
            opened.height(),
            summary,
            opened.skipped(),
            opened.firstSkipped(),
            opened.others(),
            error);
  }

  /** What was found in a file. */
  private record Recording(
      @Nullable String format,
      int width,
      int height,
      EventSummary events,
      long skipped,
      @Nullable String firstSkipped,
      SortedMap<String, Long> others,
      @Nullable String error) {
    Map<String, Object> figures() {
      Map<String, Object> figures = new LinkedHashMap<>();
      if (format != null) {
        figures.put("format", format);
      }
      figures.put("events", events.count());
      if (events.count() > 0) {
        figures.put("t_first", events.firstTime());
        figures.put("t_last", events.lastTime());
        figures.put("x_min", events.leastX());
        figures.put("x_max", events.mostX());
        figures.put("y_min", events.leastY());
        figures.put("y_max", events.mostY());
      }
      figures.put("on", events.on());
      figures.put("t_monotone", events.isMonotone());
      if (!events.isMonotone()) {
        figures.put("t_back_at", events.goesBackAt());
        figures.put("t_back_by", events.goesBackBy());
      }
      figures.put("sha256_t_i64le", events.digestOfT());
      figures.put("sha256_x_i16le", events.digestOfX());
      figures.put("sha256_y_i16le", events.digestOfY());
      figures.put("sha256_p_u8", events.digestOfPolarity());
      List<List<Long>> first = new ArrayList<>();
      Events three = events.first();
      for (int i = 0; i < three.size(); i++) {
        first.add(
            List.of(three.t(i), (long) three.x(i), (long) three.y(i), (long) three.polarity(i)));
      }
      figures.put("first3", first);
      if (width > 0) {
        figures.put("width", width);
        figures.put("height", height);
      }
      if (!others.isEmpty()) {
        figures.put("others", others);
      }
      if (skipped > 0) {
        figures.put("skipped", skipped);
        figures.put("first_skipped", String.valueOf(firstSkipped));
      }
      if (error != null) {
        figures.put("error", error);
      }
      return figures;
    }

    void print(PrintWriter out, Path file) {
      double seconds = (events.lastTime() - events.firstTime()) * 1e-6;
      out.println(
          String.format(
              Locale.ROOT,
              "%s: %s%s, %d events, %d ON",
              file,
              String.valueOf(format),
              width > 0 ? " " + width + " x " + height : "",
              events.count(),
              events.on()));
      if (events.count() > 0) {
        out.println(
            String.format(
                Locale.ROOT,
                "  t %d to %d us, %.6f s%s; x %d to %d, y %d to %d",
                events.firstTime(),
                events.lastTime(),
                seconds,
                seconds > 0
                    ? String.format(Locale.ROOT, ", %.0f events/s", events.count() / seconds)
                    : "",
                events.leastX(),
                events.mostX(),
                events.leastY(),
                events.mostY()));
      }
      if (!events.isMonotone()) {
        out.println(
            "  time goes back by "
                + events.goesBackBy()
                + " us at event "
                + events.goesBackAt()
                + ", for the first time");
      }
      if (!others.isEmpty()) {
        StringJoiner all = new StringJoiner(", ", "  besides: ", "");
        others.forEach((name, count) -> all.add(count + " " + name.replace('_', ' ')));
        out.println(all);
      }
      if (skipped > 0) {
        out.println(
            "  "
                + skipped
                + (skipped == 1
                    ? " damaged part left out: "
                    : " damaged parts left out, the first: ")
                + firstSkipped);
      }
    }
  }
}
