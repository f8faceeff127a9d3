package dev.sleipnir.bench;

import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Square single-precision matrix products. */
public class GemmBenchmark extends Threaded {
  /** Rows and columns. */
  @Param({"1000"})
  public int n;

  /** Which operand is transposed. */
  @Param({"NN", "NT", "TN"})
  public Gemm.Form form;

  private Gemm gemm = new Gemm(parallel, new FloatPool());
  private float[] a = {};
  private float[] b = {};
  private float[] c = {};

  /** Called by JMH. */
  public GemmBenchmark() {}

  /** Starts the threads and fills the operands with small whole numbers. */
  @Setup
  public void start() {
    parallel = Parallel.of(threads);
    gemm = new Gemm(parallel, new FloatPool());
    a = new float[n * n];
    b = new float[n * n];
    c = new float[n * n];
    for (int i = 0; i < a.length; i++) {
      a[i] = i % 7 - 3;
      b[i] = i % 5 - 2;
    }
    Arrays.fill(c, Float.NaN);
  }

  /** Fails where the last product was wrong. */
  @TearDown
  public void check() {
    double expected = 0;
    for (int k = 0; k < n; k++) {
      expected +=
          a[form == Gemm.Form.TN ? k * n + 1 : n + k]
              * b[form == Gemm.Form.NT ? 2 * n + k : k * n + 2];
    }
    if (c[n + 2] != expected) {
      throw new IllegalStateException("C[1][2]: expected " + expected + ", got " + c[n + 2]);
    }
  }

  /**
   * One product.
   *
   * @param work counts the operations
   * @return the result
   */
  @Benchmark
  public float[] multiply(Flops work) {
    gemm.multiply(form, n, n, n, a, 0, b, 0, c, 0, false);
    work.gigaflops += 2e-9 * n * n * n;
    return c;
  }
}
