package dev.sleipnir.tasks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds NVIDIA's libraries by file name, without loading any. */
final class CudaLibraries {
  private static final List<String> NAMES =
      List.of("libcublas.so.13", "libcublas.so.12", "libcudart.so.13", "libcudart.so.12");

  private CudaLibraries() {}

  /** Where to look, most specific first. */
  static List<Path> folders(Map<String, String> environment) {
    var folders = new LinkedHashSet<Path>();
    String named = environment.getOrDefault("SLEIPNIR_CUDA_PATH", "");
    if (!named.isBlank()) {
      folders.add(Path.of(named));
      folders.add(Path.of(named, "lib64"));
    }
    String searched = environment.getOrDefault("LD_LIBRARY_PATH", "");
    for (String folder : searched.split(Pattern.quote(File.pathSeparator), -1)) {
      if (!folder.isBlank()) {
        folders.add(Path.of(folder));
      }
    }
    for (Path toolkit : toolkits(Path.of("/usr/local"))) {
      folders.add(toolkit.resolve("lib64"));
    }
    folders.add(Path.of("/usr/lib/x86_64-linux-gnu"));
    folders.add(Path.of("/usr/lib/aarch64-linux-gnu"));
    return List.copyOf(folders);
  }

  /** The libraries that exist in these folders; each file once, however many links lead to it. */
  static List<Path> find(List<Path> folders) {
    var seen = new LinkedHashSet<Path>();
    var found = new ArrayList<Path>();
    for (Path folder : folders) {
      for (String name : NAMES) {
        Path library = folder.resolve(name);
        if (Files.isRegularFile(library) && seen.add(real(library))) {
          found.add(library);
        }
      }
    }
    return found;
  }

  private static List<Path> toolkits(Path folder) {
    var toolkits = new ArrayList<Path>();
    if (Files.isDirectory(folder)) {
      try (var entries = Files.newDirectoryStream(folder, "cuda*")) {
        entries.forEach(toolkits::add);
      } catch (IOException e) {
        // A folder that cannot be listed has nothing to offer.
        return List.of();
      }
    }
    toolkits.sort(null);
    return toolkits;
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file.toAbsolutePath();
    }
  }
}
