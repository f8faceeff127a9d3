package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.CorrelationSensor;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.optimize.Sgd;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Networks of which a part learns by plasticity and a part by gradient. */
class PlasticityAndGradientsTest {
  private static final int INPUTS = 40;
  private static final int HIDDEN = 30;
  private static final int[] LABELS = {0, 1, 0, 1};

  private final Workspace workspace = new Workspace();
  private final Linear plastic =
      new Linear(Tensor.rand(new RandomStream(1, 0), HIDDEN, INPUTS).scale(0.4f), null);
  private final NeuronCell hidden = new Lif().cell();
  private final SequentialState readOut =
      new SequentialState(new Linear(HIDDEN, 2), new Li().cell());

  /** Each class drives a half of the inputs. */
  private static List<Tensor> spikes() {
    RandomStream random = new RandomStream(3, 0);
    List<Tensor> steps = new ArrayList<>();
    for (int t = 0; t < 20; t++) {
      float[] z = new float[LABELS.length * INPUTS];
      for (int e = 0; e < z.length; e++) {
        boolean driven = e % INPUTS / (INPUTS / 2) == LABELS[e / INPUTS];
        z[e] = driven && random.nextFloat() < 0.3f ? 1 : 0;
      }
      steps.add(Tensor.of(z, LABELS.length, INPUTS));
    }
    return steps;
  }

  /** The loss of one pass, its gradients added; plasticity changes the hidden layer on the way. */
  private float pass(DenseSynapses synapses, List<Tensor> input, int[] labels) {
    float value;
    // snippet begins
    try (var tape = new Tape(workspace)) {
      State neurons = null;
      State reader = null;
      TraceState traces = null;
      Tensor scores = tape.enter(Tensor.zeros(labels.length, 2));
      for (Tensor spikes : input) {
        var x = tape.enter(spikes);
        var z = hidden.step(plastic.forward(x), neurons);
        neurons = z.state();
        traces = synapses.step(x, z.output(), traces); // edits plastic.weight()
        var y = readOut.step(z.output().detach(), reader); // no gradient to the plastic layer
        reader = y.state();
        scores = scores.add(y.output());
      }
      var loss = Losses.crossEntropy(scores, labels);
      tape.backward(loss);
      value = loss.item();
    }
    // snippet ends
    return value;
  }

  @Test
  void aReadOutLearnsBehindALayerThatLearns() {
    DenseSynapses synapses =
        Stdp.multiplicativeRelu()
            .with("w_max", 0.5)
            .with("eta_plus", 0.01)
            .with("eta_minus", 0.02)
            .dense(plastic.weight());
    Adam adam = new Adam(readOut.parameters(), 2e-2);
    List<Tensor> input = spikes();
    float first = 0;
    float last = 0;
    for (int epoch = 0; epoch < 40; epoch++) {
      float[] before = plastic.weight().data().clone();
      last = pass(synapses, input, LABELS);
      adam.step();
      first = epoch == 0 ? last : first;
      assertFalse(Arrays.equals(before, plastic.weight().data()), "epoch " + epoch);
    }
    assertTrue(last < 0.25f * first, "loss " + first + " at first, " + last + " at last");
    assertArrayEquals(new float[HIDDEN * INPUTS], plastic.weight().gradient());
  }

  @Test
  void ratesOfZeroLeaveGradientsAsTheyWere() {
    DenseSynapses idle =
        Stdp.additive().with("eta_plus", 0).with("eta_minus", 0).dense(plastic.weight());
    List<Tensor> input = spikes();
    pass(idle, input, LABELS);
    float[] beside = readOut.parameters().getFirst().gradient().clone();
    readOut.parameters().forEach(p -> p.clearGradient());
    try (Tape tape = new Tape(workspace)) {
      State neurons = null;
      State reader = null;
      Tensor scores = Tensor.zeros(LABELS.length, 2);
      for (Tensor spikes : input) {
        var z = hidden.step(plastic.forward(tape.enter(spikes)), neurons);
        neurons = z.state();
        var y = readOut.step(z.output(), reader);
        reader = y.state();
        scores = scores.add(y.output());
      }
      tape.backward(Losses.crossEntropy(scores, LABELS));
    }
    assertArrayEquals(readOut.parameters().getFirst().gradient(), beside);
  }

  private static void refused(Tape tape, Tensor loss, String parameter, String by) {
    var refusal = assertThrows(IllegalStateException.class, () -> tape.backward(loss));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("parameter " + parameter) && message.contains(by), message);
  }

  @Test
  void anEditOfDenseWeightsBeforeBackwardIsRefused() {
    DenseSynapses synapses = Stdp.additive().dense(plastic.weight());
    Tensor spikes = spikes().getFirst();
    try (Tape tape = new Tape(workspace)) {
      Tensor x = tape.enter(spikes);
      Tensor z = hidden.step(plastic.forward(x), null).output();
      Tensor loss = readOut.step(z, null).output().sum();
      synapses.step(x, z, null);
      refused(tape, loss, "weight[30, 40]", "but DenseSynapses(stdp_additive");
    }
    assertArrayEquals(new float[HIDDEN * INPUTS], plastic.weight().gradient());
    readOut.parameters().forEach(p -> assertArrayEquals(new float[p.size()], p.gradient()));
  }

  @Test
  void anEditOfKernelsBeforeBackwardIsRefused() {
    Conv2d layer = new Conv2d(Tensor.full(0.5f, 2, 1, 3, 3), null, 1, 0, 1);
    ConvSynapses synapses = Stdp.additive().conv(layer, 4, 4);
    Linear reader = new Linear(8, 1);
    for (boolean detached : new boolean[] {false, true}) {
      try (Tape tape = new Tape(workspace)) {
        Tensor x = tape.enter(Tensor.full(1, 1, 1, 4, 4));
        Tensor z = new Lif().cell().step(layer.forward(x), null).output();
        Tensor loss = reader.forward(new Flatten().forward(detached ? z.detach() : z)).sum();
        synapses.step(x, z, null);
        if (detached) {
          tape.backward(loss);
        } else {
          refused(tape, loss, "weight[2, 1, 3, 3]", "but ConvSynapses(stdp_additive");
        }
      }
    }
  }

  @Test
  void anUpdateFromSensorsBeforeBackwardIsRefused() {
    Linear layer = new Linear(2, 3);
    var update = new CorrelationUpdate(new Linear(12, 6), 0.5f, 1);
    var sensors = new CorrelationSensor().step(Tensor.full(1, 1, 2), Tensor.full(1, 1, 3), null);
    try (Tape tape = new Tape(workspace)) {
      Tensor loss = layer.forward(tape.enter(Tensor.full(1, 1, 2))).sum();
      update.step(0, layer.weight(), sensors);
      refused(tape, loss, "weight[3, 2]", "but CorrelationUpdate");
    }
  }

  /** Plasticity after backward: each pass starts from what both left. */
  @Test
  void theSameWeightsMayLearnBothWays() {
    DenseSynapses synapses =
        Stdp.additive().with("eta_plus", 0.1).clipWeights(true).dense(plastic.weight());
    List<Tensor> input = spikes();
    Sgd sgd = new Sgd(plastic.parameters(), 0.1);
    for (int epoch = 0; epoch < 3; epoch++) {
      float[] before = plastic.weight().data().clone();
      float[] gradient;
      Tensor z;
      try (Tape tape = new Tape(workspace)) {
        Tensor scores = Tensor.zeros(LABELS.length, 2);
        State neurons = null;
        State reader = null;
        z = Tensor.zeros(LABELS.length, HIDDEN);
        for (Tensor spikes : input) {
          var step = hidden.step(plastic.forward(tape.enter(spikes)), neurons);
          neurons = step.state();
          var y = readOut.step(step.output(), reader);
          reader = y.state();
          scores = scores.add(y.output());
          z = step.output().copy();
        }
        tape.backward(Losses.crossEntropy(scores, LABELS));
      }
      gradient = plastic.weight().gradient().clone();
      assertFalse(Arrays.equals(new float[gradient.length], gradient));
      sgd.step();
      for (int e = 0; e < before.length; e++) {
        before[e] = (float) (before[e] - 0.1 * gradient[e]);
      }
      assertArrayEquals(before, plastic.weight().data(), 1e-6f);
      synapses.step(Tensor.full(1, LABELS.length, INPUTS), Tensor.full(1, z.shape()), null);
      assertFalse(Arrays.equals(before, plastic.weight().data()));
      for (float w : plastic.weight().data()) {
        assertTrue(w >= 0 && w <= 1, "weight " + w);
      }
    }
  }
}
