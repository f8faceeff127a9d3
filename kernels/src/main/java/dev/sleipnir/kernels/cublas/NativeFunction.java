package dev.sleipnir.kernels.cublas;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * A C function that returns a status, with arguments of 32 and 64 bits: pointers and sizes are
 * longs, so that a call allocates nothing. The signatures used here are those of {@code call}.
 */
final class NativeFunction {
  private final String name;
  private final MethodHandle handle;

  /**
   * Looks a symbol up in a library of that file. Its arguments: I for int, J for long and pointer.
   *
   * @throws CudaException if the library has no such symbol
   */
  NativeFunction(SymbolLookup library, String file, String name, String arguments) {
    this.name = name;
    handle = bind(library, file, name, FunctionDescriptor.of(ValueLayout.JAVA_INT, of(arguments)));
  }

  /** The method that calls a symbol. */
  @SuppressWarnings("restricted") // signatures are those of NVIDIA's headers
  static MethodHandle bind(
      SymbolLookup library, String file, String name, FunctionDescriptor descriptor) {
    return library
        .find(name)
        .map(symbol -> Linker.nativeLinker().downcallHandle(symbol, descriptor))
        .orElseThrow(
            () -> new CudaException(file + ": expected the symbol " + name + ", got none"));
  }

  private static MemoryLayout[] of(String arguments) {
    return arguments
        .chars()
        .mapToObj(type -> type == 'I' ? ValueLayout.JAVA_INT : ValueLayout.JAVA_LONG)
        .toArray(MemoryLayout[]::new);
  }

  /** The symbol. */
  String name() {
    return name;
  }

  /** For signatures that only one function has. */
  MethodHandle handle() {
    return handle;
  }

  /** What a call threw: native code throws nothing, so it is a mistake in a signature here. */
  IllegalStateException failure(Throwable cause) {
    return new IllegalStateException(name + ": the call itself failed", cause);
  }

  int call() {
    try {
      return (int) handle.invokeExact();
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  int call(int a) {
    try {
      return (int) handle.invokeExact(a);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  int call(long a) {
    try {
      return (int) handle.invokeExact(a);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  int call(long a, int b) {
    try {
      return (int) handle.invokeExact(a, b);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  int call(long a, long b) {
    try {
      return (int) handle.invokeExact(a, b);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  int call(long a, long b, int c) {
    try {
      return (int) handle.invokeExact(a, b, c);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  int call(long a, long b, long c, int d, long e) {
    try {
      return (int) handle.invokeExact(a, b, c, d, e);
    } catch (Throwable t) {
      throw failure(t);
    }
  }
}
