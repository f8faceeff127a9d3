package dev.sleipnir.model.online;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MaxVoltageReadoutTest {
  private static final double DURATION = 0.06;
  private static final float[] G = {0.7f, -1.3f, 0.4f, 0.9f};

  private final RandomStream random = new RandomStream(6, 0);
  private final EventNeuron neuron = new EventNeuron(0.02, 0.006, 1);
  private final MaxVoltageReadout readout =
      new MaxVoltageReadout(neuron, Tensor.randn(random, 4, 5));
  private final Parameter weight = readout.parameters().getFirst();

  private double loss(double[] times) {
    MaxVoltageReadout.Maxima maxima = readout.forward(events(times), DURATION);
    double loss = 0;
    for (int k = 0; k < 4; k++) {
      loss += G[k] * maxima.score(k);
    }
    return loss;
  }

  private static SpikeEvents events(double[] times) {
    int[] which = new int[times.length];
    Arrays.setAll(which, e -> e % 5);
    return SpikeEvents.of(times, which);
  }

  @Test
  void maximaAreThoseOfAFineGrid() {
    double[] times = new double[15];
    Arrays.setAll(times, e -> 0.003 * e + 0.001 * random.nextFloat());
    float[] scores = readout.forward(events(times), DURATION).scores();
    for (int k = 0; k < 4; k++) {
      double highest = 0;
      for (double t = 0; t < DURATION; t += 1e-6) {
        double v = 0;
        for (int e = 0; e < times.length && times[e] < t; e++) {
          v += weight.data()[5 * k + e % 5] * neuron.response(t - times[e]);
        }
        highest = Math.max(highest, v);
      }
      assertEquals(highest, scores[k], 3e-4);
    }
  }

  @Test
  void gradientsAreThoseOfDifferences() {
    int kinks = 0;
    for (int sample = 0; sample < 5; sample++) {
      double[] times = new double[15];
      Arrays.setAll(times, e -> 0.003 * e + 0.001 * random.nextFloat());
      weight.clearGradient();
      double[] forTimes = readout.backward(readout.forward(events(times), DURATION), G);
      double h = 0x1p-13;
      for (int at = 0; at < weight.size(); at++) {
        float w = weight.data()[at];
        weight.data()[at] = (float) (w + h);
        double up = weight.data()[at];
        double more = loss(times);
        weight.data()[at] = (float) (w - h);
        double down = weight.data()[at];
        double less = loss(times);
        weight.data()[at] = w;
        assertEquals((more - less) / (up - down), weight.gradient()[at], 1e-5);
      }
      double[] moved = times.clone();
      for (int e = 0; e < times.length; e++) {
        double step = 1e-8;
        moved[e] = times[e] + step;
        double more = loss(moved);
        moved[e] = times[e] - step;
        double less = loss(moved);
        moved[e] = times[e];
        assertEquals((more - less) / (2 * step), forTimes[e], 1e-4, "spike " + e);
        kinks += forTimes[e] == 0 ? 0 : 1;
      }
    }
    assertTrue(kinks > 10);
  }

  /** Inhibition cuts a rise short: the later it comes, the higher the maximum. */
  @Test
  void aMaximumThatInhibitionEnds() {
    float[] w = new float[20];
    w[0] = 2;
    w[1] = -9;
    weight.set(Tensor.of(w, 4, 5));
    double[] times = {0.001, 0.004};
    MaxVoltageReadout.Maxima maxima = readout.forward(events(times), DURATION);
    assertEquals(2 * neuron.response(0.003), maxima.score(0), 1e-12);
    double[] gradients = readout.backward(maxima, new float[] {1, 0, 0, 0});
    double slope = 2 * (neuron.synapse(0.003) - neuron.response(0.003)) / 0.02;
    assertArrayEquals(new double[] {-slope, slope}, gradients, 1e-9);
    assertEquals(0f, weight.gradient()[1]);
  }

  @Test
  void refusesWhatDoesNotFit() {
    var other = new MaxVoltageReadout(neuron, Tensor.zeros(4, 5));
    var maxima = readout.forward(new SpikeEvents(), 1);
    assertArrayEquals(new float[4], maxima.scores());
    assertThrows(IllegalArgumentException.class, () -> other.backward(maxima, G));
    assertThrows(IllegalArgumentException.class, () -> readout.backward(maxima, new float[3]));
    assertThrows(
        IllegalArgumentException.class,
        () -> readout.forward(SpikeEvents.of(new double[1], new int[] {5}), 1));
    assertThrows(
        IllegalArgumentException.class, () -> new MaxVoltageReadout(neuron, Tensor.zeros(3)));
  }
}
