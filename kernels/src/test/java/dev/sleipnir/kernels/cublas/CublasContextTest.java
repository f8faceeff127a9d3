package dev.sleipnir.kernels.cublas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.TestArrays;
import dev.sleipnir.kernels.cublas.FakeCuda.Kind;
import dev.sleipnir.kernels.gemm.Gemm.Form;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices, buffers and products of buffers, against the library compiled for tests. */
class CublasContextTest {
  private final FakeCuda fake = FakeCuda.get();
  private final Random random = new Random(3);
  private CublasContext context = open(ComputeMode.FLOAT32);

  private CublasContext open(ComputeMode mode) {
    return CublasContext.open(fake.libraries(), 0, mode);
  }

  @AfterEach
  void nothingIsLeft() {
    context.close();
    fake.requireNothingLeft();
  }

  private DeviceBuffer buffer(float[] values) {
    DeviceBuffer buffer = context.allocate(values.length);
    context.upload(values, 0, values.length, buffer, 0);
    return buffer;
  }

  @ParameterizedTest
  @EnumSource
  void manyProductsAreOneCall(ComputeMode mode) {
    context.close();
    context = open(mode);
    int batch = 5;
    for (Form form : Form.values()) {
      Reference[] each = new Reference[batch];
      float[] a = new float[batch * 12];
      float[] b = new float[batch * 20];
      float[] c = new float[batch * 15];
      for (int i = 0; i < batch; i++) {
        each[i] = new Reference(random, form, 3, 5, 4, true);
        System.arraycopy(each[i].a, each[i].aFrom, a, i * 12, 12);
        System.arraycopy(each[i].b, each[i].bFrom, b, i * 20, 20);
        System.arraycopy(each[i].c, each[i].cFrom, c, i * 15, 15);
      }
      DeviceBuffer out = buffer(c);
      context.multiplyBatch(form, batch, 3, 5, 4, buffer(a), buffer(b), out, true);
      context.download(out, 0, c, 0, c.length);
      for (int i = 0; i < batch; i++) {
        float[] one = each[i].c.clone();
        System.arraycopy(c, i * 15, one, each[i].cFrom, 15);
        each[i].require(one, mode.errorBound(4));
      }
    }
    String function =
        mode == ComputeMode.BF16 ? "cublasGemmStridedBatchedEx" : "cublasSgemmStridedBatched";
    assertEquals(3, fake.calls(function));
  }

  @ParameterizedTest
  @EnumSource
  void productsOfPartsOfBuffers(Form form) {
    for (boolean accumulate : new boolean[] {false, true}) {
      Reference one = new Reference(random, form, 6, 7, 8, accumulate);
      DeviceBuffer c = buffer(one.c);
      context.multiply(
          form,
          6,
          7,
          8,
          buffer(one.a),
          one.aFrom,
          buffer(one.b),
          one.bFrom,
          c,
          one.cFrom,
          accumulate);
      float[] got = new float[one.c.length];
      context.synchronize();
      context.download(c, 0, got, 0, got.length);
      one.require(got, 1e-6);
    }
  }

  @Test
  void longArraysGoInPieces() {
    float[] values = TestArrays.normal(random, 2 * CublasContext.PIECE + 1001);
    DeviceBuffer buffer = context.allocate(values.length + 3);
    context.upload(values, 1, values.length - 1, buffer, 2);
    float[] back = new float[values.length];
    back[0] = values[0];
    context.download(buffer, 2, back, 1, values.length - 1);
    assertArrayEquals(values, back);
    assertEquals(3 + 3, fake.calls("cudaMemcpyAsync"));
  }

  @Test
  void closingTwiceDoesNothing() {
    DeviceBuffer buffer = context.allocate(10);
    buffer.close();
    buffer.close();
    assertEquals(1, fake.calls("cudaFree"));
    DeviceBuffer other = context.allocate(10);
    context.close();
    context.close();
    other.close();
    assertEquals(2, fake.calls("cudaFree"));
    assertEquals(2, fake.calls("cublasDestroy_v2"));
  }

  @Test
  void useAfterCloseIsRefused() {
    DeviceBuffer buffer = context.allocate(10);
    buffer.close();
    refused(() -> context.upload(new float[10], 0, 10, buffer, 0), "device buffer of 10 floats");
    refused(() -> context.download(buffer, 0, new float[10], 0, 10), "device buffer of 10 floats");
    refused(
        () -> context.multiply(Form.NN, 2, 2, 2, buffer, 0, buffer, 0, buffer, 0, false),
        "device buffer of 10 floats");
    CublasProduct product = new CublasProduct(context);
    context.close();
    refused(() -> context.allocate(1), "cuda:0 (Fake GPU 0");
    refused(() -> context.synchronize(), "cuda:0");
    refused(() -> context.freeBytes(), "cuda:0");
    float[] four = new float[4];
    refused(
        () -> product.multiply(Form.NN, 2, 2, 2, four, 0, four, 0, four, 0, false), "cuda:0 (Fake");
  }

  private static void refused(Executable use, String name) {
    String message = String.valueOf(assertThrows(IllegalStateException.class, use).getMessage());
    assertTrue(message.startsWith(name), message);
    assertTrue(message.contains("closed"), message);
  }

  @Test
  void wrongArgumentsAreRefusedBeforeAnythingIsDone() {
    DeviceBuffer buffer = context.allocate(10);
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () ->
                        context.multiply(Form.NN, 3, 3, 3, buffer, 2, buffer, 0, buffer, 0, false))
                .getMessage());
    assertEquals("A: expected 9 floats from index 2, got a buffer of 10", message);
    assertThrows(
        IllegalArgumentException.class,
        () -> context.multiply(Form.NN, 0, 3, 3, buffer, 0, buffer, 0, buffer, 0, false));
    assertThrows(
        IndexOutOfBoundsException.class, () -> context.upload(new float[3], 1, 3, buffer, 0));
    assertThrows(IllegalArgumentException.class, () -> context.allocate(0));
    try (CublasContext other = open(ComputeMode.FLOAT32)) {
      assertThrows(
          IllegalArgumentException.class, () -> other.upload(new float[3], 0, 3, buffer, 0));
    }
    assertEquals(0, fake.calls("cublasSgemm_v2"));
    assertEquals(0, fake.uploadedBytes());
  }

  @Test
  void outOfMemorySaysHowMuchAndLeavesTheRest() {
    fake.memory(1000);
    DeviceBuffer buffer = context.allocate(100);
    String message =
        String.valueOf(assertThrows(CudaException.class, () -> context.allocate(200)).getMessage());
    assertTrue(message.contains("800 bytes of memory of the device"), message);
    assertTrue(message.contains("600 free of 1000"), message);
    assertEquals(600, context.freeBytes());
    context.upload(new float[100], 0, 100, buffer, 0);
  }

  @Test
  void thereAreTwoDevices() {
    for (int device : new int[] {-1, 2}) {
      String message =
          String.valueOf(
              assertThrows(
                      CudaException.class,
                      () -> CublasContext.open(fake.libraries(), device, ComputeMode.FLOAT32))
                  .getMessage());
      assertTrue(message.contains("device " + device + ": expected one of the 2"), message);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cudaGetDeviceCount",
        "cudaSetDevice",
        "cudaGetDeviceProperties",
        "cudaStreamCreateWithFlags",
        "cudaEventCreateWithFlags",
        "cublasCreate_v2",
        "cublasSetStream_v2",
        "cublasSetMathMode"
      })
  void aDeviceThatCannotBeOpenedLeavesNothing(String function) {
    context.close();
    for (int nth = 1; nth <= 2; nth++) {
      fake.reset();
      fake.fail(function, nth, 3);
      boolean opened = true;
      try {
        open(ComputeMode.FLOAT32).close();
      } catch (CudaException e) {
        opened = false;
        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith(function + ": "), message);
      }
      // What is done once cannot fail the second time.
      assertTrue(!opened || (fake.calls(function) == 1 && nth == 2), function);
      fake.requireNothingLeft();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cudaFree",
        "cudaFreeHost",
        "cudaStreamDestroy",
        "cudaEventDestroy",
        "cublasDestroy_v2"
      })
  void whatCannotBeFreedKeepsNothingElse(String function) {
    float[] values = new float[10];
    buffer(values);
    fake.fail(function, 1, 13);
    CudaException error = assertThrows(CudaException.class, () -> context.close());
    assertTrue(String.valueOf(error.getMessage()).startsWith(function + ": "), error.getMessage());
    long left = Arrays.stream(Kind.values()).mapToLong(fake::live).sum();
    assertEquals(1, left);
    // Not freed by the fake either: the other tests count too.
    fake.forget();
  }

  @Test
  void namesItself() {
    String name = context.toString();
    assertTrue(name.startsWith("cuda:0 (Fake GPU 0, float32, by "), name);
    for (String file : List.of("libcublas.so.13", "libcudart.so.13")) {
      assertTrue(name.contains(fake.folder().resolve(file).toString()), name);
    }
  }
}
