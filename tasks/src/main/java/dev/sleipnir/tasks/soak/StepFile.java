package dev.sleipnir.tasks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Files whose name says after which step they were written: one move decides what was reached. */
final class StepFile {
  private static final String PREFIX = "step-";

  private StepFile() {}

  static String name(long step) {
    return String.format(Locale.ROOT, "%s%09d", PREFIX, step);
  }

  /** The furthest step of a folder; 0 if there is none. */
  static long last(Path folder) throws IOException {
    return names(folder).stream()
        .mapToLong(name -> Long.parseLong(name.substring(PREFIX.length())))
        .max()
        .orElse(0);
  }

  /** Removes all but one. */
  static void keep(Path folder, long step) throws IOException {
    for (String name : names(folder)) {
      if (!name.equals(name(step))) {
        Files.deleteIfExists(folder.resolve(name));
      }
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.matches(PREFIX + "\\d{9}"))
          .toList();
    }
  }
}
