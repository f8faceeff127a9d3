package dev.sleipnir.kernels.cublas;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/**
 * The functions of libcudart that are used here, by their own names, with every status checked.
 * Pointers, streams and events are longs.
 */
final class CudaRuntime {
  private static final int SUCCESS = 0;
  private static final int OUT_OF_MEMORY = 2;
  private static final int HOST_TO_DEVICE = 1;
  private static final int DEVICE_TO_HOST = 2;

  /** Streams that do not wait for the default one, which somebody else may use. */
  private static final int NON_BLOCKING = 1;

  private static final int WITHOUT_TIMING = 2;

  /** More than any version's structure of properties takes; its first 256 bytes are the name. */
  private static final long PROPERTIES = 1 << 14;

  /** Bytes of the name, its last a zero. */
  private static final long NAME = 256;

  private static final long TEXT = 1 << 12;

  private final NativeFunction getDeviceCount;
  private final NativeFunction setDevice;
  private final NativeFunction getDeviceProperties;
  private final NativeFunction memGetInfo;
  private final NativeFunction malloc;
  private final NativeFunction free;
  private final NativeFunction mallocHost;
  private final NativeFunction freeHost;
  private final NativeFunction memcpyAsync;
  private final NativeFunction streamCreateWithFlags;
  private final NativeFunction streamSynchronize;
  private final NativeFunction streamWaitEvent;
  private final NativeFunction streamDestroy;
  private final NativeFunction eventCreateWithFlags;
  private final NativeFunction eventRecord;
  private final NativeFunction eventDestroy;
  private final NativeFunction getLastError;
  private final MethodHandle getErrorName;
  private final MethodHandle getErrorString;

  /** Binds all functions of a library; the file is its name, for messages. */
  CudaRuntime(SymbolLookup library, String file) {
    getDeviceCount = new NativeFunction(library, file, "cudaGetDeviceCount", "J");
    setDevice = new NativeFunction(library, file, "cudaSetDevice", "I");
    getDeviceProperties = new NativeFunction(library, file, "cudaGetDeviceProperties", "JI");
    memGetInfo = new NativeFunction(library, file, "cudaMemGetInfo", "JJ");
    malloc = new NativeFunction(library, file, "cudaMalloc", "JJ");
    free = new NativeFunction(library, file, "cudaFree", "J");
    mallocHost = new NativeFunction(library, file, "cudaMallocHost", "JJ");
    freeHost = new NativeFunction(library, file, "cudaFreeHost", "J");
    memcpyAsync = new NativeFunction(library, file, "cudaMemcpyAsync", "JJJIJ");
    streamCreateWithFlags = new NativeFunction(library, file, "cudaStreamCreateWithFlags", "JI");
    streamSynchronize = new NativeFunction(library, file, "cudaStreamSynchronize", "J");
    streamWaitEvent = new NativeFunction(library, file, "cudaStreamWaitEvent", "JJI");
    streamDestroy = new NativeFunction(library, file, "cudaStreamDestroy", "J");
    eventCreateWithFlags = new NativeFunction(library, file, "cudaEventCreateWithFlags", "JI");
    eventRecord = new NativeFunction(library, file, "cudaEventRecord", "JJ");
    eventDestroy = new NativeFunction(library, file, "cudaEventDestroy", "J");
    getLastError = new NativeFunction(library, file, "cudaGetLastError", "");
    FunctionDescriptor text = FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
    getErrorName = NativeFunction.bind(library, file, "cudaGetErrorName", text);
    getErrorString = NativeFunction.bind(library, file, "cudaGetErrorString", text);
  }

  /** Number of devices. */
  int deviceCount() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
      check(getDeviceCount, getDeviceCount.call(count.address()));
      return count.get(ValueLayout.JAVA_INT, 0);
    }
  }

  /** Makes a device the one that this thread's calls mean. */
  void setDevice(int device) {
    check(setDevice, setDevice.call(device));
  }

  /** What a device calls itself. */
  String deviceName(int device) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment properties = arena.allocate(PROPERTIES, Long.BYTES);
      check(getDeviceProperties, getDeviceProperties.call(properties.address(), device));
      properties.set(ValueLayout.JAVA_BYTE, NAME - 1, (byte) 0);
      return properties.getString(0);
    }
  }

  /** Bytes of the current device: free ones, then all. */
  long[] memory() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sizes = arena.allocate(ValueLayout.JAVA_LONG, 2);
      long first = sizes.address();
      check(memGetInfo, memGetInfo.call(first, first + Long.BYTES));
      return sizes.toArray(ValueLayout.JAVA_LONG);
    }
  }

  /**
   * Memory of the current device.
   *
   * @throws CudaException if there is not enough, with the sizes
   */
  long malloc(long bytes) {
    return allocate(malloc, bytes, "memory of the device");
  }

  void free(long address) {
    check(free, free.call(address));
  }

  /**
   * Memory of the host that the device reads and writes by itself.
   *
   * @throws CudaException if there is not enough, with the sizes
   */
  long mallocHost(long bytes) {
    return allocate(mallocHost, bytes, "pinned memory of the host");
  }

  void freeHost(long address) {
    check(freeHost, freeHost.call(address));
  }

  private long allocate(NativeFunction function, long bytes, String kind) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(ValueLayout.JAVA_LONG);
      int status = function.call(address.address(), bytes);
      if (status == OUT_OF_MEMORY) {
        CudaException error = error(function, status);
        long[] memory = memory();
        throw new CudaException(
            error.getMessage()
                + "; asked for "
                + bytes
                + " bytes of "
                + kind
                + ", the device has "
                + memory[0]
                + " free of "
                + memory[1]);
      }
      check(function, status);
      return some(function, address);
    }
  }

  void copyToDevice(long device, long host, long bytes, long stream) {
    check(memcpyAsync, memcpyAsync.call(device, host, bytes, HOST_TO_DEVICE, stream));
  }

  void copyToHost(long host, long device, long bytes, long stream) {
    check(memcpyAsync, memcpyAsync.call(host, device, bytes, DEVICE_TO_HOST, stream));
  }

  long createStream() {
    return create(streamCreateWithFlags, NON_BLOCKING);
  }

  /** Waits until the stream has done all it was given. */
  void synchronize(long stream) {
    check(streamSynchronize, streamSynchronize.call(stream));
  }

  /** What is given to the stream from now on waits until the event has happened. */
  void await(long stream, long event) {
    check(streamWaitEvent, streamWaitEvent.call(stream, event, 0));
  }

  void destroyStream(long stream) {
    check(streamDestroy, streamDestroy.call(stream));
  }

  long createEvent() {
    return create(eventCreateWithFlags, WITHOUT_TIMING);
  }

  /** The event happens when the stream has done what it was given up to now. */
  void record(long event, long stream) {
    check(eventRecord, eventRecord.call(event, stream));
  }

  void destroyEvent(long event) {
    check(eventDestroy, eventDestroy.call(event));
  }

  private long create(NativeFunction function, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment created = arena.allocate(ValueLayout.JAVA_LONG);
      check(function, function.call(created.address(), flags));
      return some(function, created);
    }
  }

  /** A library that reports success and gives nothing would have us write to address 0. */
  private static long some(NativeFunction function, MemorySegment made) {
    long address = made.get(ValueLayout.JAVA_LONG, 0);
    if (address == 0) {
      throw new CudaException(function.name() + ": expected what was asked for, got nothing");
    }
    return address;
  }

  private void check(NativeFunction function, int status) {
    if (status != SUCCESS) {
      throw error(function, status);
    }
  }

  private CudaException error(NativeFunction function, int status) {
    // The runtime remembers it, and a later call of somebody else would report it again.
    int _ = getLastError.call();
    return new CudaException(
        String.format(
            Locale.ROOT,
            "%s: %s (%d), %s",
            function.name(),
            text(getErrorName, status),
            status,
            text(getErrorString, status)));
  }

  @SuppressWarnings("restricted") // a string that ends with a zero
  private static String text(MethodHandle function, int status) {
    try {
      long address = (long) function.invokeExact(status);
      return address == 0
          ? "unknown"
          : MemorySegment.ofAddress(address).reinterpret(TEXT).getString(0);
    } catch (Throwable e) {
      throw new IllegalStateException("cudaGetErrorString: the call itself failed", e);
    }
  }
}
