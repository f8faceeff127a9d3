package dev.sleipnir.tasks.events;

import dev.sleipnir.bench.protocol.Protocol;
import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.Events;
import dev.sleipnir.events.file.EventFile;
import dev.sleipnir.events.file.EventFormat;
import dev.sleipnir.events.file.EventReader;
import dev.sleipnir.kernels.Simd;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How fast recordings are decoded on one thread, the file being in the page cache: the median and
 * the best of some readings, and what reading the bytes and copying as many events takes. Each
 * reading's events are summed up and compared.
 *
 * @param formats of which to write and read a drawn recording
 * @param files recordings to read, too; small ones again and again
 * @param keep the folder drawn recordings are written to and left in, or null
 * @param events how many the drawn recordings have
 * @param repeats readings that are timed
 */
public record EventsSpeed(
    List<EventFormat> formats, List<Path> files, @Nullable Path keep, long events, int repeats)
    implements Protocol {
  private static final int BATCH = 1 << 14;

  /** Small files are read again until there were so many events. */
  private static final long LEAST = 4_000_000;

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if one is out of range; the message begins with its name
   */
  public EventsSpeed {
    formats = List.copyOf(formats);
    files = List.copyOf(files);
    if (events < 1 || events > 1_000_000_000) {
      throw new IllegalArgumentException("events: expected 1 to 1000000000, got " + events);
    }
    if (repeats < 1 || repeats > 1000) {
      throw new IllegalArgumentException("repeats: expected 1 to 1000, got " + repeats);
    }
    for (EventFormat format : formats) {
      if (!format.isWritten()) {
        throw new IllegalArgumentException(
            "formats: expected some that are written, got " + format);
      }
    }
  }

  @Override
  public Map<String, Object> run(PrintWriter out) {
    List<Map<String, Object>> rows = new ArrayList<>();
    try {
      for (EventFormat format : formats) {
        Path file =
            keep == null
                ? Files.createTempFile("sleipnir-events", "." + format.extension())
                : Files.createDirectories(keep).resolve("drawn." + format.id());
        try {
          long start = System.nanoTime();
          EventFile.write(file, format, new DrawnEvents(events, 1));
          double written = events / ((System.nanoTime() - start) * 1e-3);
          rows.add(measure(format.id(), file, written, out));
        } finally {
          if (keep == null) {
            Files.deleteIfExists(file);
          }
        }
      }
      for (Path file : files) {
        rows.add(measure(String.valueOf(file.getFileName()), file, 0, out));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("benchmark", "events");
    figures.put("vector_bits", Simd.bits());
    figures.put("results", rows);
    return figures;
  }

  private Map<String, Object> measure(String name, Path file, double written, PrintWriter out)
      throws IOException {
    Events batch = new Events(BATCH);
    long[] expected = read(file, batch);
    if (expected[0] == 0) {
      throw new IOException(file + ": expected events, got none");
    }
    int times = (int) Math.max(1, LEAST / expected[0]);
    double[] seconds = new double[repeats];
    double[] plain = new double[repeats];
    double[] copied = new double[repeats];
    for (int r = -2; r < repeats; r++) {
      long start = System.nanoTime();
      for (int i = 0; i < times; i++) {
        if (!Arrays.equals(expected, read(file, batch))) {
          throw new IllegalStateException(file + ": expected the same events at each reading");
        }
      }
      long between = System.nanoTime();
      for (int i = 0; i < times; i++) {
        bytes(file);
      }
      long then = System.nanoTime();
      for (int i = 0; i < times; i++) {
        copies(file, expected[0], batch);
      }
      if (r >= 0) {
        seconds[r] = (between - start) * 1e-9;
        plain[r] = (then - between) * 1e-9;
        copied[r] = (System.nanoTime() - then) * 1e-9;
      }
    }
    Arrays.sort(seconds);
    Arrays.sort(plain);
    Arrays.sort(copied);
    double count = expected[0] * (double) times;
    double median = count / seconds[repeats / 2] * 1e-6;
    double best = count / seconds[0] * 1e-6;
    double alone = count / plain[0] * 1e-6;
    double limit = count / copied[0] * 1e-6;
    double bytesEach = Files.size(file) / (double) expected[0];
    out.println(
        String.format(
            Locale.ROOT,
            "%-28s %6.1f M events/s, best %6.1f; bytes read and events copied %6.1f, bytes alone"
                + " %7.1f (%.1f GB/s); %5.2f bytes an event%s",
            name,
            median,
            best,
            limit,
            alone,
            alone * bytesEach * 1e-3,
            bytesEach,
            written > 0 ? String.format(Locale.ROOT, "; written %.1f M/s", written) : ""));
    out.flush();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("recording", name);
    row.put("events", expected[0]);
    row.put("bytes_per_event", bytesEach);
    row.put("events_per_second", median * 1e6);
    row.put("best_events_per_second", best * 1e6);
    row.put("limit_events_per_second", limit * 1e6);
    row.put("bytes_alone_events_per_second", alone * 1e6);
    row.put("sum", expected[1]);
    return row;
  }

  /** Events, and a sum that depends on some of each batch. */
  private static long[] read(Path file, Events batch) throws IOException {
    long count = 0;
    long sum = 0;
    try (EventReader reader = EventFile.open(file)) {
      EventSource source = reader;
      while (source.next(batch)) {
        int last = batch.size() - 1;
        count += batch.size();
        sum = 31 * sum + batch.t(last) + batch.x(last / 2) + batch.y(last / 3);
      }
    }
    return new long[] {count, sum};
  }

  /** What a decoder for which decoding costs nothing would do: reads bytes and copies events. */
  private static void copies(Path file, long count, Events batch) throws IOException {
    Events ready = new Events(BATCH);
    ready.size(BATCH);
    byte[] block = new byte[1 << 17];
    double each = count / (double) Math.max(1, Files.size(file));
    double due = 0;
    try (InputStream in = Files.newInputStream(file)) {
      int got;
      while ((got = in.read(block)) >= 0) {
        for (due += got * each; due >= 1; due -= Math.min(due, BATCH)) {
          batch.clear();
          batch.add(ready, 0, (int) Math.min(due, BATCH));
        }
      }
    }
  }

  private static void bytes(Path file) throws IOException {
    byte[] block = new byte[1 << 17];
    try (InputStream in = Files.newInputStream(file)) {
      while (in.read(block) >= 0) {
        // to the end
      }
    }
  }
}
