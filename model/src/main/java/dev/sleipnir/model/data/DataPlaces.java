package dev.sleipnir.model.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the folders of data sets are looked for: where the user says, else in {@code
 * $SLEIPNIR_DATA}, then in the user's cache folder.
 */
record DataPlaces(Map<String, String> environment, Path home, String operatingSystem) {
  /** The system's name is as the JDK has it. */
  DataPlaces {
    operatingSystem = operatingSystem.toLowerCase(Locale.ROOT);
  }

  /** Those of this process. */
  static DataPlaces ofProcess() {
    return new DataPlaces(
        System.getenv(),
        Path.of(System.getProperty("user.home", "")),
        System.getProperty("os.name", ""));
  }

  /**
   * Folders that a data set may be in, best first.
   *
   * @param folder the name of its own folder
   * @param given where the user says it is: its folder, or the one that is in; null for the usual
   *     places
   */
  List<Path> of(String folder, @Nullable Path given) {
    if (given != null) {
      // Its sub-folder first: the files of several data sets may have the same names.
      return List.of(given.resolve(folder), given);
    }
    Path named = directory("SLEIPNIR_DATA");
    Path cached = cached(folder);
    return named == null ? List.of(cached) : List.of(named.resolve(folder), cached);
  }

  /** Where a data set is kept that was downloaded. */
  Path cached(String folder) {
    return cache().resolve("sleipnir").resolve(folder);
  }

  private Path cache() {
    if (operatingSystem.startsWith("mac")) {
      return home.resolve("Library").resolve("Caches");
    }
    if (operatingSystem.startsWith("windows")) {
      Path local = directory("LOCALAPPDATA");
      return local != null ? local : home.resolve("AppData").resolve("Local");
    }
    Path xdg = directory("XDG_CACHE_HOME");
    // The XDG specification has relative paths ignored.
    return xdg != null && xdg.isAbsolute() ? xdg : home.resolve(".cache");
  }

  private @Nullable Path directory(String variable) {
    String value = environment.get(variable);
    return value == null || value.isBlank() ? null : Path.of(value);
  }
}
