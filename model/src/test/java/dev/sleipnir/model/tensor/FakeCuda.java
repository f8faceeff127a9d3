package dev.sleipnir.model.tensor;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The library that the tests of kernels compile, as an environment names it. */
final class FakeCuda {
  private static @Nullable Path whole;

  private final Path folder;

  private FakeCuda(Path folder) {
    this.folder = folder;
  }

  /** Skips the test where there is no compiler. */
  static synchronized FakeCuda get() {
    if (whole == null) {
      whole = compile("-O2");
    }
    return new FakeCuda(whole);
  }

  /** One that lacks a symbol. */
  static FakeCuda incomplete() {
    return new FakeCuda(compile("-DWITHOUT_SGEMM"));
  }

  private static Path compile(String option) {
    try {
      Path folder = Files.createTempDirectory("fake-cuda");
      Path library = folder.resolve("libcublas.so.13");
      String source = Path.of("../kernels/src/test/c/fake_cuda.c").toAbsolutePath().toString();
      boolean compiled = false;
      for (String compiler : List.of("cc", "gcc", "clang")) {
        compiled =
            compiled
                || run(
                    compiler,
                    "-std=gnu11",
                    "-shared",
                    "-fPIC",
                    option,
                    "-o",
                    library.toString(),
                    source);
      }
      assumeTrue(compiled, "skipped: no C compiler (cc, gcc, clang)");
      Files.createSymbolicLink(folder.resolve("libcudart.so.13"), library);
      try (var files = Files.list(folder)) {
        files.forEach(file -> file.toFile().deleteOnExit());
      }
      return folder;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean run(String... command) {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false; // no such compiler
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Map<String, String> environment() {
    return Map.of("SLEIPNIR_CUDA_PATH", folder.toString());
  }

  /** How often a function was called so far. */
  @SuppressWarnings("restricted")
  long calls(String function) {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup library =
          SymbolLookup.libraryLookup(folder.resolve("libcudart.so.13"), Arena.global());
      return (long)
          Linker.nativeLinker()
              .downcallHandle(
                  library.find("fake_calls").orElseThrow(),
                  FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS))
              .invokeWithArguments(arena.allocateFrom(function));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
