package dev.sleipnir.kernels.cublas;

import dev.sleipnir.kernels.gemm.Gemm.Form;
import dev.sleipnir.kernels.gemm.MatrixProduct;
import dev.sleipnir.kernels.gemm.SharedMatrix;
import dev.sleipnir.kernels.require.Require;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Products of arrays on a GPU. A long A goes in chunks of rows, on two lanes in turn: while one
 * multiplies, the next chunk is uploaded on the other and the one before downloaded. {@link
 * SharedMatrix} stay on the device until they change. What is added to C is added by the host, so
 * that C itself is never uploaded.
 *
 * <p>Any thread may call it; one product runs at a time. After a {@link CudaException} C holds
 * anything.
 */
public final class CublasProduct implements MatrixProduct {
  private final CublasContext context;
  private final ResidentWeights resident;
  private final DeviceScratch second;
  private final DeviceScratch sums;
  private final int piece;

  /**
   * Products on a device.
   *
   * @param context the device; who opened it closes it
   */
  public CublasProduct(CublasContext context) {
    this(context, CublasContext.PIECE);
  }

  /** With chunks of about so many floats. */
  CublasProduct(CublasContext context, int piece) {
    this.context = context;
    this.piece = piece;
    resident = new ResidentWeights(context);
    second = new DeviceScratch(context);
    sums = new DeviceScratch(context);
  }

  @Override
  public void multiply(
      Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      float[] c,
      int cFrom,
      boolean accumulate) {
    Require.count("n", n);
    Require.count("k", k);
    Require.matrix("B", b.length, bFrom, k, n);
    multiply(form, m, n, k, a, aFrom, b, bFrom, null, c, cFrom, accumulate);
  }

  @Override
  public void multiply(
      Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aFrom,
      SharedMatrix b,
      float[] c,
      int cFrom,
      boolean accumulate) {
    Require.count("n", n);
    Require.count("k", k);
    Require.matrix("B", b.data().length, 0, k, n);
    multiply(form, m, n, k, a, aFrom, b.data(), 0, b, c, cFrom, accumulate);
  }

  private void multiply(
      Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      @Nullable SharedMatrix weights,
      float[] c,
      int cFrom,
      boolean accumulate) {
    Require.count("m", m);
    Require.matrix("A", a.length, aFrom, m, k);
    Require.matrix("C", c.length, cFrom, m, n);
    if (m == 0 || n == 0 || k == 0) {
      if (k == 0 && !accumulate) {
        Arrays.fill(c, cFrom, cFrom + m * n, 0f);
      }
      return;
    }
    context.enter();
    try {
      resident.forgetGone();
      if (form == Form.TN) {
        byDepth(m, n, k, a, aFrom, b, bFrom, weights, c, cFrom, accumulate);
      } else {
        byRows(form, m, n, k, a, aFrom, b, bFrom, weights, c, cFrom, accumulate);
      }
    } catch (RuntimeException e) {
      context.abandon(e);
      throw e;
    } finally {
      context.exit();
    }
  }

  /** Chunks of rows of A give rows of C. */
  private void byRows(
      Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      @Nullable SharedMatrix weights,
      float[] c,
      int cFrom,
      boolean accumulate) {
    long factor;
    if (weights != null) {
      factor = resident.address(weights, (long) k * n);
    } else {
      factor = second.atLeast((long) k * n);
      context.upload(b, bFrom, k * n, factor);
    }
    int rows = Math.clamp(piece / Math.max(k, n), 1, m);
    int turn = 0;
    int count;
    for (int first = 0; first < m; first += count, turn++) {
      Lane lane = context.lane(turn);
      lane.finish();
      count = Math.min(rows, m - first);
      long chunk = lane.a.atLeast((long) rows * k);
      long product = lane.c.atLeast((long) rows * n);
      lane.reserve((long) rows * k);
      lane.upload(a, aFrom + first * k, count * k, chunk, 0);
      context.products().multiply(lane, form, count, n, k, chunk, factor, product, false);
      lane.download(product, c, cFrom + first * n, count * n, accumulate);
    }
    context.finish();
  }

  /** C = Aᵀ B: chunks of the depth, which are rows of both, give terms of the sums. */
  private void byDepth(
      int m,
      int n,
      int k,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      @Nullable SharedMatrix weights,
      float[] c,
      int cFrom,
      boolean accumulate) {
    long kept = weights == null ? 0 : resident.address(weights, (long) k * n);
    long sum = sums.atLeast((long) m * n);
    int depth = Math.clamp(piece / ((long) m + n), 1, k);
    int turn = 0;
    int count;
    for (int first = 0; first < k; first += count, turn++) {
      Lane lane = context.lane(turn);
      lane.finish();
      count = Math.min(depth, k - first);
      long left = lane.a.atLeast((long) depth * m);
      long right = kept + (long) first * n * Float.BYTES;
      lane.reserve((long) depth * (m + n));
      lane.upload(a, aFrom + first * m, count * m, left, 0);
      if (weights == null) {
        right = lane.b.atLeast((long) depth * n);
        lane.upload(b, bFrom + first * n, count * n, right, (long) depth * m);
      }
      if (turn > 0) {
        lane.await(context.lane(turn - 1));
      }
      context.products().multiply(lane, Form.TN, m, n, count, left, right, sum, turn > 0);
      lane.mark();
    }
    context.download(sum, c, cFrom, m * n, accumulate);
  }
}
