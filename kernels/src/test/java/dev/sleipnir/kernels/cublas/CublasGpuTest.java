package dev.sleipnir.kernels.cublas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.sleipnir.kernels.gemm.Gemm.Form;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * On a real GPU. Skipped where there is none, unless {@code -Dsleipnir.gpu.required=true} makes
 * that a failure.
 */
@Tag("gpu")
class CublasGpuTest {
  private static CublasContext open(ComputeMode mode) {
    try {
      return CublasContext.open(CudaLibraries.load(System.getenv()), 0, mode);
    } catch (CudaException e) {
      if (Boolean.getBoolean("sleipnir.gpu.required")) {
        throw e;
      }
      return abort("not on this machine: a GPU: " + e.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource
  void randomShapes(ComputeMode mode) {
    Random random = new Random(11);
    try (CublasContext context = open(mode)) {
      CublasProduct product = new CublasProduct(context, 1 << 16);
      List<Form> forms = List.of(Form.values());
      for (int i = 0; i < 60; i++) {
        Form form = forms.get(i % forms.size());
        int m = 1 + random.nextInt(300);
        int n = 1 + random.nextInt(300);
        int k = 1 + random.nextInt(300);
        Reference one = new Reference(random, form, m, n, k, random.nextBoolean());
        one.require(one.by(product), mode.errorBound(k + 1));
        var weights = new Reference.Constant(Arrays.copyOf(one.b, k * n));
        one.requireWithWeightsOf(one.by(product, weights), mode.errorBound(k + 1), weights);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void repeatedProductsHaveTheSameBits(ComputeMode mode) {
    try (CublasContext context = open(mode)) {
      CublasProduct product = new CublasProduct(context, 1 << 16);
      Reference one = new Reference(new Random(12), Form.TN, 130, 170, 900, false);
      float[] first = one.by(product);
      for (int i = 0; i < 5; i++) {
        assertTrue(Arrays.equals(first, one.by(product)));
      }
      long free = context.freeBytes();
      one.by(product);
      assertEquals(free, context.freeBytes());
    }
  }
}
