package dev.sleipnir.model.layer;

import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.cell.RecurrentCell;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.encode.ConstantCurrentLifEncoder;
import dev.sleipnir.model.encode.Encoder;
import dev.sleipnir.model.encode.PoissonEncoder;
import dev.sleipnir.model.encode.SpikeLatencyLifEncoder;
import dev.sleipnir.model.function.Threshold;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifCurrentEncoder;
import dev.sleipnir.model.neuron.LifMc;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No two calls, trials, sessions, populations, layers or tapes draw the same, unless told to. */
class RandomCallsTest {
  private static final String TEXT =
      """
      model noisy
      parameters rate = 0.4
      state v = 0
      input x
      z = bernoulli(min(1, rate * x))
      v = v + z
      output z
      """;

  @AfterEach
  void theProcessStartsAsOthersDo() {
    Seeds.set(Seeds.DEFAULT);
  }

  /** Every pair differs, and by chance agrees in about as many values as independent ones do. */
  private static void assertAllDiffer(List<float[]> draws) {
    for (int a = 0; a < draws.size(); a++) {
      for (int b = 0; b < a; b++) {
        int n = draws.get(a).length;
        int ones = 0;
        int both = 0;
        int others = 0;
        for (int i = 0; i < n; i++) {
          boolean inA = draws.get(a)[i] > 0;
          boolean inB = draws.get(b)[i] > 0;
          ones += inA ? 1 : 0;
          others += inB ? 1 : 0;
          both += inA && inB ? 1 : 0;
        }
        double expected = (double) ones * others / n;
        assertTrue(ones > n / 10 && ones < 0.9 * n, "draw " + a + " has " + ones + " of " + n);
        assertEquals(expected, both, 5 * Math.sqrt(expected), "draws " + b + " and " + a);
      }
    }
  }

  private static Tensor ones(int... shape) {
    return Tensor.full(1f, shape);
  }

  @Test
  void populationsAndTrialsOfStochasticNeurons() {
    List<float[]> draws = new ArrayList<>();
    Neuron neuron = Neuron.parse(TEXT);
    NeuronLayer layer = neuron.layer();
    NeuronLayer sameKind = neuron.layer();
    NeuronLayer parsedAgain = Neuron.parse(TEXT).layer();
    NeuronLayer other = Neuron.parse(TEXT).with("rate", 0.5).layer();
    for (NeuronLayer each : List.of(layer, layer, sameKind, parsedAgain, other, layer)) {
      draws.add(each.forward(ones(20, 3, 50)).toArray());
    }
    draws.add(layer.run(ones(20, 3, 50), layer.cell().initialState(3, 50)).output().toArray());
    draws.add(layer.run(ones(20, 3, 50), layer.cell().initialState(3, 50)).output().toArray());
    // a state that was never used is a trial of its own in every copy
    NeuronState initial = layer.cell().initialState(3, 50);
    draws.add(layer.run(ones(20, 3, 50), initial.copy()).output().toArray());
    draws.add(layer.run(ones(20, 3, 50), initial.copy()).output().toArray());
    for (int k = 0; k < 2; k++) {
      var weights = new RecurrentWeights(identity(50), Tensor.zeros(50, 50), true);
      RecurrentCell recurrent = neuron.recurrentCell(weights);
      draws.add(Lift.of(recurrent).forward(ones(20, 3, 50)).toArray());
      draws.add(Lift.of(recurrent).forward(ones(20, 3, 50)).toArray());
    }
    // one after the other in one network, whatever they are given, and two draws of one neuron
    Neuron coins =
        Neuron.parse(
            """
            model coins
            input x
            z = bernoulli(0.4)
            y = bernoulli(0.4)
            both = z + 2 * y
            output both
            """);
    var pair = new SequentialState(coins.cell(), coins.cell());
    List<Tensor> hidden = new ArrayList<>();
    pair.step(ones(3000, 1), null, hidden);
    for (Tensor output : hidden) {
      float[] first = output.toArray();
      float[] second = output.toArray();
      for (int i = 0; i < first.length; i++) {
        first[i] %= 2;
        second[i] = second[i] > 1 ? 1 : 0;
      }
      draws.add(first);
      draws.add(second);
    }
    assertAllDiffer(draws);
  }

  private static Tensor identity(int n) {
    Tensor matrix = Tensor.zeros(n, n);
    for (int i = 0; i < n; i++) {
      matrix.data()[i * n + i] = 1f;
    }
    return matrix;
  }

  @Test
  void aSeedOfTheNeuronsFixesTheirTrials() {
    Neuron seeded = Neuron.parse(TEXT).seed(5);
    NeuronLayer one = seeded.layer();
    NeuronLayer two = seeded.layer();
    List<float[]> draws = new ArrayList<>();
    for (int trial = 0; trial < 3; trial++) {
      float[] drawn = one.forward(ones(20, 3, 50)).toArray();
      assertSame("trial " + trial, drawn, two.forward(ones(20, 3, 50)).toArray());
      draws.add(drawn);
    }
    draws.add(Neuron.parse(TEXT).seed(6).layer().forward(ones(20, 3, 50)).toArray());
    assertAllDiffer(draws);
  }

  @Test
  void sessionsAndTheirTrials() {
    NeuronCell cell = Neuron.parse(TEXT).cell();
    var network = new SequentialState(new Scale(1f), cell);
    List<float[]> draws = new ArrayList<>();
    Session session = Session.of(network, 1, 3000);
    Session other = Session.of(network, 1, 3000);
    draws.add(session.step(ones(3000).data()).clone());
    draws.add(session.step(ones(3000).data()).clone());
    draws.add(other.step(ones(3000).data()).clone());
    session.reset();
    draws.add(session.step(ones(3000).data()).clone());
    draws.add(network.step(ones(1, 3000), null).output().toArray());
    RandomStream random = new RandomStream(3);
    session.reset(random);
    draws.add(session.step(ones(3000).data()).clone());
    float[] second = session.step(ones(3000).data()).clone();
    draws.add(second);
    session.reset(random);
    draws.add(session.step(ones(3000).data()).clone());
    assertAllDiffer(draws);
    // the same trial, once more
    other.reset(new RandomStream(3));
    assertSame("repeated", draws.get(5), other.step(ones(3000).data()));
    assertSame("repeated", second, other.step(ones(3000).data()));
    // a session of neurons with a seed gives the trials that the cell would
    Session seeded = Session.of(Neuron.parse(TEXT).seed(8).cell(), 1, 3000);
    NeuronCell called = Neuron.parse(TEXT).seed(8).cell();
    for (int trial = 0; trial < 2; trial++) {
      float[] expected = called.step(ones(1, 3000), null).output().toArray();
      assertSame("trial " + trial, expected, seeded.step(ones(3000).data()));
      seeded.reset();
    }
  }

  @Test
  void tapesAndScopes() {
    Workspace workspace = new Workspace();
    Dropout dropout = new Dropout(0.5f);
    NeuronCell cell = Neuron.parse(TEXT).seed(1).cell();
    Threshold threshold = new Threshold(Surrogate.LOGISTIC, 1, 1);
    List<float[]> draws = new ArrayList<>();
    RandomStream random = new RandomStream(3);
    for (int k = 0; k < 4; k++) {
      try (Tape tape = k < 2 ? new Tape(workspace) : new Tape(workspace, random)) {
        Tensor x = tape.enter(ones(1, 3000));
        draws.add(dropout.forward(x).toArray());
        draws.add(dropout.forward(x).toArray());
        draws.add(new Dropout(0.5f).forward(x).toArray());
        draws.add(cell.step(x, null).output().toArray());
        draws.add(cell.step(x, null).output().toArray());
        draws.add(threshold.forward(x.scale(0)).toArray());
        draws.add(threshold.forward(x.scale(0)).toArray());
      }
    }
    for (int k = 0; k < 2; k++) {
      try (Scope scope = new Scope(workspace, random)) {
        draws.add(cell.step(scope.enter(ones(1, 3000)), null).output().toArray());
        draws.add(threshold.forward(scope.enter(Tensor.zeros(3000))).toArray());
      }
      try (Scope scope = new Scope(workspace)) {
        draws.add(cell.step(scope.enter(ones(1, 3000)), null).output().toArray());
        draws.add(threshold.forward(scope.enter(Tensor.zeros(3000))).toArray());
      }
      draws.add(threshold.forward(Tensor.zeros(3000)).toArray());
      draws.add(
          threshold.forward(Tensor.zeros()).values()[0] >= 0 ? rest(threshold) : new float[0]);
    }
    draws.add(new Threshold(Surrogate.LOGISTIC).forward(Tensor.zeros(3000)).toArray());
    draws.add(new Threshold(Surrogate.LOGISTIC).forward(Tensor.zeros(3000)).toArray());
    assertAllDiffer(draws);
    // the program again, from the stream of its own
    List<float[]> again = new ArrayList<>();
    RandomStream same = new RandomStream(3);
    for (int k = 2; k < 4; k++) {
      try (Tape tape = new Tape(workspace, same)) {
        Tensor x = tape.enter(ones(1, 3000));
        again.add(dropout.forward(x).toArray());
        again.add(dropout.forward(x).toArray());
        again.add(new Dropout(0.5f).forward(x).toArray());
        again.add(cell.step(x, null).output().toArray());
        again.add(cell.step(x, null).output().toArray());
        again.add(threshold.forward(x.scale(0)).toArray());
        again.add(threshold.forward(x.scale(0)).toArray());
      }
    }
    assertSame("again", draws.subList(14, 28), again);
  }

  private static float[] rest(Threshold threshold) {
    return threshold.forward(Tensor.zeros(3000)).toArray();
  }

  @Test
  void layersMadeWithoutAStream() {
    List<float[]> draws = new ArrayList<>();
    for (int k = 0; k < 2; k++) {
      draws.add(new Linear(40, 50).weight().value().toArray());
      draws.add(new Linear(50, 40).weight().value().toArray());
      draws.add(new Conv2d(5, 16, 5).weight().value().toArray());
      RecurrentWeights weights = RecurrentWeights.random(40, 50);
      draws.add(weights.input().value().toArray());
      draws.add(new Lif().recurrentCell(40, 50).weights().input().value().toArray());
      draws.add(new Lif().recurrent(40, 50).parameters().getFirst().value().toArray());
      float[] coupling = new LifMc().recurrentCell(2, 50).parameters().get(2).value().toArray();
      draws.add(Arrays.copyOf(coupling, 2000));
    }
    assertAllDiffer(draws.stream().map(values -> Arrays.copyOf(values, 2000)).toList());
    Seeds.set(11);
    float[] first = new Linear(40, 50).weight().value().toArray();
    Seeds.set(11);
    assertSame("same seed", first, new Linear(40, 50).weight().value().toArray());
  }

  @Test
  void encodersGivenOneStreamTwice() {
    RandomStream random = new RandomStream(3);
    Tensor x = Tensor.full(0.5f, 2, 75);
    Encoder poisson = new PoissonEncoder(20, 800f, 0.001);
    Neuron throwing = new LifCurrentEncoder().with("v_th", 0.5).surrogate(Surrogate.LOGISTIC, 2);
    Encoder constant = new ConstantCurrentLifEncoder(20, throwing);
    List<float[]> draws = new ArrayList<>();
    for (Encoder encoder : List.of(poisson, constant)) {
      draws.add(encoder.encode(x, random).toArray());
      draws.add(encoder.encode(x, random).toArray());
      draws.add(encoder.encode(x).toArray());
      draws.add(encoder.encode(x).toArray());
    }
    assertAllDiffer(draws);
    RandomStream same = new RandomStream(3);
    for (int k = 0; k < 2; k++) {
      assertSame("poisson", draws.get(k), poisson.encode(x, same).toArray());
    }
    for (int k = 4; k < 6; k++) {
      assertSame("constant", draws.get(k), constant.encode(x, same).toArray());
    }
    // on a tape, without a stream, from the tape's
    List<float[]> onTapes = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      try (Tape tape = new Tape(new Workspace(), new RandomStream(k / 2))) {
        onTapes.add(poisson.encode(tape.enter(x)).toArray());
      }
    }
    assertSame("tape", onTapes.get(0), onTapes.get(1));
    assertAllDiffer(onTapes.subList(1, 3));
    Encoder latency = new SpikeLatencyLifEncoder(20, throwing);
    float[] firsts = latency.encode(x, new RandomStream(4)).toArray();
    assertSame("latency", firsts, latency.encode(x, new RandomStream(4)).toArray());
    assertFalse(Arrays.equals(firsts, latency.encode(x, new RandomStream(5)).toArray()));
  }

  /** Callers of one model, each with a stream: what one draws does not depend on the others. */
  @Test
  void manyThreadsShareAModel() throws InterruptedException, ExecutionException {
    var network =
        new SequentialState(
            new Linear(new RandomStream(1), 30, 60, true),
            Neuron.parse(TEXT).cell(),
            new Lif().with("v_th", 0.1).surrogate(Surrogate.LOGISTIC).cell());
    Tensor xs = Tensor.rand(new RandomStream(2), 20, 4, 30).scale(3f);
    List<float[]> expected = new ArrayList<>();
    for (int caller = 0; caller < 8; caller++) {
      expected.add(called(network, xs, caller));
    }
    List<float[]> unseeded = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<float[]>> calls = new ArrayList<>();
      List<Future<float[]>> free = new ArrayList<>();
      for (int caller = 0; caller < 8; caller++) {
        int c = caller;
        calls.add(threads.submit(() -> called(network, xs, c)));
        free.add(threads.submit(() -> Lift.of(network).forward(xs).toArray()));
      }
      for (int caller = 0; caller < 8; caller++) {
        assertSame("caller " + caller, expected.get(caller), calls.get(caller).get());
        unseeded.add(free.get(caller).get());
      }
    }
    for (int a = 0; a < unseeded.size(); a++) {
      for (int b = 0; b < a; b++) {
        assertFalse(Arrays.equals(unseeded.get(a), unseeded.get(b)), a + " and " + b);
      }
    }
  }

  private static float[] called(SequentialState network, Tensor xs, int caller) {
    try (Parallel parallel = Parallel.of(1 + caller % 3);
        Scope scope = new Scope(new Workspace(parallel), new RandomStream(caller))) {
      return Lift.of(network).forward(scope.enter(xs)).toArray();
    }
  }

  /** A state made from a stream says what it draws from, and can be put back there. */
  @Test
  void aStateTakesAStream() {
    NeuronCell cell = Neuron.parse(TEXT).cell();
    RandomStream random = new RandomStream(3);
    State first = cell.step(ones(1, 3000), cell.initialState(random, 1, 3000)).state();
    NeuronState state = (NeuronState) first;
    RandomStream at = state.random();
    NeuronState other = cell.initialState(1, 3000);
    other.setRandom(Objects.requireNonNull(at));
    assertSame(
        "goes on",
        cell.step(ones(1, 3000), state).output().toArray(),
        cell.step(ones(1, 3000), other).output().toArray());
    float[] one = cell.step(ones(1, 3000), cell.initialState(random, 1, 3000)).output().toArray();
    float[] two = cell.step(ones(1, 3000), cell.initialState(random, 1, 3000)).output().toArray();
    assertAllDiffer(List.of(one, two));
  }
}
