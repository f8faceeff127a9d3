package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.sleipnir.kernels.rule.BatchReduction;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Steps on arrays, with every reduction of one and of more samples. */
class SteadyStateTest {
  private static final int CALLS = 500;
  private static final long LIMIT_NANOS = 60_000_000_000L;

  private static void assertAllocatesNothing(String what, Runnable step) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long start = System.nanoTime();
    long allocated;
    do {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        step.run();
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
      if (allocated == 0) {
        return;
      }
      LockSupport.parkNanos(5_000_000L); // the processor is the compiler's
    } while (System.nanoTime() - start < LIMIT_NANOS);
    fail(what + ": still allocates " + (double) allocated / CALLS + " bytes a step");
  }

  private static float[] spikes(long seed, int n) {
    Random random = new Random(seed);
    float[] z = new float[n];
    for (int e = 0; e < n; e++) {
      z[e] = random.nextInt(5) == 0 ? 1 : 0;
    }
    z[0] = 1;
    return z;
  }

  @Test
  void aDenseStepAllocatesNothing() {
    for (BatchReduction reduction : BatchReduction.values()) {
      for (int batch : new int[] {1, 3}) {
        Parameter w = new Parameter("w", Tensor.full(0.5f, 30, 40));
        DenseSynapses synapses = Stdp.additive().reduction(reduction).dense(w);
        TraceState state = synapses.initialState(batch);
        float[] pre = spikes(1, batch * 40);
        float[] post = spikes(2, batch * 30);
        assertAllocatesNothing(
            "dense, " + reduction + ", batch " + batch, () -> synapses.step(pre, post, state));
      }
    }
  }

  @Test
  void aConvolutionalStepAllocatesNothing() {
    for (BatchReduction reduction : BatchReduction.values()) {
      for (int batch : new int[] {1, 3}) {
        Conv2d layer = new Conv2d(Tensor.full(0.5f, 4, 3, 3, 3), null, 1, 1, 1);
        ConvSynapses synapses = Stdp.additive().reduction(reduction).conv(layer, 8, 8);
        TraceState state = synapses.initialState(batch);
        float[] pre = spikes(1, batch * 3 * 64);
        float[] post = spikes(2, batch * 4 * 64);
        assertAllocatesNothing(
            "convolution, " + reduction + ", batch " + batch,
            () -> synapses.step(pre, post, state));
      }
    }
  }

  @Test
  void reductionsOfTheAdditiveRuleDifferByTheBatchAlone() {
    int batch = 4;
    List<double[]> changes = new ArrayList<>();
    List<double[]> kernels = new ArrayList<>();
    for (BatchReduction reduction : BatchReduction.values()) {
      LearningRule rule =
          Stdp.additive().with("eta_plus", 0.1).hardBounds(false).reduction(reduction);
      Parameter w = new Parameter("w", Tensor.zeros(12, 18));
      DenseSynapses synapses = rule.dense(w);
      Conv2d layer = new Conv2d(Tensor.zeros(2, 1, 3, 3), null, 1, 0, 1);
      ConvSynapses convolution = rule.conv(layer, 6, 6);
      TraceState state = synapses.initialState(batch);
      TraceState images = convolution.initialState(batch);
      for (int t = 0; t < 20; t++) {
        synapses.step(spikes(t, batch * 18), spikes(50 + t, batch * 12), state);
        convolution.step(spikes(t, batch * 36), spikes(50 + t, batch * 32), images);
      }
      double scale = reduction == BatchReduction.MEAN ? batch : 1;
      changes.add(scaled(w, scale));
      kernels.add(scaled(layer.weight(), scale));
    }
    assertFalse(Arrays.equals(new double[12 * 18], changes.getFirst()));
    for (int r = 1; r < changes.size(); r++) {
      assertArrayEquals(changes.getFirst(), changes.get(r), 1e-6);
      assertArrayEquals(kernels.getFirst(), kernels.get(r), 1e-5);
    }
  }

  private static double[] scaled(Parameter weights, double scale) {
    double[] values = new double[weights.size()];
    Arrays.setAll(values, e -> scale * weights.data()[e]);
    return values;
  }
}
