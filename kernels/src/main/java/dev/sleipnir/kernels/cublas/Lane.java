package dev.sleipnir.kernels.cublas;

/**
 * A stream with a cuBLAS handle, pinned memory and device memory of its own: what is given to it is
 * done in order, beside what the other lane does. A handle for each stream keeps cuBLAS' own
 * workspace, and so the results, apart.
 *
 * <p>Pinned memory is in use until {@link #finish}, which also delivers what was downloaded.
 */
final class Lane {
  private static final float[] NOTHING = {};

  final DeviceScratch a;
  final DeviceScratch b;
  final DeviceScratch c;
  final long handle;
  private final CudaRuntime cuda;
  private final PinnedScratch up;
  private final PinnedScratch down;
  private final long stream;
  private final long event;

  /** Where the download goes when it is done. */
  private float[] target = NOTHING;

  private int targetFrom;
  private int expected;
  private boolean add;

  /** A lane; whatever is created is registered with the context at once. */
  Lane(CublasContext context, CudaLibraries libraries, ComputeMode mode) {
    cuda = libraries.cuda();
    CublasFunctions cublas = libraries.cublas();
    a = new DeviceScratch(context);
    b = new DeviceScratch(context);
    c = new DeviceScratch(context);
    up = new PinnedScratch(cuda);
    context.own(up::free);
    down = new PinnedScratch(cuda);
    context.own(down::free);
    stream = cuda.createStream();
    context.own(() -> cuda.destroyStream(stream));
    event = cuda.createEvent();
    context.own(() -> cuda.destroyEvent(event));
    handle = cublas.create();
    context.own(() -> cublas.destroy(handle));
    cublas.setStream(handle, stream);
    cublas.setMathMode(handle, mode == ComputeMode.TF32 ? 3 : 0);
  }

  /** Makes room to upload so many floats together; the lane is finished. */
  void reserve(long floats) {
    up.atLeast(floats);
  }

  /** Uploads floats through the reserved memory, from an index of that on. */
  void upload(float[] from, int at, int count, long device, long reserved) {
    up.put(from, at, count, reserved);
    long bytes = (long) count * Float.BYTES;
    cuda.copyToDevice(device, up.address() + reserved * Float.BYTES, bytes, stream);
  }

  /** Downloads floats; {@link #finish} puts or adds them to where they belong. */
  void download(long device, float[] to, int at, int count, boolean accumulate) {
    down.atLeast(count);
    cuda.copyToHost(down.address(), device, (long) count * Float.BYTES, stream);
    target = to;
    targetFrom = at;
    expected = count;
    add = accumulate;
  }

  /** Waits until all is done that the lane was given. */
  void finish() {
    cuda.synchronize(stream);
    if (expected > 0) {
      if (add) {
        down.addTo(target, targetFrom, expected);
      } else {
        down.get(target, targetFrom, expected);
      }
      forget();
    }
  }

  /** After an error: waits, if that can still be done, and delivers nothing. */
  void abandon(Throwable error) {
    forget();
    try {
      cuda.synchronize(stream);
    } catch (CudaException e) {
      error.addSuppressed(e);
    }
  }

  private void forget() {
    target = NOTHING;
    expected = 0;
  }

  /** Marks what the lane was given up to now. */
  void mark() {
    cuda.record(event, stream);
  }

  /** What the lane is given from now on waits for what another marked. */
  void await(Lane other) {
    cuda.await(stream, other.event);
  }
}
