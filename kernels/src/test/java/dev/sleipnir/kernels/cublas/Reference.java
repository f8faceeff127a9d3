package dev.sleipnir.kernels.cublas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.TestArrays;
import dev.sleipnir.kernels.gemm.Gemm.Form;
import dev.sleipnir.kernels.gemm.MatrixProduct;
import dev.sleipnir.kernels.gemm.SharedMatrix;
import java.util.Random;

/** A product at random offsets, and what it should be, in double precision. */
final class Reference {
  private static final int MOST = 9;

  final Form form;
  final int m;
  final int n;
  final int k;
  final boolean accumulate;
  final int aFrom;
  final int bFrom;
  final int cFrom;
  final float[] a;
  final float[] b;
  final float[] c;

  Reference(Random random, Form form, int m, int n, int k, boolean accumulate) {
    this.form = form;
    this.m = m;
    this.n = n;
    this.k = k;
    this.accumulate = accumulate;
    aFrom = random.nextInt(MOST);
    bFrom = random.nextInt(MOST);
    cFrom = random.nextInt(MOST);
    a = TestArrays.normal(random, aFrom + m * k + random.nextInt(MOST));
    b = TestArrays.normal(random, bFrom + k * n + random.nextInt(MOST));
    c = TestArrays.normal(random, cFrom + m * n + random.nextInt(MOST));
  }

  /** SharedMatrix that begin at index 0, as all do. */
  static final class Constant implements SharedMatrix {
    final float[] values;
    int version;

    Constant(float[] values) {
      this.values = values;
    }

    @Override
    public float[] data() {
      return values;
    }

    @Override
    public int version() {
      return version;
    }
  }

  float[] by(MatrixProduct product) {
    float[] out = c.clone();
    product.multiply(form, m, n, k, a, aFrom, b, bFrom, out, cFrom, accumulate);
    return out;
  }

  float[] by(MatrixProduct product, SharedMatrix weights) {
    float[] out = c.clone();
    product.multiply(form, m, n, k, a, aFrom, weights, out, cFrom, accumulate);
    return out;
  }

  double a(int i, int d) {
    return a[aFrom + (form == Form.TN ? d * m + i : i * k + d)];
  }

  /** Every element within a bound relative to the sum of its terms; nothing around it changed. */
  void require(float[] out, double bound) {
    require(out, bound, b, bFrom);
  }

  void requireWithWeightsOf(float[] out, double bound, SharedMatrix weights) {
    require(out, bound, weights.data(), 0);
  }

  private void require(float[] out, double bound, float[] b, int bAt) {
    for (int e = 0; e < c.length; e++) {
      int at = e - cFrom;
      if (at < 0 || at >= m * n) {
        assertEquals(c[e], out[e], "outside, at " + e);
        continue;
      }
      int i = at / n;
      int j = at % n;
      double sum = accumulate ? c[e] : 0;
      double size = Math.abs(sum);
      for (int d = 0; d < k; d++) {
        double term = a(i, d) * b[bAt + (form == Form.NT ? j * k + d : d * n + j)];
        sum += term;
        size += Math.abs(term);
      }
      assertEquals(sum, out[e], bound * size, this + " at " + i + ", " + j);
    }
  }

  @Override
  public String toString() {
    return form + " " + m + " x " + n + " x " + k + (accumulate ? " added" : "");
  }
}
