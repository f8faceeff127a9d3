package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.neuron.LifAdEx;
import dev.sleipnir.model.online.EpropNetwork;
import dev.sleipnir.model.online.EpropNeuron;
import dev.sleipnir.model.online.EpropState;
import dev.sleipnir.model.online.EventNeuron;
import dev.sleipnir.model.online.EventPropLayer;
import dev.sleipnir.model.online.EventRun;
import dev.sleipnir.model.online.Feedback;
import dev.sleipnir.model.online.FirstSpikeLoss;
import dev.sleipnir.model.online.OtttNetwork;
import dev.sleipnir.model.online.OtttNeuron;
import dev.sleipnir.model.online.OtttState;
import dev.sleipnir.model.online.SpikeEvents;
import dev.sleipnir.model.online.StepLosses;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The guide to online learning: its code is this test, token for token, and it learns. */
class OnlineLearningGuideTest {
  private static final String GUIDE = "../docs/guide/online-learning.md";

  private final RandomStream random = new RandomStream(1, 0);
  private final int[] labels = {0, 1, 0, 1, 0, 1, 0, 1};
  private int batches;

  @BeforeEach
  void asInAProgramOfItsOwn() {
    Seeds.set(Seeds.DEFAULT);
  }

  @Test
  void eprop() {
    float[][] inputs = new float[200][10];
    for (float[] input : inputs) {
      for (int i = 0; i < 10; i++) {
        input[i] = random.nextFloat() < 0.05f ? 1 : 0;
      }
    }
    // snippet begins
    var network =
        new EpropNetwork(
            EpropNeuron.alif().with("v_th", 0.6).with("tau_adapt", 0.5),
            RecurrentWeights.random(10, 50),
            new Linear(50, 1),
            Feedback.SYMMETRIC);
    var adam = new Adam(network.parameters(), 0.01);
    EpropState state = network.initialState(1);
    float[] error = new float[1];
    for (int epoch = 0; epoch < 50; epoch++) {
      state.reset();
      for (int t = 0; t < 200; t++) {
        float[] target = {(float) Math.sin(0.0628 * t)};
        float[] y = network.step(inputs[t], state);
        StepLosses.squaredError(y, target, 1, error); // error = dE/dy
        network.addGradients(error, state);
      }
      adam.step(); // or after every step
    }
    // snippet ends
    state.reset();
    double loss = 0;
    for (int t = 0; t < 200; t++) {
      float[] target = {(float) Math.sin(0.0628 * t)};
      loss += StepLosses.squaredError(network.step(inputs[t], state), target, 1, error) / 200;
    }
    assertTrue(loss < 0.1, "loss " + loss + ", 0.25 without learning");
  }

  @Test
  void epropOfAnyNeuron() {
    float[] x = new float[10];
    Arrays.fill(x, 1f);
    // snippet begins
    var adEx = new LifAdEx().surrogate(Surrogate.SUPER, 5);
    var network =
        EpropNetwork.of(
            adEx, 0.02, RecurrentWeights.random(10, 50), new Linear(50, 1), Feedback.SYMMETRIC);
    // snippet ends
    EpropState state = network.initialState(1);
    float[] error = new float[1];
    for (int t = 0; t < 20; t++) {
      StepLosses.squaredError(network.step(x, state), new float[] {1}, 1, error);
      network.addGradients(error, state);
    }
    float[] gradient = network.parameters().getFirst().gradient();
    assertTrue(Arrays.stream(toDoubles(gradient)).anyMatch(g -> g != 0));
  }

  private static double[] toDoubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  /**
   * The first half of the inputs fires more often where the label is 0, the other where it is 1.
   */
  private float[] spikes(int t) {
    RandomStream drawn = new RandomStream(t, batches++);
    float[] z = new float[8 * 16];
    for (int i = 0; i < z.length; i++) {
      float rate = i % 16 / 8 == labels[i / 16] ? 0.7f : 0.3f;
      z[i] = drawn.nextFloat() < rate ? 1 : 0;
    }
    return z;
  }

  @Test
  void ottt() {
    // snippet begins
    var classifier =
        new OtttNetwork(
            OtttNeuron.standard(),
            0.9, // decay of the read-out
            new Linear(16, 32),
            new Linear(32, 32),
            new Linear(32, 2));
    var optimiser = new Adam(classifier.parameters(), 0.002);
    OtttState layers = classifier.initialState(8);
    float[] errors = new float[8 * 2];
    for (int batch = 0; batch < 50; batch++) {
      layers.reset();
      for (int t = 0; t < 10; t++) {
        float[] scores = classifier.step(spikes(t), layers);
        StepLosses.crossEntropy(scores, labels, errors);
        classifier.addGradients(errors, layers);
        optimiser.step(); // OTTT-O; OTTT-A: once, after the loop
      }
    }
    // snippet ends
    double loss = StepLosses.crossEntropy(layers.readout(), labels, errors);
    assertTrue(loss < 0.1, "loss " + loss + ", 0.69 without learning");
  }

  private Tensor above(float mean, int... shape) {
    return Tensor.randn(random, shape).scale(0.4f * mean).add(Tensor.full(mean, shape));
  }

  private SpikeEvents earlyAt(int label) {
    double[] times = new double[6];
    Arrays.setAll(times, k -> (k / 2 == label ? 0.002 : 0.007) + 0.002 * random.nextFloat());
    return SpikeEvents.of(times, new int[] {0, 1, 2, 3, 4, 5});
  }

  @Test
  void eventProp() {
    // snippet begins
    var neuron = new EventNeuron(0.02, 0.005, 1);
    var hidden = new EventPropLayer(neuron, above(2.5f, 20, 6));
    var output = new EventPropLayer(neuron, above(2.5f, 3, 20));
    var loss = new FirstSpikeLoss(0.003, 0.02, 1);
    var learned = new ArrayList<>(hidden.parameters());
    learned.addAll(output.parameters());
    var events = new Adam(learned, 0.03);
    for (int step = 0; step < 100; step++) {
      for (int label = 0; label < 3; label++) {
        SpikeEvents sample = earlyAt(label);
        EventRun first = hidden.forward(sample, 0.05);
        EventRun second = output.forward(first.spikes(), 0.05);
        double[] gradients = new double[second.spikes().size()];
        loss.of(second.spikes(), 3, label, 0.05, gradients);
        hidden.backward(first, output.backward(second, gradients));
      }
      events.step();
    }
    // snippet ends
    for (int label = 0; label < 3; label++) {
      EventRun run = output.forward(hidden.forward(earlyAt(label), 0.05).spikes(), 0.05);
      assertEquals(label, run.spikes().neuron(0));
    }
  }

  @Test
  void theGuideHasThisCode() throws IOException {
    String here = Snippets.inTest(OnlineLearningGuideTest.class);
    assertTrue(here.length() > 1000);
    assertEquals(here, Snippets.inDocument(GUIDE));
  }

  @Test
  void itsLinksLeadSomewhere() throws IOException {
    List<String> links =
        Pattern.compile("\\]\\(([^)#]+)")
            .matcher(Files.readString(Path.of(GUIDE)))
            .results()
            .map((MatchResult match) -> match.group(1))
            .filter(link -> !link.startsWith("https:"))
            .toList();
    assertTrue(links.size() >= 2);
    for (String link : links) {
      assertTrue(Files.exists(Path.of("../docs/guide").resolve(link)), link);
    }
  }
}
