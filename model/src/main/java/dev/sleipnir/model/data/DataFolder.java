package dev.sleipnir.model.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a data set that is not downloaded, but has to be there.
 *
 * @param title what the data are, for people
 * @param name of the folder
 * @param files what has to be in it: names of files or folders, at least one
 * @param origin where they can be had, such as an address
 */
public record DataFolder(String title, String name, List<String> files, String origin) {
  /** Copies the list. */
  public DataFolder {
    files = List.copyOf(files);
  }

  /**
   * Finds the folder: without one given it is looked for in {@code $SLEIPNIR_DATA/<name>}, then in
   * {@code sleipnir/<name>} of the user's cache folder, as {@link ImageDatasets} says.
   *
   * @param dataDir the folder itself, or the folder it is in; null to look in the usual places
   * @return the first one that has all files
   * @throws IOException if there is none: the message names the files, where they were looked for,
   *     which were there, and where they can be had
   */
  public Path find(@Nullable Path dataDir) throws IOException {
    return find(dataDir, DataPlaces.ofProcess());
  }

  Path find(@Nullable Path dataDir, DataPlaces places) throws IOException {
    List<Path> candidates = places.of(name, dataDir);
    for (Path folder : candidates) {
      if (files.stream().allMatch(file -> Files.exists(folder.resolve(file)))) {
        return folder;
      }
    }
    List<Path> there =
        candidates.stream()
            .flatMap(folder -> files.stream().map(folder::resolve))
            .filter(Files::exists)
            .toList();
    StringBuilder message = new StringBuilder(title).append(": expected ");
    list(message, files);
    message.append(" in ").append(candidates.getFirst());
    for (Path other : candidates.subList(1, candidates.size())) {
      message.append(" or in ").append(other);
    }
    message.append(dataDir == null ? " (--data or $SLEIPNIR_DATA says where else)" : "");
    message.append("; found ").append(there.isEmpty() ? "none" : "only ");
    list(message, there);
    throw new IOException(message.append("; they come from ").append(origin).toString());
  }

  private static void list(StringBuilder message, List<?> items) {
    for (int n = 0; n < items.size(); n++) {
      message.append(n == 0 ? "" : n < items.size() - 1 ? ", " : " and ").append(items.get(n));
    }
  }
}
