package dev.sleipnir.model.session;

import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.SameBits;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.function.Threshold;
import dev.sleipnir.model.layer.AvgPool2d;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Dropout;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.RecurrentSequential;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.Scale;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.network.ConvNet4;
import dev.sleipnir.model.neuron.CobaLif;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifAdEx;
import dev.sleipnir.model.neuron.LifMc;
import dev.sleipnir.model.neuron.LifRefrac;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionTest {
  private final RandomStream random = new RandomStream(7, 0);

  /** Values of which a part is 1, a part any number, and the rest 0. */
  private float[] input(int size, float density) {
    float[] x = new float[size];
    for (int e = 0; e < size; e++) {
      if (random.nextFloat() < density) {
        x[e] = random.nextFloat() < 0.5f ? 1f : 4f * random.nextFloat();
      }
    }
    return x;
  }

  private void assertGivesTheBitsOfTheModel(StatefulLayer model, int... sample) {
    assertGivesTheBits(model, model, sample);
  }

  /** The second works in a session: a model that is random is made twice. */
  private void assertGivesTheBits(StatefulLayer model, StatefulLayer same, int... sample) {
    for (int batch : new int[] {1, 5}) {
      for (int threads : new int[] {1, 3}) {
        try (Parallel parallel = Parallel.of(threads)) {
          Session session = Session.of(parallel, same, batch, sample);
          assertArrayEquals(batched(batch, sample), session.inputShape());
          assertSameSteps(model, session, null, 12);
        }
      }
    }
  }

  private static int[] batched(int batch, int... sample) {
    int[] shape = new int[sample.length + 1];
    shape[0] = batch;
    System.arraycopy(sample, 0, shape, 1, sample.length);
    return shape;
  }

  private State assertSameSteps(
      StatefulLayer model, Session session, @Nullable State from, int steps) {
    State state = from;
    float[] density = {0.05f, 1f, 0f, 0.3f};
    boolean silent = true;
    for (int t = 0; t < steps; t++) {
      int[] shape = session.inputShape();
      float[] x = input(Shape.size(shape), density[t % density.length]);
      float[] given = x.clone();
      var step = model.step(Tensor.of(x.clone(), shape), state);
      float[] out = session.step(x);
      SameBits.assertSame(model + ", step " + t, step.output().toArray(), out);
      assertArrayEquals(step.output().shape(), session.outputShape());
      assertArrayEquals(given, x, "the input is only read");
      state = step.state();
      for (float value : out) {
        silent &= value == 0f;
      }
    }
    assertFalse(silent, model + ": something has to happen");
    return Objects.requireNonNull(state);
  }

  @Test
  void neuronsWithSeveralInputsBehindConnections() {
    NeuronCell dendrites =
        Neuron.parse(
                """
                model dendrites
                parameters g = 80 (1/s), v_th = 1
                state s = 0, d = 0
                input basal, apical
                d = 0.95 * d + dt * g * (s - d) + apical
                u = 0.9 * s + dt * g * (d - s) + basal
                z = spike(u - v_th)
                s = u - z * v_th
                output z
                """)
            .learn("g")
            .cell();
    assertGivesTheBitsOfTheModel(
        new SequentialState(
            dendrites.behind(new Linear(random, 37, 53, true), new Linear(random, 37, 53, false)),
            new Linear(random, 53, 7, true),
            new Li().cell()),
        37);
    assertGivesTheBitsOfTheModel(
        dendrites.behind(new Conv2d(random, 2, 5, 3), new Conv2d(random, 2, 5, 3)), 2, 6, 7);
  }

  @Test
  void denseNetworks() {
    assertGivesTheBitsOfTheModel(
        new SequentialState(
            new Linear(random, 37, 53, true),
            new Scale(20f),
            new Lif().cell(),
            new Relu(),
            new Dropout(0.5f),
            Linear.readout(random, 53, 7),
            new Li().cell()),
        37);
  }

  @Test
  void nestedNetworksAndSingleCells() {
    assertGivesTheBitsOfTheModel(
        new SequentialState(new Flatten(), new Lsnn().linearCell(random, 60, 19), new Scale(2f)),
        3,
        4,
        5);
    assertGivesTheBitsOfTheModel(new LifRefrac().with("v_th", 0.2).cell(), 3, 4, 5);
    assertGivesTheBitsOfTheModel(new Li().cell(), 9);
  }

  @Test
  void recurrentNetworks() {
    var weights = RecurrentWeights.random(random, 24, 31, true);
    assertGivesTheBitsOfTheModel(
        new SequentialState(
            new Lif().recurrentCell(weights),
            new Scale(3f), // works in the recurrent cell's output
            Linear.readout(random, 31, 3),
            new Li().cell()),
        24);
    assertGivesTheBitsOfTheModel(new LifAdEx().recurrentCell(24, 31), 24);
    assertGivesTheBitsOfTheModel(new CobaLif().recurrentCell(24, 31), 24);
  }

  @Test
  void coupledCompartmentsAndNetworksFedBack() {
    Tensor coupling = Tensor.randn(random, 13, 13).scale(0.1f);
    assertGivesTheBitsOfTheModel(
        new SequentialState(
            new Linear(random, 24, 13, true), new Scale(9f), LifMc.of(coupling).cell()),
        24);
    assertGivesTheBitsOfTheModel(new LifMc().recurrentCell(24, 31), 24);
    assertGivesTheBitsOfTheModel(
        new RecurrentSequential(
            new Linear(random, 11, 11, true), new Scale(9f), new Lif().cell(), new Flatten()),
        11);
    assertGivesTheBitsOfTheModel(
        new RecurrentSequential(0, new Scale(0.5f), new Li().cell(), new Threshold(Surrogate.TANH)),
        9);
  }

  @Test
  void convolutionalNetworks() {
    assertGivesTheBitsOfTheModel(
        new SequentialState(
            new Conv2d(random, 1, 6, 3),
            new Scale(8f),
            new Lif().with("v_th", 0.3).cell(),
            new MaxPool2d(2),
            new Conv2d(Tensor.randn(random, 5, 6, 3, 3), Tensor.randn(random, 5), 2, 1, 1),
            new Lif().cell(),
            new AvgPool2d(2),
            new Flatten(),
            new Linear(random, 20, 4, true),
            new Li().cell()),
        1,
        16,
        16);
    assertGivesTheBitsOfTheModel(ConvNet4.create(3, 16, 10f), 1, 16, 16);
    // The last layer's images leave in the order that users know.
    assertGivesTheBitsOfTheModel(
        new SequentialState(new Conv2d(random, 2, 3, 3), new Scale(9f), new Lif().cell()), 2, 8, 9);
  }

  @Test
  void parametersThatDifferOrAreLearnedAndRandomNeurons() {
    Tensor thresholds = Tensor.rand(random, 11);
    assertGivesTheBitsOfTheModel(
        new SequentialState(
            new Linear(random, 6, 11, false),
            new Scale(30f),
            new Lif().with("v_th", thresholds).learn("v_th", "tau_mem_inv").cell()),
        6);
    var stochastic = new Lif().surrogate(Surrogate.LOGISTIC).seed(5);
    assertGivesTheBits(stochastic.cell(), stochastic.cell(), 40);
  }

  @Test
  void editedParametersAreUsedFromTheNextStepOn() {
    var lif = new Lif().with("v_th", Tensor.full(0.5f, 13)).learn("v_th", "tau_syn_inv");
    var model =
        new SequentialState(
            new Linear(random, 8, 13, true),
            new Scale(20f),
            lif.cell(),
            new Lsnn().recurrentCell(13, 9),
            new Linear(random, 9, 4, true),
            new Li().cell());
    Session session = Session.of(model, 1, 8);
    State state = assertSameSteps(model, session, null, 9);
    for (Parameter parameter : model.parameters()) {
      for (int e = 0; e < parameter.size(); e++) {
        parameter.data()[e] *= 1.25f;
      }
      parameter.edited("a test");
      state = assertSameSteps(model, session, state, 5);
    }
  }

  @Test
  void resetGoesBackToTheStart() {
    var model =
        new SequentialState(
            new Lif().recurrentCell(8, 13), new Linear(random, 13, 4, true), new Li().cell());
    Session session = Session.of(model, 2, 8);
    assertSameSteps(model, session, null, 6);
    session.reset();
    assertSameSteps(model, session, null, 6);
    var stochastic = new Lif().surrogate(Surrogate.LOGISTIC).seed(5);
    NeuronCell cell = stochastic.cell();
    Session throwing = Session.of(stochastic.cell(), 1, 50);
    assertSameSteps(cell, throwing, null, 6);
    throwing.reset();
    assertSameSteps(cell, throwing, null, 6);
  }

  @Test
  void sessionsShareTheModelAndNothingElse() {
    var model = new SequentialState(new Linear(random, 8, 13, true), new Li().cell());
    Session one = Session.of(model, 1, 8);
    Session other = Session.of(model, 1, 8);
    float[] x = input(8, 1f);
    float[] first = one.step(x).clone();
    one.step(x);
    assertArrayEquals(first, other.step(x));
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    var conv = new SequentialState(new Conv2d(1, 4, 5), new Lif().cell());
    assertEquals(
        "session: Conv2d: expected input [batch, 1, height, width], got shape [1, 784]",
        refused(() -> Session.of(conv, 1, 784)));
    assertEquals(
        "session: Linear: expected input [..., 8], got shape [2, 9]",
        refused(() -> Session.of(new SequentialState(new Linear(8, 13)), 2, 9)));
    var twoInputs = "model two\nstate v = 0\ninput x, y\nv = v + x - y\noutput v";
    assertTrue(refused(() -> Session.of(Neuron.parse(twoInputs).cell(), 1, 4)).contains("[x, y]"));
    assertTrue(refused(() -> Session.of(conv, 0, 1, 28, 28)).contains("[0, 1, 28, 28]"));
    assertTrue(
        refused(() -> Session.of(conv, 1, 1, 3, 3))
            .startsWith("session: Conv2d(1, 4, 5x5) of [1, 1, 3, 3]: "));
  }

  @Test
  void anInputOfAnotherLengthChangesNothing() {
    var model = new SequentialState(new Linear(random, 8, 13, true), new Li().cell());
    Session session = Session.of(model, 1, 8);
    float[] x = input(8, 1f);
    session.step(x);
    assertEquals(
        "session: expected 8 floats as in [1, 8], got 9",
        refused(() -> session.step(new float[9])));
    Session undisturbed = Session.of(model, 1, 8);
    undisturbed.step(x);
    assertArrayEquals(undisturbed.step(x), session.step(x));
  }

  @Test
  void aSecondThreadIsRefused() throws InterruptedException {
    Session session =
        Session.of(new SequentialState(new Linear(random, 3000, 3000, true)), 1, 3000);
    float[] x = input(3000, 1f);
    AtomicBoolean done = new AtomicBoolean();
    AtomicBoolean refused = new AtomicBoolean();
    Runnable steps =
        () -> {
          while (!done.get() && !refused.get()) {
            try {
              session.step(x);
            } catch (IllegalStateException e) {
              refused.set(true);
            }
          }
        };
    Thread other = Thread.ofPlatform().start(steps);
    Thread timer = Thread.ofPlatform().daemon().start(() -> sleepThen(done));
    steps.run();
    other.join();
    timer.interrupt();
    assertTrue(refused.get());
  }

  private static void sleepThen(AtomicBoolean done) {
    try {
      Thread.sleep(20_000);
    } catch (InterruptedException e) {
      return;
    }
    done.set(true);
  }
}
