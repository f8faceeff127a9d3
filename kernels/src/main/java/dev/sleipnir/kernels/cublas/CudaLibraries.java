package dev.sleipnir.kernels.cublas;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** libcudart and libcublas of one version, loaded; they stay so until the JVM ends. */
public final class CudaLibraries {
  private static final int[] VERSIONS = {13, 12};

  private final CudaRuntime cuda;
  private final CublasFunctions cublas;
  private final String files;

  private CudaLibraries(Library cudart, Library libcublas) {
    cuda = new CudaRuntime(cudart.symbols, cudart.file);
    cublas = new CublasFunctions(libcublas.symbols, libcublas.file);
    files = libcublas.file + " and " + cudart.file;
  }

  /**
   * Loads the libraries: from the folders that {@code SLEIPNIR_CUDA_PATH} names, by the loader's
   * own path, or from usual install folders; version 13 before 12.
   *
   * @param environment environment variables
   * @return the libraries
   * @throws CudaException if there are none or a symbol is missing; the message says which, and
   *     where they were looked for
   */
  public static CudaLibraries load(Map<String, String> environment) {
    List<Place> places = new ArrayList<>();
    CudaFiles.named(environment).forEach(folder -> places.add(new Folder(folder)));
    places.add(new Loader());
    CudaFiles.installed().forEach(folder -> places.add(new Folder(folder)));
    try {
      return load(places);
    } catch (IllegalCallerException e) {
      throw new CudaException(
          "native libraries are not allowed here ("
              + e.getMessage()
              + "); start java with"
              + " --enable-native-access=dev.sleipnir.kernels, or ALL-UNNAMED on the class path");
    }
  }

  /** From these folders only. */
  static CudaLibraries loadFrom(List<Path> folders) {
    return load(folders.stream().<Place>map(Folder::new).toList());
  }

  private static CudaLibraries load(List<Place> places) {
    List<String> seen = new ArrayList<>();
    for (Place place : places) {
      for (int version : VERSIONS) {
        Optional<Library> cublas = place.open("libcublas.so." + version, seen);
        if (cublas.isEmpty()) {
          continue;
        }
        seen.add(cublas.get().file + " was found");
        // Beside it first: a toolkit's parts belong together.
        List<Place> order = new ArrayList<>(places);
        order.addFirst(place);
        for (Place other : order) {
          Optional<Library> cudart = other.open("libcudart.so." + version, seen);
          if (cudart.isPresent()) {
            return new CudaLibraries(cudart.get(), cublas.get());
          }
        }
        seen.add("libcudart.so." + version + " was not");
      }
    }
    throw new CudaException(
        "no libcublas.so.13 or libcublas.so.12 with its libcudart in "
            + places.stream().map(Place::toString).distinct().collect(Collectors.joining(", "))
            + (seen.isEmpty() ? "" : " (" + String.join("; ", new LinkedHashSet<>(seen)) + ")")
            + "; "
            + CudaFiles.VARIABLE
            + " names other folders");
  }

  CudaRuntime cuda() {
    return cuda;
  }

  CublasFunctions cublas() {
    return cublas;
  }

  /**
   * Number of devices.
   *
   * @return at least 0
   * @throws CudaException if the driver fails, or is missing
   */
  public int deviceCount() {
    return cuda.deviceCount();
  }

  /** The two files. */
  @Override
  public String toString() {
    return files;
  }

  private record Library(String file, SymbolLookup symbols) {}

  /** Where a library may be. */
  private sealed interface Place {
    /** Opens a library if it is here; adds a remark if it is and cannot be opened. */
    Optional<Library> open(String name, List<String> remarks);
  }

  private record Folder(Path folder) implements Place {
    @Override
    @SuppressWarnings("restricted") // loading is what was asked for
    public Optional<Library> open(String name, List<String> remarks) {
      Path file = folder.resolve(name);
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      try {
        // Libraries that a driver may still use are never unloaded.
        return Optional.of(
            new Library(file.toString(), SymbolLookup.libraryLookup(file, Arena.global())));
      } catch (IllegalArgumentException e) {
        remarks.add(file + " cannot be loaded");
        return Optional.empty();
      }
    }

    @Override
    public String toString() {
      return folder.toString();
    }
  }

  private record Loader() implements Place {
    @Override
    @SuppressWarnings("restricted") // loading is what was asked for
    public Optional<Library> open(String name, List<String> remarks) {
      try {
        return Optional.of(new Library(name, SymbolLookup.libraryLookup(name, Arena.global())));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    @Override
    public String toString() {
      return "the loader's path";
    }
  }
}
