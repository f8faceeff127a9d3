package dev.sleipnir.kernels.cublas;

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
public final class CudaFiles {
  /** The environment variable that names folders: one, or several as in a search path. */
  public static final String VARIABLE = "SLEIPNIR_CUDA_PATH";

  private static final List<String> NAMES =
      List.of("libcublas.so.13", "libcublas.so.12", "libcudart.so.13", "libcudart.so.12");

  private CudaFiles() {}

  /**
   * All folders to look in, most specific first.
   *
   * @param environment environment variables
   * @return what {@code SLEIPNIR_CUDA_PATH} names, the loader's {@code LD_LIBRARY_PATH}, usual
   *     install folders
   */
  public static List<Path> folders(Map<String, String> environment) {
    var folders = new LinkedHashSet<>(named(environment));
    split(environment.getOrDefault("LD_LIBRARY_PATH", "")).forEach(folders::add);
    folders.addAll(installed());
    return List.copyOf(folders);
  }

  /** What the variable names, each folder with its lib64 and lib. */
  static List<Path> named(Map<String, String> environment) {
    var folders = new ArrayList<Path>();
    for (Path folder : split(environment.getOrDefault(VARIABLE, ""))) {
      folders.add(folder);
      folders.add(folder.resolve("lib64"));
      folders.add(folder.resolve("lib"));
    }
    return folders;
  }

  /** Where toolkits and packages of distributions put them. */
  static List<Path> installed() {
    var folders = new ArrayList<Path>();
    for (Path toolkit : toolkits(Path.of("/usr/local"))) {
      folders.add(toolkit.resolve("lib64"));
    }
    folders.add(Path.of("/usr/lib/x86_64-linux-gnu"));
    folders.add(Path.of("/usr/lib/aarch64-linux-gnu"));
    return folders;
  }

  /**
   * The libraries that exist in these folders.
   *
   * @param folders where to look
   * @return each file once, however many links lead to it
   */
  public static List<Path> find(List<Path> folders) {
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

  private static List<Path> split(String path) {
    var folders = new ArrayList<Path>();
    for (String folder : path.split(Pattern.quote(File.pathSeparator), -1)) {
      if (!folder.isBlank()) {
        folders.add(Path.of(folder));
      }
    }
    return folders;
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
