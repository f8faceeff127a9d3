package dev.sleipnir.kernels.cublas;

import dev.sleipnir.kernels.gemm.Gemm.Form;

/**
 * Products of row-major matrices by a library of column-major ones, without copies: what is stored
 * row by row is, read column by column, the transposed matrix, and Cᵀ = op(B)ᵀ op(A)ᵀ.
 */
final class RowMajor {
  private static final int AS_IT_IS = 0;
  private static final int TRANSPOSED = 1;

  private final CublasFunctions cublas;
  private final boolean bf16;

  RowMajor(CublasFunctions cublas, ComputeMode mode) {
    this.cublas = cublas;
    bf16 = mode == ComputeMode.BF16;
  }

  private static int opA(Form form) {
    return form == Form.TN ? TRANSPOSED : AS_IT_IS;
  }

  private static int opB(Form form) {
    return form == Form.NT ? TRANSPOSED : AS_IT_IS;
  }

  /** Gives a product to a lane; sizes are at least 1, operands are addresses. */
  void multiply(
      Lane lane, Form form, int m, int n, int k, long a, long b, long c, boolean accumulate) {
    long handle = lane.handle;
    int rowA = form == Form.TN ? m : k;
    int rowB = form == Form.NT ? k : n;
    if (m == 1) {
      int op = form == Form.NT ? TRANSPOSED : AS_IT_IS;
      cublas.sgemv(handle, op, rowB, form == Form.NT ? n : k, b, rowB, a, accumulate, c);
    } else if (n == 1) {
      int op = form == Form.TN ? AS_IT_IS : TRANSPOSED;
      cublas.sgemv(handle, op, rowA, form == Form.TN ? k : m, a, rowA, b, accumulate, c);
    } else if (bf16) {
      cublas.gemmBf16(handle, opB(form), opA(form), n, m, k, b, rowB, a, rowA, accumulate, c, n);
    } else {
      cublas.sgemm(handle, opB(form), opA(form), n, m, k, b, rowB, a, rowA, accumulate, c, n);
    }
  }

  /** Gives products of the same sizes to a lane, the operands of each some floats apart. */
  void multiplyBatch(
      Lane lane,
      Form form,
      int batch,
      int m,
      int n,
      int k,
      long a,
      long strideA,
      long b,
      long strideB,
      long c,
      long strideC,
      boolean accumulate) {
    long handle = lane.handle;
    int opA = opA(form);
    int opB = opB(form);
    int rowA = form == Form.TN ? m : k;
    int rowB = form == Form.NT ? k : n;
    if (bf16) {
      cublas.gemmBf16StridedBatched(
          handle,
          opB,
          opA,
          n,
          m,
          k,
          b,
          rowB,
          strideB,
          a,
          rowA,
          strideA,
          accumulate,
          c,
          n,
          strideC,
          batch);
    } else {
      cublas.sgemmStridedBatched(
          handle,
          opB,
          opA,
          n,
          m,
          k,
          b,
          rowB,
          strideB,
          a,
          rowA,
          strideA,
          accumulate,
          c,
          n,
          strideC,
          batch);
    }
  }
}
