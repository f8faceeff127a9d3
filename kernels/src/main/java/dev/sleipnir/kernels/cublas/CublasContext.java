package dev.sleipnir.kernels.cublas;

import dev.sleipnir.kernels.gemm.Gemm.Form;
import dev.sleipnir.kernels.require.Require;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A GPU at work: two lanes of work, and all memory that was allocated on it. Everything is freed
 * when it closes; closing twice does nothing. Any thread may use it; one at a time does.
 */
public final class CublasContext implements AutoCloseable {
  /** Floats that go through pinned memory at a time: 8 MiB. */
  static final int PIECE = 1 << 21;

  private final CudaLibraries libraries;
  private final CudaRuntime cuda;
  private final int device;
  private final ComputeMode mode;
  private final RowMajor products;
  private final String name;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Runnable> owned = new ArrayDeque<>();
  private final Set<DeviceBuffer> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Lane> lanes = new ArrayList<>();
  private boolean closed;

  private CublasContext(CudaLibraries libraries, int device, ComputeMode mode) {
    this.libraries = libraries;
    this.device = device;
    this.mode = mode;
    cuda = libraries.cuda();
    products = new RowMajor(libraries.cublas(), mode);
    cuda.setDevice(device);
    name = cuda.deviceName(device);
  }

  /**
   * Opens a device.
   *
   * @param libraries the libraries
   * @param device which one, from 0
   * @param mode how exactly it multiplies
   * @return the context, to be closed
   * @throws CudaException if there is no such device or it cannot be used
   */
  public static CublasContext open(CudaLibraries libraries, int device, ComputeMode mode) {
    int count = libraries.deviceCount();
    if (device < 0 || device >= count) {
      throw new CudaException(
          "device " + device + ": expected one of the " + count + " that CUDA finds");
    }
    CublasContext context = new CublasContext(libraries, device, mode);
    try {
      context.lanes.add(new Lane(context, libraries, mode));
      context.lanes.add(new Lane(context, libraries, mode));
    } catch (RuntimeException | Error e) {
      context.closeAfter(e);
      throw e;
    }
    return context;
  }

  /**
   * How exactly it multiplies.
   *
   * @return what was given
   */
  public ComputeMode mode() {
    return mode;
  }

  /**
   * Memory of the device, which others may use too.
   *
   * @return bytes that are free
   * @throws IllegalStateException if this was closed
   */
  public long freeBytes() {
    enter();
    try {
      return cuda.memory()[0];
    } finally {
      exit();
    }
  }

  /**
   * Allocates memory of the device.
   *
   * @param floats how much, at least 1
   * @return a buffer of whatever was left there
   * @throws IllegalArgumentException if {@code floats} is not positive
   * @throws IllegalStateException if this was closed
   * @throws CudaException if there is not enough; the message has the sizes
   */
  public DeviceBuffer allocate(long floats) {
    if (floats < 1 || floats > Long.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException("floats: expected at least 1, got " + floats);
    }
    enter();
    try {
      long address = cuda.malloc(floats * Float.BYTES);
      DeviceBuffer buffer = new DeviceBuffer(this, address, floats);
      buffers.add(buffer);
      return buffer;
    } finally {
      exit();
    }
  }

  /**
   * Copies floats to the device.
   *
   * @param from array to copy from
   * @param at where to begin in it
   * @param count how many
   * @param to buffer to copy to
   * @param toFrom where to begin in it
   * @throws IndexOutOfBoundsException if a part of the array is outside
   * @throws IllegalArgumentException if a part of the buffer is outside
   * @throws IllegalStateException if this or the buffer was closed
   * @throws CudaException if the device fails
   */
  public void upload(float[] from, int at, int count, DeviceBuffer to, long toFrom) {
    Require.count("count", count);
    Require.array("from", from.length, at, count);
    enter();
    try {
      upload(from, at, count, to.address("to", this, toFrom, count));
      finish();
    } catch (RuntimeException e) {
      abandon(e);
      throw e;
    } finally {
      exit();
    }
  }

  /**
   * Copies floats from the device, after all work that was given to it.
   *
   * @param from buffer to copy from
   * @param fromAt where to begin in it
   * @param to array to copy to
   * @param at where to begin in it
   * @param count how many
   * @throws IndexOutOfBoundsException if a part of the array is outside
   * @throws IllegalArgumentException if a part of the buffer is outside
   * @throws IllegalStateException if this or the buffer was closed
   * @throws CudaException if the device fails
   */
  public void download(DeviceBuffer from, long fromAt, float[] to, int at, int count) {
    Require.count("count", count);
    Require.array("to", to.length, at, count);
    enter();
    try {
      download(from.address("from", this, fromAt, count), to, at, count, false);
    } catch (RuntimeException e) {
      abandon(e);
      throw e;
    } finally {
      exit();
    }
  }

  /**
   * Gives a product to the device: C = op(A) op(B) or C += op(A) op(B), row-major. It is done when
   * {@link #synchronize} returns or C was downloaded.
   *
   * @param form which operand is transposed
   * @param m rows of C, at least 1
   * @param n columns of C, at least 1
   * @param k length of the sums, at least 1
   * @param a A
   * @param aFrom where it starts
   * @param b B
   * @param bFrom where it starts
   * @param c C, m x n
   * @param cFrom where it starts
   * @param accumulate whether to add to what C holds
   * @throws IllegalArgumentException if a size is not positive or a buffer is too short for it
   * @throws IllegalStateException if this or a buffer was closed
   * @throws CudaException if the device fails
   */
  public void multiply(
      Form form,
      int m,
      int n,
      int k,
      DeviceBuffer a,
      long aFrom,
      DeviceBuffer b,
      long bFrom,
      DeviceBuffer c,
      long cFrom,
      boolean accumulate) {
    sizes(m, n, k);
    enter();
    try {
      long atA = a.address("A", this, aFrom, (long) m * k);
      long atB = b.address("B", this, bFrom, (long) k * n);
      long atC = c.address("C", this, cFrom, (long) m * n);
      requireApart("A", a, aFrom, (long) m * k, c, cFrom, (long) m * n);
      requireApart("B", b, bFrom, (long) k * n, c, cFrom, (long) m * n);
      products.multiply(lane(0), form, m, n, k, atA, atB, atC, accumulate);
    } finally {
      exit();
    }
  }

  /**
   * Gives products of the same sizes to the device, as one call: their operands lie one after the
   * other.
   *
   * @param form which operand is transposed
   * @param batch how many products, at least 1
   * @param m rows of each C, at least 1
   * @param n columns of each C, at least 1
   * @param k length of the sums, at least 1
   * @param a all A
   * @param b all B
   * @param c all C
   * @param accumulate whether to add to what C holds
   * @throws IllegalArgumentException if a size is not positive or a buffer is too short for it
   * @throws IllegalStateException if this or a buffer was closed
   * @throws CudaException if the device fails
   */
  public void multiplyBatch(
      Form form,
      int batch,
      int m,
      int n,
      int k,
      DeviceBuffer a,
      DeviceBuffer b,
      DeviceBuffer c,
      boolean accumulate) {
    Require.positive("batch", batch);
    sizes(m, n, k);
    long strideA = (long) m * k;
    long strideB = (long) k * n;
    long strideC = (long) m * n;
    long allOfA = matrices("A", batch, strideA);
    long allOfB = matrices("B", batch, strideB);
    long allOfC = matrices("C", batch, strideC);
    enter();
    try {
      long atA = a.address("A", this, 0, allOfA);
      long atB = b.address("B", this, 0, allOfB);
      long atC = c.address("C", this, 0, allOfC);
      requireApart("A", a, 0, allOfA, c, 0, allOfC);
      requireApart("B", b, 0, allOfB, c, 0, allOfC);
      products.multiplyBatch(
          lane(0), form, batch, m, n, k, atA, strideA, atB, strideB, atC, strideC, accumulate);
    } finally {
      exit();
    }
  }

  /** Floats of a batch of matrices, computed without overflow. */
  private static long matrices(String name, int batch, long floats) {
    if (floats > Long.MAX_VALUE / Float.BYTES / batch) {
      throw new IllegalArgumentException(
          name + ": expected less than 2^61 floats, got " + batch + " matrices of " + floats);
    }
    return batch * floats;
  }

  /** The device writes C while it still reads the factors. */
  @SuppressWarnings("ReferenceEquality") // whether it is the same memory is the question
  private static void requireApart(
      String name,
      DeviceBuffer factor,
      long from,
      long floats,
      DeviceBuffer c,
      long cFrom,
      long cFloats) {
    if (factor == c && from - cFrom < cFloats && cFrom - from < floats) {
      throw new IllegalArgumentException(
          name
              + ": expected a factor apart from C, got the same buffer from "
              + from
              + " with C from "
              + cFrom);
    }
  }

  private static void sizes(int m, int n, int k) {
    Require.positive("m", m);
    Require.positive("n", n);
    Require.positive("k", k);
  }

  /**
   * Waits until the device has done all it was given.
   *
   * @throws IllegalStateException if this was closed
   * @throws CudaException if something failed on the way
   */
  public void synchronize() {
    enter();
    try {
      finish();
    } finally {
      exit();
    }
  }

  /** Copies an array to an address through both lanes, which both wait for all of it. */
  void upload(float[] from, int at, int count, long address) {
    // A long: the last piece may end where ints do.
    int piece = 0;
    for (long next = 0; next < count; next += PIECE, piece++) {
      int done = (int) next;
      Lane lane = lane(piece);
      lane.finish();
      int part = Math.min(PIECE, count - done);
      lane.reserve(part);
      lane.upload(from, at + done, part, address + (long) done * Float.BYTES, 0);
    }
    meet();
  }

  /** Copies to an array, after all that was given to the lanes, and waits for it. */
  void download(long address, float[] to, int at, int count, boolean accumulate) {
    meet();
    int piece = 0;
    for (long next = 0; next < count; next += PIECE, piece++) {
      int done = (int) next;
      Lane lane = lane(piece);
      lane.finish();
      int part = Math.min(PIECE, count - done);
      lane.download(address + (long) done * Float.BYTES, to, at + done, part, accumulate);
    }
    finish();
  }

  /** Waits until both lanes have done what they were given. */
  void finish() {
    lane(0).finish();
    lane(1).finish();
  }

  /** What a lane is given from now on waits for what both were given before. */
  private void meet() {
    lane(0).mark();
    lane(1).mark();
    lane(0).await(lane(1));
    lane(1).await(lane(0));
  }

  /** One of the two lanes, in turn. */
  Lane lane(int turn) {
    return lanes.get(turn & 1);
  }

  RowMajor products() {
    return products;
  }

  /** After an error: no lane delivers anything any more. */
  void abandon(Throwable error) {
    for (Lane lane : lanes) {
      lane.abandon(error);
    }
  }

  /**
   * Begins a use by this thread; {@link #exit} ends it.
   *
   * @throws IllegalStateException if this was closed
   */
  void enter() {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException(
            this + ": expected an open device, got one that was closed");
      }
      // What the runtime calls the current device is another for every thread.
      cuda.setDevice(device);
    } catch (RuntimeException e) {
      lock.unlock();
      throw e;
    }
  }

  void exit() {
    lock.unlock();
  }

  /** Remembers what to free when this closes: last created, first freed. */
  void own(Runnable free) {
    owned.push(free);
  }

  void free(DeviceBuffer buffer) {
    lock.lock();
    try {
      if (buffers.remove(buffer)) {
        cuda.setDevice(device);
        buffer.free(cuda);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Frees everything, after all work that was given.
   *
   * @throws CudaException if something could not be freed; the rest was
   */
  @Override
  public void close() {
    RuntimeException failure = end();
    if (failure != null) {
      throw failure;
    }
  }

  private void closeAfter(Throwable error) {
    RuntimeException failure = end();
    if (failure != null) {
      error.addSuppressed(failure);
    }
  }

  private @Nullable RuntimeException end() {
    lock.lock();
    try {
      if (closed) {
        return null;
      }
      closed = true;
      List<Runnable> all = new ArrayList<>();
      all.add(() -> cuda.setDevice(device));
      for (Lane lane : lanes) {
        all.add(lane::finish);
      }
      for (DeviceBuffer buffer : buffers) {
        all.add(() -> buffer.free(cuda));
      }
      all.addAll(owned);
      buffers.clear();
      owned.clear();
      return run(all);
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable RuntimeException run(List<Runnable> all) {
    RuntimeException failure = null;
    for (Runnable one : all) {
      try {
        one.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    return failure;
  }

  /**
   * Such as {@code cuda:0 (NVIDIA H100, float32, by /usr/local/cuda/lib64/libcublas.so.13 ...)}.
   */
  @Override
  public String toString() {
    return "cuda:" + device + " (" + name + ", " + mode + ", by " + libraries + ")";
  }
}
