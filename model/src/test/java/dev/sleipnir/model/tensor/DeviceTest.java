package dev.sleipnir.model.tensor;

import static dev.sleipnir.model.Close.assertClose;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.cublas.ComputeMode;
import dev.sleipnir.kernels.cublas.CudaException;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.SameBits;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.encode.ConstantCurrentLifEncoder;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.optimize.Sgd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Devices, a GPU being the library that the tests of kernels compile. */
class DeviceTest {
  private static final int STEPS = 40;
  private static final int BATCH = 8;

  private static Workspace workspace(Propagation propagation, Device device) {
    return new Workspace(Parallel.of(1), propagation, device);
  }

  private static Device fake(FakeCuda fake) {
    return Device.cuda(0, ComputeMode.FLOAT32, fake.environment());
  }

  private static NetworkModule classifier() {
    RandomStream random = new RandomStream(5, 0);
    return new SequentialState(
        new Linear(random, 60, 40, true),
        new Lif().with("v_th", 0.2).cell(),
        new Linear(random, 40, 10, false),
        new Li().cell());
  }

  private static NetworkModule recurrent() {
    return new SequentialState(
        new Lif()
            .with("v_th", 0.2)
            .recurrentCell(RecurrentWeights.random(new RandomStream(5, 2), 60, 30, false)),
        new Linear(new RandomStream(5, 1), 30, 10, false),
        new Li().cell());
  }

  /** Loss, gradients and parameters of two training steps of digits of sorts. */
  private static List<float[]> train(
      Supplier<NetworkModule> make, boolean spikes, Propagation propagation, Device device) {
    NetworkModule model = make.get();
    // Not Adam, which makes steps of one size of gradients that are roundings.
    Sgd sgd = new Sgd(model.parameters(), 0.1);
    Workspace workspace = workspace(propagation, device);
    List<float[]> results = new ArrayList<>();
    int[] labels = {0, 1, 2, 3, 4, 5, 6, 7};
    for (int step = 0; step < 2; step++) {
      try (Tape tape = new Tape(workspace)) {
        Tensor x =
            spikes
                ? new ConstantCurrentLifEncoder(STEPS)
                    .encode(tape.enter(Tensor.full(2f, BATCH, 60)))
                : tape.enter(normal(3, STEPS, BATCH, 60));
        Tensor out = Lift.of(model).forward(x);
        Tensor loss = Losses.crossEntropy(out.maxOverTime(), labels);
        tape.backward(loss);
        results.add(loss.toArray());
        results.add(out.toArray());
      }
      for (Parameter p : model.parameters()) {
        results.add(p.gradient().clone());
      }
      sgd.step();
      results.addAll(SameBits.values(model.parameters()));
    }
    return results;
  }

  private static void assertCloseToCpu(
      Supplier<NetworkModule> make, boolean spikes, Propagation propagation) {
    FakeCuda fake = FakeCuda.get();
    List<float[]> expected = train(make, spikes, Propagation.DENSE, Device.cpu());
    long before = fake.calls("cublasSgemm_v2");
    try (Device device = fake(fake)) {
      List<float[]> got = train(make, spikes, propagation, device);
      boolean same = true;
      for (int i = 0; i < got.size(); i++) {
        double[] wide = new double[expected.get(i).length];
        for (int e = 0; e < wide.length; e++) {
          wide[e] = expected.get(i)[e];
          same = same && expected.get(i)[e] == got.get(i)[e];
        }
        assertClose("result " + i, wide, got.get(i), 1e-3, 1e-5);
      }
      // Its sums are rounded once, at the end: the same bits would come from the CPU.
      assertFalse(same);
    }
    assertTrue(fake.calls("cublasSgemm_v2") > before);
  }

  @Test
  void aTrainingStepIsTheCpusUpToRounding() {
    assertCloseToCpu(DeviceTest::classifier, false, Propagation.AUTO);
    assertCloseToCpu(DeviceTest::classifier, true, Propagation.AUTO);
    assertCloseToCpu(DeviceTest::recurrent, false, Propagation.AUTO);
    assertCloseToCpu(DeviceTest::recurrent, true, Propagation.DENSE);
  }

  @Test
  void aSequenceIsOneProduct() {
    FakeCuda fake = FakeCuda.get();
    Linear layer = new Linear(new RandomStream(1, 0), 60, 40, true);
    int steps = 200;
    try (Device device = fake(fake);
        Scope scope = new Scope(workspace(Propagation.AUTO, device))) {
      long before = fake.calls("cublasSgemm_v2");
      Lift.of(layer).forward(scope.enter(normal(2, steps, BATCH, 60)));
      assertEquals(before + 1, fake.calls("cublasSgemm_v2"));
    }
  }

  @Test
  void weightsAreUploadedOnceAndAfterAnEdit() {
    FakeCuda fake = FakeCuda.get();
    Linear layer = new Linear(new RandomStream(1, 0), 60, 40, false);
    try (Device device = fake(fake)) {
      // Two workspaces: the copies are the device's.
      Workspace[] workspaces = {
        workspace(Propagation.AUTO, device), workspace(Propagation.AUTO, device)
      };
      long[] uploads = new long[4];
      for (int i = 0; i < uploads.length; i++) {
        long before = fake.calls("cudaMemcpyAsync");
        float[] got = forward(layer, workspaces[i % 2]);
        uploads[i] = fake.calls("cudaMemcpyAsync") - before;
        float[] expected = forward(layer, workspace(Propagation.AUTO, Device.cpu()));
        double[] wide = new double[expected.length];
        for (int e = 0; e < wide.length; e++) {
          wide[e] = expected[e];
        }
        assertClose("call " + i, wide, got, 1e-5, 1e-6);
        if (i == 2) {
          layer.weight().set(Tensor.full(0.5f, 40, 60));
        }
      }
      // Input and output, and the weights before.
      assertEquals(
          List.of(3L, 2L, 2L, 3L), List.of(uploads[0], uploads[1], uploads[2], uploads[3]));
    }
  }

  private static float[] forward(Linear layer, Workspace workspace) {
    try (Scope scope = new Scope(workspace)) {
      return layer.forward(scope.enter(normal(2, 16, 60))).toArray();
    }
  }

  @Test
  void eventPropagationStaysOnTheCpu() {
    FakeCuda fake = FakeCuda.get();
    Linear layer = new Linear(new RandomStream(1, 0), 60, 40, true);
    try (Device device = fake(fake);
        Scope scope = new Scope(workspace(Propagation.EVENT, device))) {
      Tensor spikes = scope.spikes(new int[] {16, 60}, false, 60);
      Arrays.fill(bits(spikes), 1L);
      long before = fake.calls("cublasSgemm_v2");
      layer.forward(spikes);
      assertEquals(before, fake.calls("cublasSgemm_v2"));
    }
  }

  private static long[] bits(Tensor spikes) {
    return Objects.requireNonNull(spikes.spikes()).bits();
  }

  @Test
  void autoTakesLargeProductsOnly() {
    FakeCuda fake = FakeCuda.get();
    try (LogLines log = new LogLines(Device.class);
        Device device = Device.auto(ComputeMode.FLOAT32, fake.environment(), 16 * 60 * 40, 10)) {
      assertTrue(device.isGpu());
      assertEquals(1, log.lines.size());
      assertTrue(
          log.lines.getFirst().startsWith("large matrix products on cuda:0 (Fake GPU 0, float32"),
          log.lines.getFirst());
      long before = fake.calls("cublasSgemm_v2");
      Linear large = new Linear(new RandomStream(1, 0), 60, 40, true);
      forward(large, workspace(Propagation.AUTO, device));
      assertEquals(before + 1, fake.calls("cublasSgemm_v2"));
      Linear small = new Linear(new RandomStream(1, 0), 60, 39, true);
      assertSame(
          "small",
          forward(small, workspace(Propagation.AUTO, Device.cpu())),
          forward(small, workspace(Propagation.AUTO, device)));
      assertEquals(before + 1, fake.calls("cublasSgemm_v2"));
      assertEquals(1, log.lines.size());
    }
  }

  @Test
  void autoFallsBackAndSaysWhy() {
    FakeCuda fake = FakeCuda.incomplete();
    try (LogLines log = new LogLines(Device.class);
        Device device =
            Device.auto(
                ComputeMode.FLOAT32,
                fake.environment(),
                Device.BREAK_EVEN,
                Device.BREAK_EVEN_SIZE)) {
      assertSame(Device.cpu(), device);
      assertFalse(device.isGpu());
      assertEquals(1, log.lines.size());
      assertTrue(
          log.lines.getFirst().matches("matrix products on the CPU, no GPU: .*cublasSgemm_v2.*"),
          log.lines.getFirst());
    }
  }

  @Test
  void cudaThrowsWithTheReason() {
    Map<String, String> environment = FakeCuda.incomplete().environment();
    CudaException error =
        assertThrows(CudaException.class, () -> Device.cuda(0, ComputeMode.FLOAT32, environment));
    assertTrue(String.valueOf(error.getMessage()).contains("cublasSgemm_v2"), error.getMessage());
    Map<String, String> whole = FakeCuda.get().environment();
    error = assertThrows(CudaException.class, () -> Device.cuda(7, ComputeMode.FLOAT32, whole));
    assertTrue(String.valueOf(error.getMessage()).contains("device 7"), error.getMessage());
  }

  @Test
  void aClosedDeviceIsRefused() {
    Device device = fake(FakeCuda.get());
    Linear layer = new Linear(new RandomStream(1, 0), 60, 40, true);
    Workspace workspace = workspace(Propagation.AUTO, device);
    forward(layer, workspace);
    device.close();
    device.close();
    assertThrows(IllegalStateException.class, () -> forward(layer, workspace));
  }

  @Test
  void theCpuIsTheDefaultAndNeverCloses() {
    assertSame(Device.cpu(), new Workspace().device());
    Device.cpu().close();
    assertEquals("cpu", Device.cpu().toString());
    forward(new Linear(new RandomStream(1, 0), 60, 40, true), new Workspace());
  }
}
