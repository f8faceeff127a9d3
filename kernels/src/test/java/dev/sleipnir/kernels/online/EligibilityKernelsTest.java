package dev.sleipnir.kernels.online;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import dev.sleipnir.kernels.equation.Parser;
import dev.sleipnir.kernels.equation.Surrogate;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EligibilityKernelsTest {
  private static final int SAMPLES = 2;
  private static final int POST = 5;
  private static final float DECAY = 0.9f;
  private static final float RHO = 0.97f;
  private static final float BETA = 0.3f;
  private static final float KAPPA = 0.8f;

  private static final String LIF =
      """
      model lif
      parameters decay = 0.9
      state v = 0, fired = 0
      input x
      v = decay * v + x - detach(fired)
      z = spike(v - 1)
      fired = z
      output z
      """;

  private static final String ALIF =
      """
      model alif
      parameters decay = 0.9, rho = 0.97, beta = 0.3
      state v = 0, a = 0, fired = 0
      input x
      v = decay * v + x - detach(fired)
      z = spike(v - (1 + beta * a))
      a = rho * a + z
      fired = z
      output z
      """;

  private final Random random = new Random(3);

  /** Alpha 1: the slope is the triangle itself. */
  private static EligibilityKernels kernels(String text, double... parameters) {
    double[] numbers = Arrays.copyOf(parameters, parameters.length + 4);
    numbers[parameters.length] = 0.001;
    numbers[parameters.length + 1] = 1;
    numbers[parameters.length + 3] = KAPPA;
    return new EligibilityKernels(
        Parser.parse(text), Surrogate.TRIANGLE, /* windowed= */ false, numbers);
  }

  private static int[] sizes() {
    return IntStream.concat(Arrays.stream(TestArrays.sizes()), IntStream.of(700)).toArray();
  }

  /** All rows, of each sample in two parts. */
  private static void step(
      EligibilityKernels kernels, float[][] preSynaptic, float[][] series, int pre) {
    for (int sample = 0; sample < SAMPLES; sample++) {
      kernels.stepSynapses(preSynaptic, series, sample, POST, pre, 2, POST);
      kernels.stepSynapses(preSynaptic, series, sample, POST, pre, 0, 2);
    }
  }

  @Test
  void lifHasOneTraceAndNoMatrix() {
    EligibilityKernels kernels = kernels(LIF, DECAY);
    assertEquals(2, kernels.states());
    assertEquals(1, kernels.traces());
    assertEquals(0, kernels.matrices());
    assertEquals(1, kernels.slopes());
    for (int pre : sizes()) {
      float[] after = TestArrays.normal(random, SAMPLES * pre);
      float[][] preSynaptic = {new float[SAMPLES * pre], after, new float[SAMPLES * pre]};
      float[] slopes = TestArrays.normal(random, SAMPLES * POST);
      float[] filtered = TestArrays.normal(random, SAMPLES * POST * pre);
      float[] expected = filtered.clone();
      for (int row = 0; row < SAMPLES * POST; row++) {
        for (int i = 0; i < pre; i++) {
          int at = row * pre + i;
          expected[at] = Math.fma(after[row / POST * pre + i], slopes[row], KAPPA * expected[at]);
        }
      }
      step(kernels, preSynaptic, new float[][] {filtered, slopes}, pre);
      SameBits.assertSame(expected, filtered, "pre = " + pre);
    }
  }

  @Test
  void anAdaptationIsAMatrix() {
    EligibilityKernels kernels = kernels(ALIF, DECAY, RHO, BETA);
    assertEquals(1, kernels.traces());
    assertEquals(1, kernels.matrices());
    assertEquals(1, kernels.slopes());
    for (int pre : sizes()) {
      float[] after = TestArrays.normal(random, SAMPLES * pre);
      float[][] preSynaptic = {new float[SAMPLES * pre], after, new float[SAMPLES * pre]};
      float[] slopes = TestArrays.normal(random, SAMPLES * POST);
      float[] adaptation = TestArrays.normal(random, SAMPLES * POST * pre);
      float[] filtered = TestArrays.normal(random, SAMPLES * POST * pre);
      float[] adapted = adaptation.clone();
      float[] expected = filtered.clone();
      for (int row = 0; row < SAMPLES * POST; row++) {
        for (int i = 0; i < pre; i++) {
          int at = row * pre + i;
          float e = slopes[row] * Math.fma(-BETA, adapted[at], after[row / POST * pre + i]);
          adapted[at] = Math.fma(RHO, adapted[at], e);
          expected[at] = Math.fma(KAPPA, expected[at], e);
        }
      }
      step(kernels, preSynaptic, new float[][] {adaptation, filtered, slopes}, pre);
      SameBits.assertSame(adapted, adaptation, "adaptation, pre = " + pre);
      SameBits.assertSame(expected, filtered, "filtered, pre = " + pre);
    }
  }

  @Test
  void tracesAndNeuronsStep() {
    EligibilityKernels kernels = kernels(LIF, DECAY);
    for (int n : sizes()) {
      float[] signal = TestArrays.normal(random, n);
      float[] before = TestArrays.normal(random, n);
      float[] after = new float[n];
      float[] copy = new float[n];
      kernels.stepTraces(new float[][] {signal, before, after, copy}, n);
      float[] v = TestArrays.normal(random, n);
      float[] fired = new float[n];
      float[] spikes = new float[n];
      float[] slopes = new float[n];
      float[] expectedV = v.clone();
      kernels.stepNeurons(new float[][] {signal, spikes, slopes}, new float[][] {v, fired}, n);
      for (int i = 0; i < n; i++) {
        assertEquals(DECAY * before[i] + signal[i], after[i]);
        assertEquals(signal[i], copy[i]);
        float u = DECAY * expectedV[i] + signal[i];
        assertEquals(u, v[i]);
        assertEquals(u > 1 ? 1 : 0, spikes[i]);
        assertEquals(spikes[i], fired[i]);
        assertEquals(Math.max(0, 1 - Math.abs(u - 1)), slopes[i]);
      }
    }
  }

  @Test
  void shortArraysAreRefusedBeforeAnythingChanges() {
    EligibilityKernels kernels = kernels(LIF, DECAY);
    float[] filtered = new float[SAMPLES * POST * 3];
    float[][] preSynaptic = {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}};
    float[][] series = {filtered, {1, 1, 1, 1, 1}};
    assertThrows(
        IllegalArgumentException.class,
        () -> kernels.stepSynapses(preSynaptic, series, 1, POST, 3, 0, 5));
    assertEquals(0, filtered[SAMPLES * POST * 3 - 1]);
    kernels.stepSynapses(preSynaptic, series, 0, POST, 3, 0, 5);
    assertEquals(1, filtered[POST * 3 - 1]);
  }
}
