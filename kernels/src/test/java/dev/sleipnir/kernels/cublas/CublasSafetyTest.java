package dev.sleipnir.kernels.cublas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.gemm.Gemm.Form;
import dev.sleipnir.kernels.gemm.SharedMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What would read or write outside memory, were it not refused. */
class CublasSafetyTest {
  private static void refused(String words, Executable call) {
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
    assertTrue(message.contains(words), message);
  }

  @Test
  void sizesWhoseProductWouldOverflowAreRefused() {
    FakeCuda fake = FakeCuda.get();
    try (CublasContext context = CublasContext.open(fake.libraries(), 0, ComputeMode.FLOAT32);
        DeviceBuffer a = context.allocate(64);
        DeviceBuffer b = context.allocate(64);
        DeviceBuffer c = context.allocate(64)) {
      // 2^30 matrices of 2^34 floats: 2^64, which as a long is 0.
      refused(
          "A: expected less than 2^61 floats, got 1073741824 matrices of 17179869184",
          () -> context.multiplyBatch(Form.NN, 1 << 30, 1 << 17, 1, 1 << 17, a, b, c, false));
      refused(
          "A: expected 4 floats",
          () -> context.multiply(Form.NN, 2, 2, 2, a, 61, b, 0, c, 0, false));
      refused(
          "C: expected 4 floats",
          () -> context.multiply(Form.NN, 2, 2, 2, a, 0, b, 0, c, Long.MAX_VALUE, false));
      refused(
          "B: expected 4 floats",
          () -> context.multiply(Form.NN, 2, 2, 2, a, 0, b, Long.MIN_VALUE, c, 0, false));
      refused("expected at least 1", () -> context.allocate(Long.MIN_VALUE));
      refused("expected at least 1", () -> context.allocate(Long.MAX_VALUE));
      assertThrows(CudaException.class, () -> context.allocate(Long.MAX_VALUE / 8));
    }
    fake.requireNothingLeft();
  }

  @Test
  void aProductIsNotWrittenOverItsFactors() {
    FakeCuda fake = FakeCuda.get();
    try (CublasContext context = CublasContext.open(fake.libraries(), 0, ComputeMode.FLOAT32);
        DeviceBuffer a = context.allocate(64);
        DeviceBuffer b = context.allocate(64)) {
      refused(
          "A: expected a factor apart from C",
          () -> context.multiply(Form.NN, 2, 2, 2, a, 3, b, 0, a, 0, false));
      refused(
          "B: expected a factor apart from C",
          () -> context.multiplyBatch(Form.NN, 3, 2, 2, 2, a, b, b, false));
      context.multiply(Form.NN, 2, 2, 2, a, 4, b, 0, a, 0, false);
    }
  }

  @Test
  void closedThingsAreRefusedAndClosedTwice() {
    FakeCuda fake = FakeCuda.get();
    CublasContext context = CublasContext.open(fake.libraries(), 0, ComputeMode.FLOAT32);
    DeviceBuffer kept = context.allocate(4);
    DeviceBuffer gone = context.allocate(4);
    gone.close();
    gone.close();
    float[] four = new float[4];
    assertThrows(IllegalStateException.class, () -> context.upload(four, 0, 4, gone, 0));
    assertThrows(IllegalStateException.class, () -> context.download(gone, 0, four, 0, 4));
    context.close();
    context.close();
    kept.close();
    assertThrows(IllegalStateException.class, () -> context.upload(four, 0, 4, kept, 0));
    assertThrows(IllegalStateException.class, context::synchronize);
    assertThrows(IllegalStateException.class, () -> context.allocate(1));
    fake.requireNothingLeft();
  }

  @Test
  void weightsThatGrowAreRefused() {
    FakeCuda fake = FakeCuda.get();
    try (CublasContext context = CublasContext.open(fake.libraries(), 0, ComputeMode.FLOAT32)) {
      int[] asked = {0};
      SharedMatrix growing =
          new SharedMatrix() {
            @Override
            public float[] data() {
              return new float[asked[0]++ < 3 ? 4 : 4000];
            }

            @Override
            public int version() {
              return asked[0];
            }
          };
      CublasProduct product = new CublasProduct(context);
      float[] four = new float[4];
      for (int call = 0; call < 3; call++) {
        try {
          product.multiply(Form.NN, 2, 2, 2, four, 0, growing, four.clone(), 0, false);
        } catch (IllegalArgumentException e) {
          assertTrue(String.valueOf(e.getMessage()).contains("weights: expected 4 floats"), e + "");
          return;
        }
      }
      assertEquals("refused", "not refused");
    }
  }
}
