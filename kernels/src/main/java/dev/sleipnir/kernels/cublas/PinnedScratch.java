package dev.sleipnir.kernels.cublas;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Memory of the host that the device reads and writes by itself, beside the program; grows to the
 * largest size asked for. Arrays go through it: the garbage collector may move them.
 */
final class PinnedScratch {
  private final CudaRuntime cuda;
  private MemorySegment memory = MemorySegment.NULL;

  PinnedScratch(CudaRuntime cuda) {
    this.cuda = cuda;
  }

  @SuppressWarnings("restricted") // the size is what was allocated
  void atLeast(long floats) {
    long bytes = floats * Float.BYTES;
    if (memory.byteSize() < bytes) {
      free();
      memory = MemorySegment.ofAddress(cuda.mallocHost(bytes)).reinterpret(bytes);
    }
  }

  long address() {
    return memory.address();
  }

  void put(float[] from, int at, int count, long to) {
    MemorySegment.copy(from, at, memory, ValueLayout.JAVA_FLOAT, to * Float.BYTES, count);
  }

  void get(float[] to, int at, int count) {
    MemorySegment.copy(memory, ValueLayout.JAVA_FLOAT, 0, to, at, count);
  }

  void addTo(float[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] += memory.getAtIndex(ValueLayout.JAVA_FLOAT, i);
    }
  }

  void free() {
    if (memory.byteSize() > 0) {
      long address = memory.address();
      memory = MemorySegment.NULL;
      cuda.freeHost(address);
    }
  }
}
