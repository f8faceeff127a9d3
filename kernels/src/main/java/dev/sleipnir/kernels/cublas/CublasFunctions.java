package dev.sleipnir.kernels.cublas;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/**
 * The functions of libcublas that are used here, by their own names, with every status checked.
 * Matrices are column-major; alpha is always 1; handles and pointers are longs.
 */
final class CublasFunctions {
  /** CUDA_R_32F: what all arrays hold. */
  private static final int FLOAT = 0;

  /** CUBLAS_COMPUTE_32F_FAST_16BF: floats in and out, factors rounded to BF16 on the way. */
  private static final int FAST_BF16 = 75;

  /** CUBLAS_GEMM_DEFAULT. */
  private static final int DEFAULT_ALGORITHM = -1;

  private final NativeFunction create;
  private final NativeFunction destroy;
  private final NativeFunction setStream;
  private final NativeFunction setMathMode;
  private final NativeFunction sgemm;
  private final NativeFunction sgemmStridedBatched;
  private final NativeFunction gemmEx;
  private final NativeFunction gemmStridedBatchedEx;
  private final NativeFunction sgemv;

  /** 1 and 0, where cuBLAS reads its scalars. */
  private final MemorySegment scalars;

  /** Binds all functions of a library; the file is its name, for messages. */
  CublasFunctions(SymbolLookup library, String file) {
    create = new NativeFunction(library, file, "cublasCreate_v2", "J");
    destroy = new NativeFunction(library, file, "cublasDestroy_v2", "J");
    setStream = new NativeFunction(library, file, "cublasSetStream_v2", "JJ");
    setMathMode = new NativeFunction(library, file, "cublasSetMathMode", "JI");
    sgemm = new NativeFunction(library, file, "cublasSgemm_v2", "JIIIIIJJIJIJJI");
    sgemmStridedBatched =
        new NativeFunction(library, file, "cublasSgemmStridedBatched", "JIIIIIJJIJJIJJJIJI");
    gemmEx = new NativeFunction(library, file, "cublasGemmEx", "JIIIIIJJIIJIIJJIIII");
    gemmStridedBatchedEx =
        new NativeFunction(library, file, "cublasGemmStridedBatchedEx", "JIIIIIJJIIJJIIJJJIIJIII");
    sgemv = new NativeFunction(library, file, "cublasSgemv_v2", "JIIIJJIJIJJI");
    scalars = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, 1f, 0f);
  }

  /** A handle on the current device. */
  long create() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = arena.allocate(ValueLayout.JAVA_LONG);
      check(create, create.call(handle.address()));
      long made = handle.get(ValueLayout.JAVA_LONG, 0);
      if (made == 0) {
        throw new CudaException(create.name() + ": expected a handle, got nothing");
      }
      return made;
    }
  }

  void destroy(long handle) {
    check(destroy, destroy.call(handle));
  }

  void setStream(long handle, long stream) {
    check(setStream, setStream.call(handle, stream));
  }

  /** The mode for products of floats: CUBLAS_DEFAULT_MATH 0, CUBLAS_TF32_TENSOR_OP_MATH 3. */
  void setMathMode(long handle, int mode) {
    check(setMathMode, setMathMode.call(handle, mode));
  }

  private long one() {
    return scalars.address();
  }

  private long factor(boolean accumulate) {
    return scalars.address() + (accumulate ? 0 : Float.BYTES);
  }

  /** One product; operations are 0 as it is, 1 transposed. */
  void sgemm(
      long handle,
      int opA,
      int opB,
      int m,
      int n,
      int k,
      long a,
      int lda,
      long b,
      int ldb,
      boolean accumulate,
      long c,
      int ldc) {
    int status;
    try {
      status =
          (int)
              sgemm
                  .handle()
                  .invokeExact(
                      handle, opA, opB, m, n, k, one(), a, lda, b, ldb, factor(accumulate), c, ldc);
    } catch (Throwable e) {
      throw sgemm.failure(e);
    }
    check(sgemm, status);
  }

  /** One product, its factors read as BF16. */
  void gemmBf16(
      long handle,
      int opA,
      int opB,
      int m,
      int n,
      int k,
      long a,
      int lda,
      long b,
      int ldb,
      boolean accumulate,
      long c,
      int ldc) {
    int status;
    try {
      status =
          (int)
              gemmEx
                  .handle()
                  .invokeExact(
                      handle,
                      opA,
                      opB,
                      m,
                      n,
                      k,
                      one(),
                      a,
                      FLOAT,
                      lda,
                      b,
                      FLOAT,
                      ldb,
                      factor(accumulate),
                      c,
                      FLOAT,
                      ldc,
                      FAST_BF16,
                      DEFAULT_ALGORITHM);
    } catch (Throwable e) {
      throw gemmEx.failure(e);
    }
    check(gemmEx, status);
  }

  /** Many products, operands some floats apart. */
  void sgemmStridedBatched(
      long handle,
      int opA,
      int opB,
      int m,
      int n,
      int k,
      long a,
      int lda,
      long strideA,
      long b,
      int ldb,
      long strideB,
      boolean accumulate,
      long c,
      int ldc,
      long strideC,
      int batch) {
    int status;
    try {
      status =
          (int)
              sgemmStridedBatched
                  .handle()
                  .invokeExact(
                      handle,
                      opA,
                      opB,
                      m,
                      n,
                      k,
                      one(),
                      a,
                      lda,
                      strideA,
                      b,
                      ldb,
                      strideB,
                      factor(accumulate),
                      c,
                      ldc,
                      strideC,
                      batch);
    } catch (Throwable e) {
      throw sgemmStridedBatched.failure(e);
    }
    check(sgemmStridedBatched, status);
  }

  /** Many products, their factors read as BF16. */
  void gemmBf16StridedBatched(
      long handle,
      int opA,
      int opB,
      int m,
      int n,
      int k,
      long a,
      int lda,
      long strideA,
      long b,
      int ldb,
      long strideB,
      boolean accumulate,
      long c,
      int ldc,
      long strideC,
      int batch) {
    int status;
    try {
      status =
          (int)
              gemmStridedBatchedEx
                  .handle()
                  .invokeExact(
                      handle,
                      opA,
                      opB,
                      m,
                      n,
                      k,
                      one(),
                      a,
                      FLOAT,
                      lda,
                      strideA,
                      b,
                      FLOAT,
                      ldb,
                      strideB,
                      factor(accumulate),
                      c,
                      FLOAT,
                      ldc,
                      strideC,
                      batch,
                      FAST_BF16,
                      DEFAULT_ALGORITHM);
    } catch (Throwable e) {
      throw gemmStridedBatchedEx.failure(e);
    }
    check(gemmStridedBatchedEx, status);
  }

  /** y = op(A) x or y += op(A) x, with A of m rows and n columns. */
  void sgemv(
      long handle, int opA, int m, int n, long a, int lda, long x, boolean accumulate, long y) {
    int status;
    try {
      status =
          (int)
              sgemv
                  .handle()
                  .invokeExact(handle, opA, m, n, one(), a, lda, x, 1, factor(accumulate), y, 1);
    } catch (Throwable e) {
      throw sgemv.failure(e);
    }
    check(sgemv, status);
  }

  private static void check(NativeFunction function, int status) {
    if (status != 0) {
      throw new CudaException(
          String.format(Locale.ROOT, "%s: %s (%d)", function.name(), statusName(status), status));
    }
  }

  /** The numbers have gaps. */
  private static String statusName(int status) {
    return switch (status) {
      case 1 -> "CUBLAS_STATUS_NOT_INITIALIZED";
      case 3 -> "CUBLAS_STATUS_ALLOC_FAILED";
      case 7 -> "CUBLAS_STATUS_INVALID_VALUE";
      case 8 -> "CUBLAS_STATUS_ARCH_MISMATCH";
      case 11 -> "CUBLAS_STATUS_MAPPING_ERROR";
      case 13 -> "CUBLAS_STATUS_EXECUTION_FAILED";
      case 14 -> "CUBLAS_STATUS_INTERNAL_ERROR";
      case 15 -> "CUBLAS_STATUS_NOT_SUPPORTED";
      case 16 -> "CUBLAS_STATUS_LICENSE_ERROR";
      default -> "unknown status";
    };
  }
}
