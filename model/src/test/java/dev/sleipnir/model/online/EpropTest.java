package dev.sleipnir.model.online;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.neuron.Gradient;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifMc;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.TextOptimizer;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpropTest {
  private static final int INPUTS = 7;
  private static final int HIDDEN = 19;
  private static final int OUTPUTS = 3;
  private static final int STEPS = 60;

  private final RandomStream random = new RandomStream(11, 0);
  private final RecurrentWeights weights =
      new RecurrentWeights(
          Tensor.randn(random, HIDDEN, INPUTS).scale(0.5f),
          Tensor.randn(random, HIDDEN, HIDDEN).scale(0.2f),
          false);
  private final Linear readout = new Linear(random, HIDDEN, OUTPUTS, true);

  private float[] spikes(int n) {
    float[] z = new float[n];
    for (int i = 0; i < n; i++) {
      z[i] = random.nextFloat() < 0.3f ? 1 : 0;
    }
    return z;
  }

  private static double[] relative(double[] values, double scale) {
    return Arrays.stream(values).map(x -> x / scale).toArray();
  }

  /** Equal to a share of the largest. */
  private static void assertClose(String what, double[] expected, float[] got) {
    double[] values = new double[got.length];
    Arrays.setAll(values, i -> got[i]);
    double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertTrue(scale > 1e-3, what + ": no gradient");
    assertArrayEquals(relative(expected, scale), relative(values, scale), 1e-5, what);
  }

  private void assertIsDetachedGradient(EpropNeuron neuron, Feedback feedback) {
    EpropNetwork network = new EpropNetwork(neuron, weights, readout, feedback);
    network.parameters().forEach(Parameter::clearGradient);
    EpropState state = network.initialState(1);
    float[][] x = new float[STEPS][];
    double[][] targets = new double[STEPS][OUTPUTS];
    boolean[][] fired = new boolean[STEPS][HIDDEN];
    float[] error = new float[OUTPUTS];
    int count = 0;
    for (int t = 0; t < STEPS; t++) {
      x[t] = spikes(INPUTS);
      float[] y = network.step(x[t], state);
      float[] target = new float[OUTPUTS];
      for (int k = 0; k < OUTPUTS; k++) {
        target[k] = (float) random.nextGaussian();
        targets[t][k] = target[k];
      }
      StepLosses.squaredError(y, target, 1, error);
      network.addGradients(error, state);
      for (int j = 0; j < HIDDEN; j++) {
        fired[t][j] = state.spikes()[j] == 1;
        count += fired[t][j] ? 1 : 0;
      }
    }
    assertTrue(count > STEPS && count < STEPS * HIDDEN / 2, "spikes: " + count);
    List<Parameter> all = network.parameters();
    EpropReference expected =
        new EpropReference(
            neuron,
            all.get(0),
            all.get(1),
            all.get(2),
            all.get(3),
            network.feedbackWeight(),
            x,
            targets);
    assertArrayEquals(expected.spikes, fired);
    String what = neuron + ", " + feedback;
    assertClose(what, expected.input, all.get(0).gradient());
    assertClose(what, expected.recurrent, all.get(1).gradient());
    assertClose(what, expected.output, all.get(2).gradient());
    assertClose(what, expected.bias, all.get(3).gradient());
    if (feedback == Feedback.ADAPTIVE) {
      assertArrayEquals(all.get(2).gradient(), all.get(4).gradient());
    }
  }

  @Test
  void isBackPropagationWithRecurrentSpikesDetached() {
    for (Feedback feedback : Feedback.values()) {
      assertIsDetachedGradient(EpropNeuron.lif(), feedback);
      assertIsDetachedGradient(
          EpropNeuron.alif().with("v_th", 0.6).with("tau_out", 0.03), feedback);
    }
  }

  /** Gradients of some steps with the output itself as error. */
  private static List<float[]> gradients(EpropNetwork network, EpropState state, float[]... x) {
    network.parameters().forEach(Parameter::clearGradient);
    for (float[] step : x) {
      network.addGradients(network.step(step, state).clone(), state);
    }
    return network.parameters().stream().map(p -> p.gradient().clone()).toList();
  }

  @Test
  void aBatchIsItsSamplesOneByOne() {
    var network = new EpropNetwork(EpropNeuron.alif(), weights, readout, Feedback.SYMMETRIC);
    float[][] x = new float[20][];
    Arrays.setAll(x, t -> spikes(3 * INPUTS));
    List<float[]> together = gradients(network, network.initialState(3), x);
    List<float[]> sums = together.stream().map(g -> new float[g.length]).toList();
    for (int b = 0; b < 3; b++) {
      int from = b * INPUTS;
      float[][] sample = new float[20][];
      Arrays.setAll(sample, t -> Arrays.copyOfRange(x[t], from, from + INPUTS));
      List<float[]> single = gradients(network, network.initialState(1), sample);
      for (int p = 0; p < sums.size(); p++) {
        for (int i = 0; i < sums.get(p).length; i++) {
          sums.get(p)[i] += single.get(p)[i];
        }
      }
    }
    for (int p = 0; p < sums.size(); p++) {
      assertArrayEquals(sums.get(p), together.get(p), 2e-4f);
    }
  }

  /** Large enough that threads share both synapses and products. */
  @Test
  void bitsDoNotDependOnTheNumberOfThreads() {
    int hidden = 200;
    var large =
        new EpropNetwork(
            EpropNeuron.alif(),
            RecurrentWeights.random(random, 150, hidden, false),
            new Linear(random, hidden, OUTPUTS, true),
            Feedback.RANDOM);
    float[][] x = new float[5][];
    Arrays.setAll(x, t -> spikes(30 * 150));
    List<List<float[]>> results = new ArrayList<>();
    for (int threads : new int[] {1, 2, 3}) {
      try (Parallel parallel = Parallel.of(threads)) {
        results.add(gradients(large, large.initialState(30, parallel), x));
      }
    }
    for (int p = 0; p < results.getFirst().size(); p++) {
      assertArrayEquals(results.get(0).get(p), results.get(1).get(p));
      assertArrayEquals(results.get(0).get(p), results.get(2).get(p));
    }
    assertTrue(results.getFirst().get(1)[1] != 0);
  }

  @Test
  void randomFeedbackIsAnotherForEveryNetwork() {
    List<float[]> drawn = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      if (k != 1) {
        Seeds.set(4);
      }
      var network = new EpropNetwork(EpropNeuron.alif(), weights, readout, Feedback.RANDOM);
      drawn.add(network.feedbackWeight().data().clone());
    }
    Seeds.set(Seeds.DEFAULT);
    assertFalse(Arrays.equals(drawn.get(0), drawn.get(1)));
    assertArrayEquals(drawn.get(0), drawn.get(2));
  }

  @Test
  void resetStartsAnew() {
    EpropNetwork network = new EpropNetwork(EpropNeuron.alif(), weights, readout, Feedback.RANDOM);
    EpropState used = network.initialState(1);
    for (int t = 0; t < 30; t++) {
      network.step(spikes(INPUTS), used);
    }
    used.reset();
    EpropState fresh = network.initialState(1);
    List<float[]> gradients = new ArrayList<>();
    float[] x = spikes(INPUTS);
    for (EpropState state : List.of(used, fresh)) {
      network.parameters().forEach(Parameter::clearGradient);
      for (int t = 0; t < 10; t++) {
        network.addGradients(network.step(x, state).clone(), state);
      }
      network.parameters().forEach(p -> gradients.add(p.gradient().clone()));
    }
    int half = gradients.size() / 2;
    for (int p = 0; p < half; p++) {
      assertArrayEquals(gradients.get(p), gradients.get(half + p));
    }
  }

  /** Pattern generation: a frozen input, a sum of sines to be put out. */
  private static double[] patternLosses(Feedback feedback, boolean readoutToo) {
    RandomStream seed = new RandomStream(5, 0);
    int hidden = 50;
    int steps = 200;
    var network =
        new EpropNetwork(
            EpropNeuron.alif().with("v_th", 0.6),
            RecurrentWeights.random(seed, 10, hidden, false),
            new Linear(seed, hidden, 1, true),
            feedback);
    float[][] x = new float[steps][10];
    float[][] target = new float[steps][1];
    for (int t = 0; t < steps; t++) {
      for (int i = 0; i < 10; i++) {
        x[t][i] = seed.nextFloat() < 0.05f ? 1 : 0;
      }
      target[t][0] = (float) (Math.sin(t * 0.0628) + 0.5 * Math.sin(t * 0.157));
    }
    List<Parameter> learned = network.parameters();
    var adam = new Adam(readoutToo ? learned : learned.subList(0, 2), 0.01);
    EpropState state = network.initialState(1);
    float[] error = new float[1];
    double[] losses = new double[60];
    for (int epoch = 0; epoch < losses.length; epoch++) {
      state.reset();
      for (int t = 0; t < steps; t++) {
        float[] y = network.step(x[t], state);
        losses[epoch] += StepLosses.squaredError(y, target[t], 1, error) / steps;
        network.addGradients(error, state);
      }
      adam.step();
    }
    return losses;
  }

  private static void assertFalls(String what, double[] losses, double share) {
    int epochs = losses.length;
    double last = Arrays.stream(losses, epochs - 10, epochs).average().orElseThrow();
    assertTrue(last < share * losses[0], what + ": " + Arrays.toString(losses));
  }

  @Test
  void learnsAPattern() {
    for (Feedback feedback : Feedback.values()) {
      Seeds.set(Seeds.DEFAULT); // random feedback is the same, whichever test ran before
      assertFalls(feedback.toString(), patternLosses(feedback, true), 0.15);
    }
    assertFalls("read-out fixed", patternLosses(Feedback.SYMMETRIC, false), 0.5);
  }

  @Test
  void aStepAllocatesNothing() {
    for (EpropNeuron neuron : List.of(EpropNeuron.lif(), EpropNeuron.alif())) {
      var network = new EpropNetwork(neuron, weights, readout, Feedback.ADAPTIVE);
      EpropState state = network.initialState(2);
      float[] x = spikes(2 * INPUTS);
      float[] error = new float[2 * OUTPUTS];
      float[] target = new float[2 * OUTPUTS];
      Allocations.assertNone(
          neuron.toString(),
          () -> {
            StepLosses.squaredError(network.step(x, state), target, 2, error);
            network.addGradients(error, state);
          });
    }
  }

  @Test
  void memoryIsConstantInTime() {
    var network = new EpropNetwork(EpropNeuron.alif(), weights, readout, Feedback.SYMMETRIC);
    float[] x = spikes(INPUTS);
    float[] error = new float[OUTPUTS];
    Allocations.assertIndependentOfLength(
        "e-prop",
        steps -> {
          EpropState state = network.initialState(1);
          for (int t = 0; t < steps; t++) {
            network.step(x, state);
            network.addGradients(error, state);
          }
        });
  }

  @Test
  void refusesNeuronsWhoseDerivativesAreNotTheirOwn() {
    assertEquals(
        "lif_mc: expected neurons of one compartment, whose states depend on their own states only,"
            + " got coupled ones",
        refused(new LifMc()));
    assertEquals(
        "lif: expected neurons without chance, got stochastic ones",
        refused(new Lif().surrogate(Surrogate.LOGISTIC)));
    assertEquals("li: expected neurons that spike, got output v", refused(new Li()));
    assertEquals(
        "lif: expected neurons with a surrogate gradient, got the adjoint's",
        refused(new Lif().gradient(Gradient.ADJOINT)));
    assertEquals(
        "lif: expected neurons whose parameters are not learned, got [v_th]",
        refused(new Lif().learn("v_th")));
    assertEquals(
        "lif: expected neurons that have one number for each parameter, got values of v_th",
        refused(new Lif().with("v_th", Tensor.full(1f, HIDDEN))));
    assertEquals(
        "two: expected neurons of one compartment, whose states depend on their own states only,"
            + " got inputs [x, y]",
        refused(
            Neuron.parse(
                "model two\nstate v = 0\ninput x, y\nv = v + x * y\nz = spike(v - 1)\noutput z")));
  }

  private String refused(Neuron neuron) {
    return String.valueOf(
        assertThrows(
                IllegalArgumentException.class,
                () -> EpropNetwork.of(neuron, 0.02, weights, readout, Feedback.SYMMETRIC))
            .getMessage());
  }

  @Test
  void aStepOfAnyNeuronAllocatesNothingAndKeepsItsBitsOnThreads() {
    var network = EpropNetwork.of(new Lsnn(), 0.02, weights, readout, Feedback.SYMMETRIC);
    EpropState state = network.initialState(2);
    float[] x = spikes(2 * INPUTS);
    float[] error = new float[2 * OUTPUTS];
    var adam = new Adam(network.parameters(), 0.01);
    var text =
        TextOptimizer.parse(
            "optimizer text\nstate m = 0\nm = 0.9 * m + gradient\nw = w - learning_rate * m",
            network.parameters(),
            0.01);
    Allocations.assertNone(
        "lsnn",
        () -> {
          network.step(x, state);
          network.addGradients(error, state);
          adam.step();
          text.step();
        });
    List<List<float[]>> results = new ArrayList<>();
    for (int threads : new int[] {1, 3}) {
      try (Parallel parallel = Parallel.of(threads)) {
        results.add(gradients(network, network.initialState(2, parallel), x, x, x));
      }
    }
    for (int p = 0; p < results.getFirst().size(); p++) {
      assertArrayEquals(results.get(0).get(p), results.get(1).get(p));
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    var network = new EpropNetwork(EpropNeuron.lif(), weights, readout, Feedback.SYMMETRIC);
    EpropState state = network.initialState(2);
    assertEquals(
        "x: expected 14 values, [batch, inputs], got 7",
        assertThrows(IllegalArgumentException.class, () -> network.step(new float[INPUTS], state))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> network.addGradients(new float[OUTPUTS], state));
    var other = new EpropNetwork(EpropNeuron.lif(), weights, readout, Feedback.SYMMETRIC);
    assertThrows(IllegalArgumentException.class, () -> other.step(new float[2 * INPUTS], state));
    assertThrows(IllegalArgumentException.class, () -> network.initialState(0));
    assertThrows(IllegalArgumentException.class, () -> EpropNeuron.lif().with("tau", 1));
    assertThrows(IllegalArgumentException.class, () -> EpropNeuron.lif().with("tau_mem", 0));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new EpropNetwork(
                EpropNeuron.lif(),
                weights,
                new Linear(random, HIDDEN + 1, OUTPUTS, true),
                Feedback.SYMMETRIC));
  }
}
