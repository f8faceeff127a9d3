package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.conv.Convolution;
import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.gemm.MatrixProduct;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads and buffers that one caller uses again and again: with a workspace, the second and every
 * later training step or inference allocates next to nothing. It serves one {@link Scope} at a time
 * (and the scopes inside it) and one thread; a service keeps one for each caller. The model itself
 * is shared.
 */
public final class Workspace {
  private final Parallel parallel;
  private final Propagation propagation;
  private final Device device;
  private final PooledMemory memory = new PooledMemory();
  private final Gemm gemm;
  private final List<Convolution> convolutions = new ArrayList<>();
  private final Connections connections = new Connections();
  private final PackedWeights weights = new PackedWeights();
  private final List<HeldProduct> heldProducts = new ArrayList<>();

  /** What the open scopes hold, the outermost first. */
  private final List<Holdings> holdings = new ArrayList<>();

  /** The thread that opened a scope. */
  private final AtomicReference<@Nullable Thread> owner = new AtomicReference<>();

  /** Of calls outside any scope: they share what is worth keeping. */
  private static final ThreadLocal<Workspace> OF_THREAD = ThreadLocal.withInitial(Workspace::new);

  /** A workspace on the {@linkplain Parallel#common() common} threads. */
  public Workspace() {
    this(Parallel.common());
  }

  /**
   * A workspace on these threads.
   *
   * @param parallel the threads
   */
  public Workspace(Parallel parallel) {
    this(parallel, Propagation.AUTO);
  }

  /**
   * A workspace on these threads.
   *
   * @param parallel the threads
   * @param propagation how spikes go through connections
   */
  public Workspace(Parallel parallel, Propagation propagation) {
    this(parallel, propagation, Device.cpu());
  }

  /**
   * A workspace on these threads and this device.
   *
   * @param parallel the threads
   * @param propagation how spikes go through connections
   * @param device where products of dense layers run; who opened it closes it
   */
  public Workspace(Parallel parallel, Propagation propagation, Device device) {
    this.parallel = parallel;
    this.propagation = propagation;
    this.device = device;
    gemm = new Gemm(parallel, memory.floats());
  }

  /**
   * The threads.
   *
   * @return what was given
   */
  public Parallel parallel() {
    return parallel;
  }

  /**
   * Where products of dense layers run.
   *
   * @return what was given, or {@link Device#cpu}
   */
  public Device device() {
    return device;
  }

  /**
   * Memory ever allocated for buffers, and what is held for connections that still exist: weights
   * packed for products and for spikes, and sums of their gradients. Constant in the steady state.
   *
   * @return bytes, on and off the heap
   */
  public long allocatedBytes() {
    return memory.allocatedBytes() + connections.allocatedBytes() + weights.allocatedBytes();
  }

  /**
   * How spikes go through connections.
   *
   * @return what was given, or {@link Propagation#AUTO}
   */
  public Propagation propagation() {
    return propagation;
  }

  /**
   * Which way spikes went through each connection, since the workspace was made. To be asked where
   * the workspace is used: by one thread, between or within scopes.
   *
   * @return a count for each connection that was used here and still exists, in the order of first
   *     use
   */
  public List<PropagationCount> propagations() {
    return connections.counts();
  }

  /** Where buffers of scopes come from. */
  PooledMemory memory() {
    return memory;
  }

  /**
   * The matrix product of the CPU: for what a time step needs at once.
   *
   * @return on this workspace's threads
   */
  public Gemm gemm() {
    return gemm;
  }

  /**
   * What computes a matrix product of this size: the device, or the CPU.
   *
   * @param m rows
   * @param n columns
   * @param k length of the sums
   * @return the CPU's on this workspace's threads
   */
  public MatrixProduct product(int m, int n, int k) {
    MatrixProduct onGpu = device.product(m, n, k);
    return onGpu == null ? gemm : onGpu;
  }

  /**
   * Whether a GPU computes a matrix product of this size.
   *
   * @param m rows
   * @param n columns
   * @param k length of the sums
   * @return false for the CPU
   */
  public boolean isOffloaded(int m, int n, int k) {
    return device.product(m, n, k) != null;
  }

  /**
   * The product that operations which are {@linkplain Replay replayed} have with weights, whose
   * edits it follows. The workspace keeps it and the weights from then on.
   *
   * @param weight W, [outputs, inputs]
   * @param part which part of it
   * @param rows rows of the other factor
   * @return the same product for the same arguments
   */
  public HeldProduct heldProduct(Parameter weight, HeldProduct.Part part, int rows) {
    for (int p = 0; p < heldProducts.size(); p++) {
      if (heldProducts.get(p).isOf(weight, part, rows)) {
        return heldProducts.get(p);
      }
    }
    HeldProduct product = new HeldProduct(weight, part, rows, this);
    heldProducts.add(product);
    return product;
  }

  /**
   * A connection's event-driven kernel.
   *
   * @param connection the layer, compared by identity and not kept alive
   * @param sizes what else the kernel depends on
   * @param make makes it, on first use; the kernel must not hold the layer
   * @return the kernel, on this workspace's threads
   */
  public SpikeDrive drive(Object connection, Object sizes, Supplier<SpikeDrive> make) {
    return connections.drive(connection, sizes, make);
  }

  /**
   * Counts a call of a connection, for {@link #propagations}.
   *
   * @param connection the layer, compared by identity and not kept alive
   * @param input what came in as spikes; null for floats
   * @param eventDriven whether spikes were visited one by one
   */
  public void countPropagation(Object connection, @Nullable SpikeRows input, boolean eventDriven) {
    connections.count(connection, input, eventDriven);
  }

  /**
   * A convolution of these sizes.
   *
   * @param shape the sizes
   * @return on this workspace's threads, made on first use
   */
  public Convolution convolution(ConvShape shape) {
    for (int c = 0; c < convolutions.size(); c++) {
      if (convolutions.get(c).shape().equals(shape)) {
        return convolutions.get(c);
      }
    }
    Convolution convolution = Convolution.of(shape, parallel, memory.floats());
    convolutions.add(convolution);
    return convolution;
  }

  /** Where a thread computes what belongs to no scope. */
  static Workspace ofThread() {
    return OF_THREAD.get();
  }

  /**
   * The product C = op(A) op(W) or C += op(A) op(W) with weights, which are kept packed from edit
   * to edit, or which stay on the GPU.
   *
   * @param form which operand is transposed
   * @param m rows of C
   * @param n columns of C
   * @param k length of the sums
   * @param a A, row-major
   * @param aFrom where it starts
   * @param weight W
   * @param c C, row-major, m x n
   * @param accumulate whether to add to what C holds
   */
  public void multiply(
      Gemm.Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aFrom,
      Parameter weight,
      float[] c,
      boolean accumulate) {
    MatrixProduct onGpu = device.product(m, n, k);
    if (onGpu != null) {
      onGpu.multiply(form, m, n, k, a, aFrom, weight, c, 0, accumulate);
    } else {
      float[] packed = weights.get(weight, form, n, k, gemm);
      gemm.multiplyPacked(form, m, n, k, a, aFrom, packed, c, 0, accumulate);
    }
  }

  /** What a scope inside so many others holds. */
  Holdings holdings(int depth) {
    while (holdings.size() <= depth) {
      holdings.add(new Holdings());
    }
    return holdings.get(depth);
  }

  void open() {
    if (!owner.compareAndSet(null, Thread.currentThread())) {
      throw new IllegalStateException(
          "workspace: expected no open scope, got one; close it first or use another workspace");
    }
    connections.forgetGone();
  }

  /** Two threads would give out one buffer twice, and each overwrite what the other computes. */
  void requireOwner() {
    Thread opener = owner.getPlain();
    if (opener != Thread.currentThread()) {
      throw new IllegalStateException(
          "workspace: expected the thread that opened its scope, "
              + (opener == null ? "none" : opener.getName())
              + ", got "
              + Thread.currentThread().getName()
              + "; each thread needs a workspace of its own");
    }
  }

  void close() {
    owner.set(null);
  }
}
