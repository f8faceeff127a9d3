package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class HomeostasisTest {
  private static final int INPUTS = 50;
  private static final int NEURONS = 8;
  private static final double TARGET = 20;
  private static final int BATCH = 2;

  /** Weights at which some neurons are silent and others fire ten times as often as they should. */
  private static Linear layer() {
    float[] w = new float[NEURONS * INPUTS];
    RandomStream random = new RandomStream(1, 0);
    for (int e = 0; e < w.length; e++) {
      int neuron = e / INPUTS;
      w[e] = (0.02f + 0.05f * neuron) * (0.5f + random.nextFloat());
    }
    return new Linear(Tensor.of(w, NEURONS, INPUTS), null);
  }

  private static NeuronCell cell() {
    return new Lif().with("v_th", Tensor.full(1, NEURONS)).learn("v_th").cell();
  }

  /** Rates of the neurons over the last ten seconds. */
  private static double[] simulate(
      Linear layer, NeuronCell cell, int seconds, Consumer<Tensor> plasticity) {
    RandomStream random = new RandomStream(2, 0);
    Workspace workspace = new Workspace();
    State state = cell.initialState(BATCH, NEURONS);
    float[] input = new float[BATCH * INPUTS];
    double[] rates = new double[NEURONS];
    for (int t = 0; t < 1000 * seconds; t++) {
      for (int e = 0; e < input.length; e++) {
        input[e] = random.nextFloat() < 0.05f ? 1 : 0;
      }
      try (Scope scope = new Scope(workspace)) {
        Tensor x = scope.enter(Tensor.of(input, BATCH, INPUTS));
        Step step = cell.step(layer.forward(x), state);
        Tensor z = step.output();
        state = step.state();
        plasticity.accept(z);
        for (int e = 0; e < BATCH * NEURONS && t >= 1000 * (seconds - 10); e++) {
          rates[e % NEURONS] += z.values()[e] / (10 * BATCH);
        }
      }
    }
    return rates;
  }

  private static double worst(double[] rates) {
    double worst = 0;
    for (double rate : rates) {
      worst = Math.max(worst, Math.abs(rate - TARGET));
    }
    return worst;
  }

  @Test
  void withoutHomeostasisRatesAreFarFromTheTarget() {
    double[] rates = simulate(layer(), cell(), 10, z -> {});
    assertTrue(rates[0] < 1 && rates[NEURONS - 1] > 5 * TARGET, () -> "rates " + rates[0]);
  }

  @Test
  void scalingBringsEveryNeuronToItsRate() {
    Linear layer = layer();
    float[] before = layer.weight().data().clone();
    ScaledWeights scaling =
        SynapticScaling.toRate(TARGET).with("eta", 0.02).every(10).bounds(0, 9).on(layer.weight());
    double[] rates = simulate(layer, cell(), 30, scaling::step);
    assertTrue(worst(rates) < 0.05 * TARGET, "off by " + worst(rates));
    // All weights of a neuron by the same factor.
    float[] w = layer.weight().data();
    assertEquals(before[3] / before[4], w[3] / w[4], 1e-3 * before[3] / before[4]);
  }

  @Test
  void scalingFollowsItsEquations() {
    // 2 is the bound: a silent neuron's weight stops there.
    Parameter w = new Parameter("w", Tensor.of(new float[] {0.5f, -0.25f, 2, 0.5f}, 2, 2));
    ScaledWeights scaling =
        SynapticScaling.toRate(10)
            .with("eta", 0.1)
            .with("tau", 0.5)
            .dt(0.01)
            .every(2)
            .bounds(-1, 2)
            .on(w);
    scaling.step(new float[] {1, 0, 0, 0});
    assertArrayEquals(new float[] {0.5f, -0.25f, 2, 0.5f}, w.data());
    scaling.step(new float[] {0, 0});
    double busy = (10 * 0.98 + 1 / (0.5 * 2)) * 0.98;
    double silent = 10 * 0.98 * 0.98;
    assertArrayEquals(new float[] {(float) busy, (float) silent}, scaling.rates(), 1e-5f);
    double factor = Math.exp(0.02 * 0.1 * (10 - busy));
    double more = Math.exp(0.02 * 0.1 * (10 - silent));
    assertArrayEquals(
        new float[] {(float) (0.5 * factor), (float) (-0.25 * factor), 2, (float) (0.5 * more)},
        w.data(),
        1e-6f);
  }

  @Test
  void thresholdsBringEveryNeuronToItsRate() {
    NeuronCell cell = cell();
    AdaptedThresholds adaptation =
        ThresholdAdaptation.toRate(TARGET).eta(0.05).on(cell.parameters().getFirst());
    double[] rates = simulate(layer(), cell, 25, adaptation::step);
    assertTrue(worst(rates) < 0.05 * TARGET, "off by " + worst(rates));
  }

  @Test
  void thresholdsRiseAndDecay() {
    Parameter v = new Parameter("v_th", Tensor.of(new float[] {1, 2}, 2));
    AdaptedThresholds adaptation = ThresholdAdaptation.decaying(0.5, 0.1).dt(0.01).on(v);
    adaptation.step(Tensor.of(new float[] {1, 0, 1, 1}, 2, 2));
    assertArrayEquals(new float[] {1.5f, 2.25f}, v.data(), 1e-6f);
    for (int t = 0; t < 7; t++) {
      adaptation.step(new float[2]);
    }
    double left = Math.pow(0.9, 7);
    assertArrayEquals(
        new float[] {(float) (1 + 0.5 * left), (float) (2 + 0.25 * left)}, v.data(), 1e-6f);
  }

  @Test
  void normalizationKeepsTheSumWhileStdpLearns() {
    Linear layer = layer();
    WeightNormalization normalization = new WeightNormalization(layer.weight(), 5);
    normalization.apply();
    DenseSynapses synapses = Stdp.additive().with("eta_plus", 0.1).dense(layer.weight());
    TraceState traces = synapses.initialState(BATCH);
    RandomStream random = new RandomStream(3, 0);
    for (int t = 0; t < 50; t++) {
      Tensor x = Tensor.rand(random, BATCH, INPUTS);
      for (int e = 0; e < x.size(); e++) {
        x.data()[e] = x.data()[e] < 0.1f ? 1 : 0;
      }
      synapses.step(x, Tensor.full(1, BATCH, NEURONS), traces);
      normalization.apply();
      for (int i = 0; i < NEURONS; i++) {
        double sum = 0;
        for (int j = 0; j < INPUTS; j++) {
          sum += layer.weight().data()[i * INPUTS + j];
        }
        assertEquals(5, sum, 1e-5);
      }
    }
  }

  @Test
  void normalizationOfKernelsLeavesSilentChannels() {
    Conv2d layer = new Conv2d(Tensor.zeros(2, 1, 2, 2), null, 1, 0, 1);
    float[] w = layer.weight().data();
    System.arraycopy(new float[] {1, 2, 3, 4}, 0, w, 4, 4);
    new WeightNormalization(layer.weight(), 1).apply();
    assertArrayEquals(new float[] {0, 0, 0, 0, 0.1f, 0.2f, 0.3f, 0.4f}, w, 1e-7f);
  }

  private static void refused(String expected, Executable code) {
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, code).getMessage());
    assertTrue(message.contains(expected), message);
  }

  @Test
  void refusesBadNumbers() {
    Parameter w = new Parameter("w", Tensor.full(0.5f, 2, 3));
    refused("sum: expected a positive number, got 0.0", () -> new WeightNormalization(w, 0));
    refused("sum", () -> new WeightNormalization(w, Double.POSITIVE_INFINITY));
    refused("target", () -> SynapticScaling.toRate(-1).on(w));
    refused("eta", () -> SynapticScaling.toRate(1).with("eta", -1).every(1).bounds(0, 1).on(w));
    refused(
        "tau",
        () -> SynapticScaling.toRate(1).with("eta", 1).with("tau", -1).every(1).bounds(0, 1).on(w));
    refused(
        "tau: expected a time step of at most",
        () ->
            SynapticScaling.toRate(1).with("eta", 1).with("tau", 1e-4).every(1).bounds(0, 1).on(w));
    refused("dt", () -> SynapticScaling.toRate(1).with("eta", 1).dt(0).every(1).bounds(0, 1).on(w));
    refused("every", () -> SynapticScaling.toRate(1).with("eta", 1).every(0).bounds(0, 1).on(w));
    refused("low", () -> SynapticScaling.toRate(1).with("eta", 1).every(1).bounds(1, 1).on(w));
    refused(
        "low", () -> SynapticScaling.toRate(1).with("eta", 1).every(1).bounds(Double.NaN, 1).on(w));
    refused("target", () -> ThresholdAdaptation.toRate(0).eta(1).on(w));
    refused("one spike in a step", () -> ThresholdAdaptation.toRate(1000).eta(1).on(w));
    refused("eta", () -> ThresholdAdaptation.toRate(1).eta(Double.NaN).on(w));
    refused("dt", () -> ThresholdAdaptation.toRate(1).eta(1).dt(-1).on(w));
    refused("jump", () -> ThresholdAdaptation.decaying(-1, 1).on(w));
    refused("tau", () -> ThresholdAdaptation.decaying(1, 0).on(w));
    assertArrayEquals(Tensor.full(0.5f, 6).toArray(), w.data());
  }

  @Test
  void refusesBadParameters() {
    Parameter vector = new Parameter("w", Tensor.zeros(3));
    Parameter bad = new Parameter("w", Tensor.of(new float[] {1, Float.NaN}, 1, 2));
    Parameter negative = new Parameter("w", Tensor.of(new float[] {1, -1}, 1, 2));
    refused("[post, ...]", () -> new WeightNormalization(vector, 1));
    refused("got NaN at 1", () -> new WeightNormalization(bad, 1).apply());
    refused("0 or more, got -1.0 at 1", () -> new WeightNormalization(negative, 1).apply());
    assertArrayEquals(new float[] {1, -1}, negative.data());
    refused("[post, pre]", () -> SynapticScaling.toRate(1).on(vector));
    refused("got NaN at 1", () -> SynapticScaling.toRate(1).on(bad));
    refused("got NaN at 1", () -> ThresholdAdaptation.toRate(1).eta(1).on(bad));
    refused(
        "each neuron",
        () -> ThresholdAdaptation.toRate(1).eta(1).on(new Parameter("v_th", Tensor.zeros(0))));
  }

  @Test
  void refusesBadSpikesAndChangesNothing() {
    Parameter w = new Parameter("w", Tensor.full(0.5f, 2, 3));
    Parameter v = new Parameter("v_th", Tensor.full(1, 2));
    ScaledWeights scaling = SynapticScaling.toRate(5).with("eta", 1).every(1).bounds(0, 1).on(w);
    AdaptedThresholds adaptation = ThresholdAdaptation.toRate(5).eta(1).on(v);
    for (float[] bad : new float[][] {{}, {1}, {1, 0, 1}, {1, 0.5f}, {Float.NaN, 0}}) {
      refused("spikes", () -> scaling.step(bad));
      refused("spikes", () -> adaptation.step(bad));
    }
    refused("spikes", () -> scaling.step(Tensor.zeros(1, 3)));
    refused("spikes", () -> scaling.step(Tensor.zeros(2)));
    refused("spikes", () -> adaptation.step(Tensor.zeros(2)));
    assertArrayEquals(Tensor.full(0.5f, 6).toArray(), w.data());
    assertArrayEquals(new float[] {5, 5}, scaling.rates());
    assertArrayEquals(new float[] {1, 1}, v.data());
  }
}
