package dev.sleipnir.kernels.cublas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.cublas.FakeCuda.Kind;
import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.gemm.Gemm.Form;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Products of arrays, against the library compiled for tests. */
class CublasProductTest {
  /** The fake sums in double precision: what is left are roundings of the result. */
  private static final double CLOSE = 0x1p-22;

  private final Random random = new Random(7);
  private FakeCuda fake = FakeCuda.get();
  private CublasContext context = open(ComputeMode.FLOAT32);

  private CublasContext open(ComputeMode mode) {
    return CublasContext.open(fake.libraries(), 0, mode);
  }

  @BeforeEach
  void reset() {
    fake.reset();
  }

  @AfterEach
  void nothingIsLeft() {
    context.close();
    fake.requireNothingLeft();
  }

  @ParameterizedTest
  @CsvSource({"1, false", "1, true", "37, false", "37, true", "2097152, false"})
  void allFormsAndSizesInChunksOfAnyLength(int piece, boolean othersFirst) {
    if (othersFirst) {
      fake.othersFirst();
    }
    CublasProduct product = new CublasProduct(context, piece);
    int[] sizes = {0, 1, 2, 5, 16, 23};
    for (Form form : Form.values()) {
      for (int m : sizes) {
        for (int n : sizes) {
          for (int k : sizes) {
            Reference one = new Reference(random, form, m, n, k, random.nextBoolean());
            one.require(one.by(product), CLOSE);
            var weights = new Reference.Constant(Arrays.copyOf(one.b, k * n));
            one.requireWithWeightsOf(one.by(product, weights), CLOSE, weights);
          }
        }
      }
    }
  }

  @Test
  void agreesWithTheCpu() {
    CublasProduct product = new CublasProduct(context, 1000);
    Gemm gemm = new Gemm(Parallel.of(1), new FloatPool());
    for (Form form : Form.values()) {
      Reference one = new Reference(random, form, 70, 41, 55, true);
      float[] expected = one.by(gemm);
      float[] got = one.by(product);
      for (int e = 0; e < got.length; e++) {
        assertEquals(expected[e], got[e], 1e-5, one.toString());
      }
    }
  }

  @Test
  void aProductOfManyRowsIsUploadedOnce() {
    Reference one = new Reference(random, Form.NT, 64, 8, 16, false);
    one.by(new CublasProduct(context));
    assertEquals(1, fake.calls("cublasSgemm_v2"));
    assertEquals(4 * (64 * 16 + 16 * 8), fake.uploadedBytes());
    assertEquals(4 * 64 * 8, fake.downloadedBytes());
  }

  @Test
  void chunksTakeTurnsOnTwoStreams() {
    Reference one = new Reference(random, Form.NN, 64, 8, 16, true);
    one.require(one.by(new CublasProduct(context, 16 * 16)), CLOSE);
    assertEquals(4, fake.calls("cublasSgemm_v2"));
    assertEquals(2, fake.live(Kind.STREAM));
    // What is added to is not uploaded.
    assertEquals(4 * (64 * 16 + 16 * 8), fake.uploadedBytes());
  }

  @Test
  void aVectorGoesThroughGemv() {
    for (Form form : Form.values()) {
      CublasProduct product = new CublasProduct(context);
      Reference row = new Reference(random, form, 1, 8, 16, true);
      row.require(row.by(product), CLOSE);
      Reference column = new Reference(random, form, 8, 1, 16, false);
      column.require(column.by(product), CLOSE);
    }
    assertEquals(6, fake.calls("cublasSgemv_v2"));
    assertEquals(0, fake.calls("cublasSgemm_v2"));
  }

  @ParameterizedTest
  @EnumSource
  void aModeIsPassedOnAndKeepsItsBound(ComputeMode mode) {
    context.close();
    context = open(mode);
    Reference one = new Reference(random, Form.NT, 20, 30, 40, false);
    float[] got = one.by(new CublasProduct(context, 300));
    one.require(got, mode.errorBound(40));
    if (mode != ComputeMode.FLOAT32) {
      assertThrows(AssertionError.class, () -> one.require(got, mode.errorBound(40) / 64));
    }
    assertEquals(mode == ComputeMode.BF16, fake.calls("cublasGemmEx") > 0);
    assertTrue(context.toString().contains(mode.toString()), context.toString());
  }

  @Test
  void weightsStayUntilTheyChange() {
    CublasProduct product = new CublasProduct(context);
    Reference one = new Reference(random, Form.NT, 3, 50, 60, false);
    var weights = new Reference.Constant(Arrays.copyOf(one.b, 3000));
    one.by(product, weights);
    long first = fake.uploadedBytes();
    one.by(product, weights);
    assertEquals(first + 4 * 3 * 60, fake.uploadedBytes());

    weights.values[7] += 10;
    weights.version++;
    one.requireWithWeightsOf(one.by(product, weights), CLOSE, weights);
    assertEquals(first + 4 * (3 * 60 + 3 * 60 + 3000), fake.uploadedBytes());

    // Backwards through the same weights.
    Reference back = new Reference(random, Form.NN, 3, 60, 50, false);
    back.requireWithWeightsOf(back.by(product, weights), CLOSE, weights);
    assertEquals(first + 4 * (3 * 60 + 3 * 60 + 3000 + 3 * 50), fake.uploadedBytes());
  }

  @Test
  void anUploadThatFailedIsMadeAgain() {
    CublasProduct product = new CublasProduct(context);
    Reference one = new Reference(random, Form.NT, 3, 5, 6, false);
    var weights = new Reference.Constant(Arrays.copyOf(one.b, 30));
    fake.fail("cudaMemcpyAsync", 1, 719);
    assertThrows(CudaException.class, () -> one.by(product, weights));
    one.requireWithWeightsOf(one.by(product, weights), CLOSE, weights);
  }

  @Test
  void weightsThatAreGoneFreeTheirMemory() throws InterruptedException {
    CublasProduct product = new CublasProduct(context);
    Reference one = new Reference(random, Form.NT, 3, 5, 6, false);
    one.by(product);
    long before = fake.live(Kind.DEVICE);
    one.by(product, new Reference.Constant(Arrays.copyOf(one.b, 30)));
    assertEquals(before + 1, fake.live(Kind.DEVICE));
    for (int i = 0; i < 100 && fake.live(Kind.DEVICE) > before; i++) {
      System.gc();
      Thread.sleep(10);
      one.by(product);
    }
    assertEquals(before, fake.live(Kind.DEVICE));
  }

  @Test
  void theSameSizesAllocateOnce() {
    CublasProduct product = new CublasProduct(context, 100);
    for (Form form : Form.values()) {
      new Reference(random, form, 20, 30, 40, true).by(product);
    }
    long before = fake.calls("cudaMalloc") + fake.calls("cudaMallocHost");
    for (Form form : Form.values()) {
      new Reference(random, form, 20, 30, 40, false).by(product);
    }
    assertEquals(before, fake.calls("cudaMalloc") + fake.calls("cudaMallocHost"));
  }

  @ParameterizedTest
  @CsvSource({
    "cudaSetDevice, 101, cudaErrorOther",
    "cudaMalloc, 719, cudaErrorLaunchFailure",
    "cudaMallocHost, 719, cudaErrorLaunchFailure",
    "cudaMemcpyAsync, 1, cudaErrorInvalidValue",
    "cudaStreamSynchronize, 719, cudaErrorLaunchFailure",
    "cudaStreamWaitEvent, 719, cudaErrorLaunchFailure",
    "cudaEventRecord, 719, cudaErrorLaunchFailure",
    "cublasSgemm_v2, 1, CUBLAS_STATUS_NOT_INITIALIZED",
    "cublasSgemm_v2, 3, CUBLAS_STATUS_ALLOC_FAILED",
    "cublasSgemm_v2, 7, CUBLAS_STATUS_INVALID_VALUE",
    "cublasSgemm_v2, 8, CUBLAS_STATUS_ARCH_MISMATCH",
    "cublasSgemm_v2, 11, CUBLAS_STATUS_MAPPING_ERROR",
    "cublasSgemm_v2, 13, CUBLAS_STATUS_EXECUTION_FAILED",
    "cublasSgemm_v2, 14, CUBLAS_STATUS_INTERNAL_ERROR",
    "cublasSgemm_v2, 15, CUBLAS_STATUS_NOT_SUPPORTED",
    "cublasSgemm_v2, 16, CUBLAS_STATUS_LICENSE_ERROR",
    "cublasSgemm_v2, 99, unknown status"
  })
  void everyStatusIsNamedAndTheNextProductIsRight(String function, int status, String name) {
    CublasProduct product = new CublasProduct(context, 64);
    Reference one = new Reference(random, Form.NN, 40, 8, 16, true);
    boolean failed = false;
    for (int nth = 1; nth <= 2; nth++) {
      fake.fail(function, nth, status);
      try {
        one.by(product);
        // A product of these sizes may not need that many calls.
        fake.reset();
      } catch (CudaException e) {
        failed = true;
        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith(function + ": "), message);
        assertTrue(message.contains(name), message);
        assertTrue(message.contains("(" + status + ")"), message);
      }
      one.require(one.by(product), CLOSE);
    }
    assertTrue(failed);
  }

  @Test
  void outOfMemorySaysHowMuch() {
    fake.memory(10_000);
    CublasProduct product = new CublasProduct(context);
    Reference large = new Reference(random, Form.NN, 4, 100, 100, false);
    String message =
        String.valueOf(assertThrows(CudaException.class, () -> large.by(product)).getMessage());
    assertTrue(message.startsWith("cudaMalloc: cudaErrorMemoryAllocation (2)"), message);
    assertTrue(message.contains("40000 bytes of memory of the device"), message);
    assertTrue(message.contains("10000 free of 10000"), message);
    Reference small = new Reference(random, Form.NN, 4, 10, 10, false);
    small.require(small.by(product), CLOSE);
  }

  @Test
  void arraysThatAreTooShortAreRefused() {
    CublasProduct product = new CublasProduct(context);
    float[] c = {1, 2, 3, 4};
    for (int which = 0; which < 3; which++) {
      float[][] arrays = {new float[4], new float[4], c};
      arrays[which] = new float[3];
      var error =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  product.multiply(
                      Form.NN, 2, 2, 2, arrays[0], 0, arrays[1], 0, arrays[2], 0, false));
      assertEquals(
          "ABC".charAt(which) + ": expected 4 floats from index 0, got an array of 3",
          error.getMessage());
    }
    assertArrayEquals(new float[] {1, 2, 3, 4}, c);
    assertEquals(0, fake.uploadedBytes());
  }

  @Test
  void anyThreadMayUseAnyDevice() throws InterruptedException {
    try (CublasContext second = CublasContext.open(fake.libraries(), 1, ComputeMode.FLOAT32)) {
      assertTrue(second.toString().contains("Fake GPU 1"), second.toString());
      CublasProduct[] products = {new CublasProduct(context, 64), new CublasProduct(second, 64)};
      AtomicReference<Throwable> failure = new AtomicReference<>();
      CountDownLatch begin = new CountDownLatch(1);
      Thread[] threads = new Thread[4];
      for (int t = 0; t < threads.length; t++) {
        Random own = new Random(t);
        threads[t] =
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        begin.await();
                        for (int i = 0; i < 50; i++) {
                          var one = new Reference(own, Form.NT, 20, 8, 16, true);
                          one.require(one.by(products[i & 1]), CLOSE);
                        }
                      } catch (Throwable e) {
                        failure.set(e);
                      }
                    });
      }
      begin.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(null, failure.get());
    }
    assertFalse(fake.live(Kind.HANDLE) > 2);
  }
}
