package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.cublas.ComputeMode;
import dev.sleipnir.kernels.cublas.CublasContext;
import dev.sleipnir.kernels.cublas.CublasProduct;
import dev.sleipnir.kernels.cublas.CudaException;
import dev.sleipnir.kernels.cublas.CudaLibraries;
import dev.sleipnir.kernels.gemm.MatrixProduct;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the matrix products of large dense layers run: on the CPU, or on an NVIDIA GPU by cuBLAS. A
 * {@link Workspace} is given one; several may share it. Everything else runs on the CPU.
 *
 * <pre>{@code
 * try (var device = Device.cuda(0)) {
 *   var workspace = new Workspace(Parallel.common(), Propagation.AUTO, device);
 *   ...
 * }
 * }</pre>
 *
 * <p>The device keeps copies of the weights that went through it until it is closed, the weights
 * are gone, or they are edited (see {@link Parameter#edited}). Nothing of CUDA is loaded unless a
 * GPU is asked for; a line in the log then says what was found.
 */
public final class Device implements AutoCloseable {
  /**
   * Multiply-adds from which {@link #auto} gives a product to the GPU. An estimate, to be replaced
   * by what {@code bench/gpu} measures: about a millisecond on a few cores.
   */
  static final long BREAK_EVEN = 1L << 26;

  /** And the least of its sizes: below, the way there takes longer than the product here. */
  static final int BREAK_EVEN_SIZE = 64;

  private static final System.Logger LOG = System.getLogger(Device.class.getName());
  private static final Device CPU = new Device("cpu", null, 0, 0);

  private final String name;
  private final @Nullable CublasContext context;
  private final @Nullable MatrixProduct product;
  private final long least;
  private final int leastSize;

  private Device(String name, @Nullable CublasContext context, long least, int leastSize) {
    this.name = name;
    this.context = context;
    this.least = least;
    this.leastSize = leastSize;
    product = context == null ? null : new CublasProduct(context);
  }

  /**
   * The CPU.
   *
   * @return always the same; closing it does nothing
   */
  public static Device cpu() {
    return CPU;
  }

  /**
   * A GPU, for all products of dense layers, of 32-bit floats.
   *
   * @param ordinal which one, from 0
   * @return the device, to be closed
   * @throws CudaException if there is none; the message says what was missing
   */
  public static Device cuda(int ordinal) {
    return cuda(ordinal, ComputeMode.FLOAT32);
  }

  /**
   * A GPU, for all products of dense layers.
   *
   * @param ordinal which one, from 0
   * @param mode how exactly it multiplies
   * @return the device, to be closed
   * @throws CudaException if there is none; the message says what was missing
   */
  public static Device cuda(int ordinal, ComputeMode mode) {
    return cuda(ordinal, mode, System.getenv());
  }

  /** With the libraries of an environment. */
  static Device cuda(int ordinal, ComputeMode mode, Map<String, String> environment) {
    Device device = open(ordinal, mode, environment, 0, 0);
    LOG.log(System.Logger.Level.INFO, "matrix products on {0}", device);
    return device;
  }

  /**
   * The first GPU for the products that are large enough to be faster there, if there is one; else
   * the CPU. The log says which, and why.
   *
   * @return the device, to be closed
   */
  public static Device auto() {
    return auto(ComputeMode.FLOAT32);
  }

  /**
   * As {@link #auto()}, with a mode.
   *
   * @param mode how exactly the GPU multiplies, if there is one
   * @return the device, to be closed
   */
  public static Device auto(ComputeMode mode) {
    return auto(mode, System.getenv(), BREAK_EVEN, BREAK_EVEN_SIZE);
  }

  /** With the libraries of an environment, and another break-even. */
  static Device auto(ComputeMode mode, Map<String, String> environment, long least, int leastSize) {
    try {
      Device device = open(0, mode, environment, least, leastSize);
      LOG.log(System.Logger.Level.INFO, "large matrix products on {0}", device);
      return device;
    } catch (CudaException e) {
      LOG.log(System.Logger.Level.INFO, "matrix products on the CPU, no GPU: {0}", e.getMessage());
      return CPU;
    }
  }

  private static Device open(
      int ordinal, ComputeMode mode, Map<String, String> environment, long least, int leastSize) {
    CublasContext context = CublasContext.open(CudaLibraries.load(environment), ordinal, mode);
    return new Device(context.toString(), context, least, leastSize);
  }

  /**
   * Whether this is a GPU.
   *
   * @return false for the CPU
   */
  public boolean isGpu() {
    return product != null;
  }

  /**
   * The GPU itself, for products of buffers that stay there.
   *
   * @return what this closes; empty for the CPU
   */
  public Optional<CublasContext> gpu() {
    return Optional.ofNullable(context);
  }

  /** What computes a product of this size; null for the CPU. */
  @Nullable MatrixProduct product(int m, int n, int k) {
    if (product == null || (long) m * n * k < least || Math.min(m, Math.min(n, k)) < leastSize) {
      return null;
    }
    return product;
  }

  /**
   * Frees everything on the GPU. Closing twice does nothing; a workspace on a closed GPU refuses
   * products with an {@link IllegalStateException}.
   *
   * @throws CudaException if something could not be freed; the rest was
   */
  @Override
  public void close() {
    if (context != null) {
      context.close();
    }
  }

  /** Such as {@code cpu} or {@code cuda:0 (NVIDIA H100, float32, by ...)}. */
  @Override
  public String toString() {
    return name;
  }
}
