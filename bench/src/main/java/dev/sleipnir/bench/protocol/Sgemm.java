package dev.sleipnir.bench.protocol;

import dev.sleipnir.kernels.cublas.ComputeMode;
import dev.sleipnir.kernels.cublas.CublasContext;
import dev.sleipnir.kernels.cublas.CublasProduct;
import dev.sleipnir.kernels.cublas.DeviceBuffer;
import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.gemm.Gemm.Form;
import dev.sleipnir.kernels.gemm.MatrixProduct;
import dev.sleipnir.kernels.gemm.SharedMatrix;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.model.tensor.Device;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Square matrix products on a device, after products of random shapes were compared with sums in
 * double precision.
 *
 * <p>On a GPU two times are taken: of a product of buffers that are there, and of one of arrays
 * with weights that are there, as a dense layer has it.
 *
 * @param size rows and columns of all three matrices
 * @param device opens where to multiply
 * @param threads threads of the CPU
 * @param shapes how many random shapes are checked
 * @param repeats how often to run
 */
public record Sgemm(int size, Supplier<Device> device, int threads, int shapes, Repeats repeats)
    implements Protocol {
  private static final long SEED = 1;
  private static final int LARGEST_SHAPE = 300;

  /** What a product of 32-bit floats may be off, as norms. */
  private static final double FLOAT32_ERROR = 1e-5;

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if one is out of range; the message begins with its name
   */
  public Sgemm {
    Sizes.atLeast("size", 1, size);
    Sizes.threads(threads);
    Sizes.atLeast("shapes", 1, shapes);
    Sizes.product("size x size", size, size);
  }

  @Override
  public Map<String, Object> run(PrintWriter out) {
    try (Device on = device.get();
        Parallel parallel = Parallel.of(threads)) {
      ComputeMode mode = on.gpu().map(CublasContext::mode).orElse(ComputeMode.FLOAT32);
      MatrixProduct product =
          on.gpu()
              .<MatrixProduct>map(CublasProduct::new)
              .orElseGet(() -> new Gemm(parallel, new FloatPool()));
      out.printf(
          Locale.ROOT, "sgemm: %d x %d x %d on %s, %d thread(s)%n", size, size, size, on, threads);
      double error = check(product, mode);
      out.printf(Locale.ROOT, "  checked: %d random shapes, error at most %.2g%n", shapes, error);
      float[] a = uniform(0);
      Factor b = new Factor(uniform(1));
      float[] c = new float[size * size];
      Timings ofArrays =
          Timings.of(
              repeats,
              () -> {
                long start = System.nanoTime();
                product.multiply(Form.NN, size, size, size, a, 0, b, c, 0, false);
                return Timings.since(start);
              });
      Timings timings = on.gpu().map(gpu -> ofBuffers(gpu, a, b.data())).orElse(ofArrays);
      double flops = 2.0 * size * size * size;
      out.printf(
          Locale.ROOT,
          "  %.6f s (best %.6f): %.1f GFLOP/s; of arrays %.6f s%n",
          timings.median(),
          timings.best(),
          flops / timings.median() / 1e9,
          ofArrays.median());
      Map<String, Object> figures = Figures.of("sgemm", threads, mode.toString());
      figures.put("device", on.toString());
      figures.put("size", size);
      figures.put("error", error);
      timings.addTo(figures, "flops_per_second", flops);
      figures.put("seconds_of_arrays", ofArrays.median());
      return figures;
    }
  }

  private float[] uniform(int stream) {
    float[] values = new float[size * size];
    Philox.uniform(SEED, stream, 0, values, 0, values.length);
    return values;
  }

  private Timings ofBuffers(CublasContext gpu, float[] a, float[] b) {
    try (DeviceBuffer left = gpu.allocate(a.length);
        DeviceBuffer right = gpu.allocate(b.length);
        DeviceBuffer target = gpu.allocate(a.length)) {
      gpu.upload(a, 0, a.length, left, 0);
      gpu.upload(b, 0, b.length, right, 0);
      return Timings.of(
          repeats,
          () -> {
            long start = System.nanoTime();
            gpu.multiply(Form.NN, size, size, size, left, 0, right, 0, target, 0, false);
            gpu.synchronize();
            return Timings.since(start);
          });
    }
  }

  /** Returns the largest relative error of a shape, as norms; throws if it is too large. */
  private double check(MatrixProduct product, ComputeMode mode) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Form> forms = List.of(Form.values());
    double largest = 0;
    for (int s = 0; s < shapes; s++) {
      Form form = forms.get(s % forms.size());
      int m = random.nextInt(1, LARGEST_SHAPE);
      int n = random.nextInt(1, LARGEST_SHAPE);
      int k = random.nextInt(1, LARGEST_SHAPE);
      float[] a = normal(2L * s, m * k);
      float[] b = normal(2L * s + 1, k * n);
      float[] c = new float[m * n];
      product.multiply(form, m, n, k, a, 0, b, 0, c, 0, false);
      double off = 0;
      double norm = 0;
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = 0;
          double size = 0;
          for (int d = 0; d < k; d++) {
            double term =
                (double) a[form == Form.TN ? d * m + i : i * k + d]
                    * b[form == Form.NT ? j * k + d : d * n + j];
            sum += term;
            size += Math.abs(term);
          }
          double difference = Math.abs(c[i * n + j] - sum);
          if (!(difference <= mode.errorBound(k) * size)) {
            throw wrong(form, m, n, k, difference / size, mode.errorBound(k));
          }
          off += difference * difference;
          norm += sum * sum;
        }
      }
      double error = norm == 0 ? 0 : Math.sqrt(off / norm);
      if (mode == ComputeMode.FLOAT32 && error >= FLOAT32_ERROR) {
        throw wrong(form, m, n, k, error, FLOAT32_ERROR);
      }
      largest = Math.max(largest, error);
    }
    return largest;
  }

  private static IllegalStateException wrong(
      Form form, int m, int n, int k, double error, double bound) {
    return new IllegalStateException(
        String.format(
            Locale.ROOT,
            "sgemm %s of %d x %d x %d: expected a relative error of at most %.2g, got %.2g",
            form,
            m,
            n,
            k,
            bound,
            error));
  }

  private static float[] normal(long stream, int length) {
    float[] values = new float[length];
    Philox.normal(SEED, stream, 0, 0f, 1f, values, 0, length);
    return values;
  }

  /** The second factor, as a layer's weights are. */
  private record Factor(float[] data) implements SharedMatrix {
    @Override
    public int version() {
      return 0;
    }
  }
}
