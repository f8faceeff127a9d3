package dev.sleipnir.kernels.cublas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The library of {@code src/test/c}, compiled by the system's compiler, and its control. */
final class FakeCuda {
  /** What it counts. */
  enum Kind {
    DEVICE,
    PINNED,
    STREAM,
    EVENT,
    HANDLE
  }

  private static @Nullable FakeCuda shared;

  private final Path folder;
  private final SymbolLookup symbols;

  @SuppressWarnings("restricted")
  private FakeCuda(Path folder) {
    this.folder = folder;
    symbols = SymbolLookup.libraryLookup(folder.resolve("libcudart.so.13"), Arena.global());
  }

  /** The whole library, with nothing failing; skips the test where there is no compiler. */
  static synchronized FakeCuda get() {
    if (shared == null) {
      shared = new FakeCuda(compile(List.of()));
    }
    shared.reset();
    return shared;
  }

  /** A library of its own, for who leaves something behind in it. */
  static FakeCuda another() {
    return new FakeCuda(compile(List.of()));
  }

  /** A library compiled with more options, in a folder of its own. */
  static Path compile(List<String> options) {
    try {
      Path folder = Files.createTempDirectory("fake-cuda");
      Path library = folder.resolve("libfake.so");
      boolean found = false;
      for (String compiler : List.of("cc", "gcc", "clang")) {
        List<String> command = new ArrayList<>(List.of(compiler, "-std=gnu11", "-O2", "-shared"));
        command.addAll(List.of("-fPIC", "-o", library.toString()));
        command.addAll(options);
        command.add(Path.of("src/test/c/fake_cuda.c").toAbsolutePath().toString());
        found = found || isOk(command);
      }
      assumeTrue(found, "skipped: no C compiler (cc, gcc, clang) that builds a shared library");
      for (String name : List.of("libcudart.so.13", "libcublas.so.13")) {
        Files.createSymbolicLink(folder.resolve(name), library);
      }
      try (var files = Files.list(folder)) {
        files.forEach(file -> file.toFile().deleteOnExit());
      }
      return folder;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isOk(List<String> command) {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false; // no such compiler
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Path folder() {
    return folder;
  }

  CudaLibraries libraries() {
    return CudaLibraries.loadFrom(List.of(folder));
  }

  /** The nth call of a function from now on returns a status. */
  void fail(String function, int nth, int status) {
    call("fake_fail", null, function, nth, status);
  }

  long calls(String function) {
    return (long) result("fake_calls", function);
  }

  long live(Kind kind) {
    return (long) result("fake_live", kind.name());
  }

  long uploadedBytes() {
    return (long) result("fake_bytes", 1);
  }

  long downloadedBytes() {
    return (long) result("fake_bytes", 0);
  }

  /** Memory of each device. */
  void memory(long bytes) {
    call("fake_memory", null, bytes);
  }

  void reset() {
    call("fake_reset", null);
  }

  /** From now on other streams run ahead of the one that is waited for. */
  void othersFirst() {
    call("fake_others_first", null, 1);
  }

  /** Counts from 0 again. */
  void forget() {
    call("fake_forget", null);
  }

  void requireNothingLeft() {
    for (Kind kind : Kind.values()) {
      assertEquals(0, live(kind), kind.toString());
    }
  }

  private Object result(String function, Object... arguments) {
    Object result = call(function, ValueLayout.JAVA_LONG, arguments);
    if (result == null) {
      throw new IllegalStateException(function);
    }
    return result;
  }

  @SuppressWarnings("restricted")
  private @Nullable Object call(
      String function, @Nullable MemoryLayout result, Object... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemoryLayout[] layouts = new MemoryLayout[arguments.length];
      Object[] values = arguments.clone();
      for (int i = 0; i < values.length; i++) {
        layouts[i] =
            switch (values[i]) {
              case String text -> {
                values[i] = arena.allocateFrom(text);
                yield ValueLayout.ADDRESS;
              }
              case Long _ -> ValueLayout.JAVA_LONG;
              default -> ValueLayout.JAVA_INT;
            };
      }
      return Linker.nativeLinker()
          .downcallHandle(
              symbols.find(function).orElseThrow(),
              result == null
                  ? FunctionDescriptor.ofVoid(layouts)
                  : FunctionDescriptor.of(result, layouts))
          .invokeWithArguments(values);
    } catch (Throwable e) {
      throw new IllegalStateException(function, e);
    }
  }
}
