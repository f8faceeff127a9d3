package dev.sleipnir.model.encode;

import static dev.sleipnir.model.Close.assertClose;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.neuron.LifAdExCurrentEncoder;
import dev.sleipnir.model.neuron.LifCurrentEncoder;
import dev.sleipnir.model.neuron.LifExCurrentEncoder;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EncoderTest {
  @Test
  void directInputIsTheSameInEveryStepAndHasAGradient() {
    Tensor x = Tensor.rand(new RandomStream(1, 1), 2, 3, 5);
    Encoder encoder = new DirectEncoder(4);
    try (Tape tape = new Tape(new Workspace())) {
      Tensor watched = tape.watch(x);
      Tensor all = encoder.encode(watched);
      assertArrayEquals(new int[] {4, 2, 3, 5}, all.shape());
      for (int t = 0; t < 4; t++) {
        assertArrayEquals(x.toArray(), all.rows(t, t + 1).toArray());
      }
      tape.backward(all.sum());
      float[] fours = new float[x.size()];
      Arrays.fill(fours, 4f);
      assertArrayEquals(fours, Objects.requireNonNull(watched.gradient()).toArray());
    }
    assertEquals("direct, 4 steps", encoder.text());
    assertThrows(IllegalArgumentException.class, () -> new DirectEncoder(0));
  }

  @Test
  void poissonSpikesAreFixedByTheStream() {
    Tensor x = Tensor.rand(new RandomStream(1, 1), 4, 1, 6, 6);
    Encoder encoder = new PoissonEncoder(20, 300f, 0.001);
    RandomStream random = new RandomStream(5, 6, 7);
    float[] spikes = encoder.encode(x, random).toArray();
    assertEquals(7 + 20 * 144, random.position());
    assertFalse(Arrays.equals(spikes, encoder.encode(x, random).toArray()));
    assertArrayEquals(spikes, encoder.encode(x, new RandomStream(5, 6, 7)).toArray());
    assertFalse(Arrays.equals(spikes, encoder.encode(x, new RandomStream(5, 7, 7)).toArray()));
    assertFalse(Arrays.equals(spikes, encoder.encode(x, new RandomStream(6, 6, 7)).toArray()));
    // time steps are drawn apart
    assertFalse(
        Arrays.equals(Arrays.copyOfRange(spikes, 0, 144), Arrays.copyOfRange(spikes, 144, 288)));
  }

  @Test
  void poissonSpikesAreTheStreamsNumbersBelowTheRates() {
    // A step is no whole number of blocks of the generator, a row no whole number of words.
    Tensor x = Tensor.rand(new RandomStream(1, 1), 3, 5, 17);
    float[] spikes =
        new PoissonEncoder(7, 300f, 0.001).encode(x, new RandomStream(5, 6, 7)).values();
    float[] expected = new float[7 * 255];
    for (int t = 0; t < 7; t++) {
      long first = 7 + t * 255L;
      Philox.spikes(5, 6, first, x.data(), 0, 0.3f, expected, t * 255, (t + 1) * 255);
    }
    assertArrayEquals(expected, spikes);
  }

  @Test
  void everyEncoderPutsOutBits() {
    RandomStream random = new RandomStream(3, 4);
    for (Encoder encoder : encoders(15)) {
      for (int[] shape : new int[][] {{3, 2, 4, 5}, {3, 70}, {3}, {0, 4}}) {
        Tensor x = Tensor.rand(random, shape).scale(2f);
        float[] values = encoder.encode(x, random.copy()).toArray();
        try (Tape tape = new Tape(new Workspace())) {
          Tensor spikes = encoder.encode(tape.enter(x), random.copy());
          assertFalse(tape.needsGradient(spikes));
          assertArrayEquals(values, spikes.toArray());
          SpikeRows bits = spikes.spikes();
          assertNotNull(bits);
          assertEquals(shape[0] * 15, bits.rows());
        }
      }
    }
  }

  @Test
  void noGradientGoesThroughSpikesThatAreDrawn() {
    RandomStream random = new RandomStream(3, 4);
    try (Tape tape = new Tape(new Workspace())) {
      Tensor x = tape.watch(Tensor.rand(random, 3, 70));
      assertFalse(tape.needsGradient(new PoissonEncoder(15, 400f, 0.001).encode(x, random)));
    }
  }

  /** As the neurons' layer has it, whose input is the value in each step. */
  @Test
  void gradientsReachConstantCurrentsThroughTheNeurons() {
    int steps = 40;
    RandomStream random = new RandomStream(3, 4);
    for (Neuron neuron :
        List.of(new LifCurrentEncoder(), new LifExCurrentEncoder(), new LifAdExCurrentEncoder())) {
      Neuron smooth = neuron.surrogate(Surrogate.SUPER, 10);
      for (int[] shape : new int[][] {{3, 2, 4, 5}, {2, 7}, {3}, {0, 4}}) {
        Tensor x = Tensor.rand(random, shape).scale(3f);
        int[] all = new int[shape.length + 1];
        System.arraycopy(shape, 0, all, 1, shape.length);
        all[0] = steps;
        Tensor cotangent = Tensor.randn(random, all);
        float[] repeated = new float[steps * x.size()];
        for (int t = 0; t < steps; t++) {
          System.arraycopy(x.toArray(), 0, repeated, t * x.size(), x.size());
        }
        double[] expected = new double[x.size()];
        try (Tape tape = new Tape(new Workspace())) {
          Tensor current = tape.watch(Tensor.of(repeated, all));
          tape.backward(smooth.layer().forward(current), cotangent);
          float[] gradient = Objects.requireNonNull(current.gradient()).toArray();
          for (int e = 0; e < gradient.length; e++) {
            expected[e % x.size()] += gradient[e];
          }
        }
        try (Tape tape = new Tape(new Workspace())) {
          Tensor value = tape.watch(x);
          Tensor spikes = new ConstantCurrentLifEncoder(steps, smooth).encode(value);
          assertNotNull(spikes.spikes());
          tape.backward(spikes, cotangent);
          assertClose(
              "gradient", expected, Objects.requireNonNull(value.gradient()).toArray(), 1e-5, 1e-5);
        }
      }
    }
  }

  /** Also through what follows, and from the first spikes alone. */
  @Test
  void valuesAreFoundBySpikes() {
    Tensor wanted =
        new ConstantCurrentLifEncoder(50).encode(Tensor.of(new float[] {3, 1.5f}, 1, 2));
    Neuron neuron = new LifCurrentEncoder().surrogate(Surrogate.SUPER, 10);
    for (boolean latency : new boolean[] {false, true}) {
      try (Tape tape = new Tape(new Workspace())) {
        Tensor x = tape.watch(Tensor.of(new float[] {2, 2}, 1, 2));
        Tensor spikes =
            latency
                ? new SpikeLatencyLifEncoder(50, neuron).encode(x)
                : new ConstantCurrentLifEncoder(50, neuron).encode(x);
        tape.backward(latency ? spikes.sum() : Losses.meanSquaredError(spikes, wanted));
        float[] gradient = Objects.requireNonNull(x.gradient()).toArray();
        assertTrue(Float.isFinite(gradient[0]) && gradient[0] != 0, "" + gradient[0]);
        assertTrue(Float.isFinite(gradient[1]) && gradient[1] != 0, "" + gradient[1]);
      }
    }
  }

  @Test
  void neuronsThatLearnGetGradientsThroughTheFirstSpikes() {
    Tensor x = normal(1, 5, 7).scale(3f);
    Encoder learning = new SpikeLatencyLifEncoder(40, new LifCurrentEncoder().learn("v_th"));
    try (Tape tape = new Tape(new Workspace())) {
      Tensor spikes = learning.encode(tape.enter(x), new RandomStream(1, 1));
      assertTrue(tape.needsGradient(spikes));
      assertArrayEquals(new SpikeLatencyLifEncoder(40).encode(x).toArray(), spikes.toArray());
      tape.backward(spikes.sum());
    }
  }

  @Test
  void anEncoderTakesTheSameBuffersAgainAndAgain() {
    Tensor x = Tensor.rand(new RandomStream(1, 1), 3, 50);
    for (Encoder encoder : encoders(15)) {
      Workspace workspace = new Workspace();
      long[] bytes = new long[3];
      for (int i = 0; i < bytes.length; i++) {
        try (Scope scope = new Scope(workspace)) {
          encoder.encode(scope.enter(x), new RandomStream(3, i));
        }
        bytes[i] = workspace.allocatedBytes();
      }
      assertEquals(bytes[0], bytes[2]);
    }
  }

  private static List<Encoder> encoders(int steps) {
    return List.of(
        new PoissonEncoder(steps, 400f, 0.001),
        new ConstantCurrentLifEncoder(steps),
        new SpikeLatencyLifEncoder(steps));
  }

  @Test
  void latencyIsTheFirstSpikeOfTheConstantCurrent() {
    Tensor x = normal(1, 5, 7).scale(3f);
    Tensor all = new ConstantCurrentLifEncoder(60).encode(x);
    Tensor first = new SpikeLatencyLifEncoder(60).encode(x);
    assertArrayEquals(new int[] {60, 5, 7}, all.shape());
    int firing = 0;
    for (int e = 0; e < 35; e++) {
      boolean fired = false;
      for (int t = 0; t < 60; t++) {
        float expected = fired ? 0f : all.values()[t * 35 + e];
        assertEquals(expected, first.values()[t * 35 + e]);
        fired |= expected > 0f;
      }
      firing += fired ? 1 : 0;
    }
    assertTrue(firing > 5 && firing < 30, "expected some to fire and some not: " + firing);
  }

  @Test
  void storageOrderAndScopeMakeNoDifference() {
    Tensor x = Tensor.rand(new RandomStream(1, 1), 3, 2, 4, 4).scale(2f);
    RandomStream random = new RandomStream(3, 4);
    for (Encoder encoder : encoders(15)) {
      float[] spikes = encoder.encode(x, random.copy()).toArray();
      assertArrayEquals(spikes, encoder.encode(x.channelsLast(), random.copy()).toArray());
      Tensor inside;
      try (Scope scope = new Scope(new Workspace())) {
        inside = encoder.encode(scope.enter(x), random.copy());
        assertArrayEquals(spikes, inside.toArray());
      }
      assertThrows(IllegalStateException.class, inside::data);
    }
  }

  @Test
  void valuesThatAreNotFiniteAreNoSilence() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      Tensor x = normal(1, 3, 2, 4, 4);
      x.data()[32 + 16 + 4 + 3] = bad;
      for (Encoder encoder : encoders(5)) {
        for (Tensor stored : List.of(x, x.channelsLast())) {
          assertEquals(
              "values: expected finite numbers, got " + bad + " at [1, 1, 1, 3]",
              refused(() -> encoder.encode(stored, new RandomStream(1, 0))));
        }
      }
    }
  }

  @Test
  void argumentsAreChecked() {
    assertEquals("steps: expected at least 1, got 0", refused(() -> new PoissonEncoder(0)));
    assertEquals(
        "steps: expected at least 1, got -1", refused(() -> new ConstantCurrentLifEncoder(-1)));
    assertEquals("steps: expected at least 1, got 0", refused(() -> new SpikeLatencyLifEncoder(0)));
    refused(() -> new PoissonEncoder(5, -1f, 0.001));
    refused(() -> new PoissonEncoder(5, Float.NaN, 0.001));
    refused(() -> new PoissonEncoder(5, 100f, 0));
    refused(() -> new PoissonEncoder(5, Float.POSITIVE_INFINITY, 0.001));
    refused(() -> new PoissonEncoder(5, 100f, Double.POSITIVE_INFINITY));
  }
}
