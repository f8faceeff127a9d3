package dev.sleipnir.model.train;

import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.SameBits;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.AvgPool2d;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Dropout;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.RecurrentSequential;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.Scale;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifCorrelation;
import dev.sleipnir.model.neuron.LifMc;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.online.EpropNetwork;
import dev.sleipnir.model.online.EpropNeuron;
import dev.sleipnir.model.online.EpropState;
import dev.sleipnir.model.online.Feedback;
import dev.sleipnir.model.online.OtttNetwork;
import dev.sleipnir.model.online.OtttNeuron;
import dev.sleipnir.model.online.OtttState;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.AdamW;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.optimize.Schedule;
import dev.sleipnir.model.optimize.Sgd;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is saved, loaded or copied at step k goes on, bit for bit, as the original does. */
class SavedAndCopiedTest {
  private static final int BEFORE = 5;
  private static final int AFTER = 7;

  @TempDir private Path folder;

  private static RandomStream random() {
    return new RandomStream(7, 8);
  }

  /** Networks, with the shape of their input. */
  private static Map<StatefulLayer, int[]> networks() {
    RandomStream random = random();
    Map<StatefulLayer, int[]> all = new LinkedHashMap<>();
    int[] vectors = {3, 6};
    all.put(new Lif().cell(), vectors);
    all.put(new Lif().surrogate(Surrogate.LOGISTIC).learn("v_th").cell(), vectors);
    all.put(new Lsnn().recurrentCell(RecurrentWeights.random(random, 6, 6, true)), vectors);
    all.put(LifMc.of(Tensor.randn(random, 6, 6)).cell(), vectors);
    all.put(LifMc.of(Tensor.randn(random, 6, 6)).recurrentCell(6, 6), vectors);
    all.put(
        new SequentialState(
            new Linear(random, 6, 6, true),
            new Lif().surrogate(Surrogate.LOGISTIC).cell(),
            new Dropout(0.5f),
            new SequentialState(new Relu(), new Scale(2f), new Lif().cell()),
            new Linear(random, 6, 2, false),
            new Li().cell()),
        vectors);
    all.put(new RecurrentSequential(new Linear(random, 6, 6, true), new Lif().cell()), vectors);
    all.put(
        new SequentialState(
            new Conv2d(random, 1, 4, 3),
            new Lif().cell(),
            new MaxPool2d(2),
            new Conv2d(random, 4, 2, 2),
            new Lif().cell(),
            new AvgPool2d(2),
            new Flatten()),
        new int[] {2, 1, 8, 8});
    return all;
  }

  private static Tensor input(int step, int[] shape) {
    return Tensor.randn(new RandomStream(9, step), shape).scale(4f);
  }

  private static State run(StatefulLayer network, int[] shape) {
    State state = null;
    for (int t = 0; t < BEFORE; t++) {
      state = network.step(input(t, shape), state).state();
    }
    return Objects.requireNonNull(state);
  }

  private static float[] goOn(StatefulLayer network, State from, int[] shape) {
    State state = from;
    float[] all = new float[0];
    for (int t = BEFORE; t < BEFORE + AFTER; t++) {
      Step step = network.step(input(t, shape), state);
      state = step.state();
      float[] output = step.output().toArray();
      int length = all.length;
      all = Arrays.copyOf(all, length + output.length);
      System.arraycopy(output, 0, all, length, output.length);
    }
    return all;
  }

  @Test
  void statesGoOn() throws IOException {
    for (Map.Entry<StatefulLayer, int[]> entry : networks().entrySet()) {
      StatefulLayer network = entry.getKey();
      State state = run(network, entry.getValue());
      Path file = folder.resolve("state");
      state.save(file);
      State copy = state.copy();
      float[] expected = goOn(network, state, entry.getValue());
      State loaded = network.loadState(file);
      assertSame(network.toString(), expected, goOn(network, copy, entry.getValue()));
      assertSame(network.toString(), expected, goOn(network, loaded, entry.getValue()));
      assertThrows(IllegalStateException.class, () -> state.save(file));
    }
  }

  @Test
  void statesOfOthersAreRefused() throws IOException {
    Path file = folder.resolve("state");
    for (Map.Entry<StatefulLayer, int[]> entry : networks().entrySet()) {
      run(entry.getKey(), entry.getValue()).save(file);
      for (StatefulLayer other : networks().keySet()) {
        if (!other.toString().equals(entry.getKey().toString())
            && !other.toString().contains("lif")
            && !entry.getKey().toString().contains("lif")) {
          String message =
              String.valueOf(
                  assertThrows(IOException.class, () -> other.loadState(file)).getMessage());
          assertTrue(message.startsWith("state " + file + ": "), message);
          assertTrue(message.contains("expected"), message);
        }
      }
    }
    StatefulLayer two = new SequentialState(new Lif().cell(), new Lif().cell());
    run(new Lif().cell(), new int[] {3, 6}).save(file);
    assertThrows(IOException.class, () -> two.loadState(file));
    assertThrows(IOException.class, () -> new Li().cell().loadState(file.resolveSibling("none")));
    run(two, new int[] {3, 6}).save(file);
    StatefulLayer flat = new SequentialState(new Lif().cell(), new Relu());
    assertThrows(IOException.class, () -> flat.loadState(file));
  }

  @Test
  void copiesHaveParametersOfTheirOwn() {
    for (Map.Entry<StatefulLayer, int[]> entry : networks().entrySet()) {
      StatefulLayer network = entry.getKey();
      NetworkModule copy = network.copy();
      assertEquals(network.toString(), copy.toString());
      assertEquals(network.getClass(), copy.getClass());
      List<float[]> before = SameBits.values(network.parameters());
      assertSame(network.toString(), before, SameBits.values(copy.parameters()));
      State state = run(network, entry.getValue());
      float[] expected = goOn(network, state.copy(), entry.getValue());
      assertSame("state", expected, goOn((StatefulLayer) copy, state, entry.getValue()));
      for (Parameter parameter : copy.parameters()) {
        parameter.data()[0] += 1f;
      }
      assertSame(network.toString(), before, SameBits.values(network.parameters()));
    }
  }

  @Test
  void layersAtTwoPlacesStayOneLayer() {
    Linear shared = new Linear(4, 4);
    SequentialState network =
        new SequentialState(shared, new Relu(), new SequentialState(shared, new Lif().cell()));
    SequentialState copy = network.copy();
    NetworkModule first = copy.modules().getFirst();
    assertNotSame(shared, first);
    assertEquals(first, ((SequentialState) copy.modules().getLast()).modules().getFirst());
  }

  @Test
  void modulesOfOnesOwnAreCopiedOrRefused() {
    Layer plain = x -> x.scale(2f);
    assertEquals(plain, plain.copy());
    Parameter weight = new Parameter("w", Tensor.zeros(1));
    Layer learned =
        new Layer() {
          @Override
          public Tensor forward(Tensor x) {
            return x;
          }

          @Override
          public List<Parameter> parameters() {
            return List.of(weight);
          }
        };
    SequentialState network = new SequentialState(new Relu(), learned);
    assertThrows(UnsupportedOperationException.class, network::copy);
  }

  @Test
  void weightsComeBackWithoutAnOptimizer() throws IOException {
    Path file = folder.resolve("weights");
    for (StatefulLayer network : networks().keySet()) {
      Weights.save(file, network);
      NetworkModule other = network.copy();
      List<float[]> expected = SameBits.values(network.parameters());
      for (Parameter parameter : other.parameters()) {
        Arrays.fill(parameter.data(), 0.25f);
      }
      Weights.load(file, other);
      assertSame(network.toString(), expected, SameBits.values(other.parameters()));
    }
  }

  @Test
  void neuronsWithSensorsGoOn() throws IOException {
    Path file = folder.resolve("sensed");
    var neurons = new LifCorrelation(RecurrentWeights.random(new RandomStream(1), 3, 4, false));
    Tensor x = Tensor.full(5f, 2, 3);
    LifCorrelation.Sensed state = null;
    for (int t = 0; t < 20; t++) {
      state = (LifCorrelation.Sensed) neurons.step(x, state).state();
    }
    LifCorrelation.Sensed kept = Objects.requireNonNull(state);
    kept.save(file);
    LifCorrelation.Sensed loaded = neurons.loadState(file);
    for (int t = 0; t < 5; t++) {
      Step one = neurons.step(x, kept);
      Step other = neurons.step(x, loaded);
      kept = (LifCorrelation.Sensed) one.state();
      loaded = (LifCorrelation.Sensed) other.state();
      for (String name : kept.neurons().names()) {
        assertArrayEquals(kept.neurons().column(name), loaded.neurons().column(name), name);
      }
      for (String name : kept.input().names()) {
        assertArrayEquals(kept.input().column(name), loaded.input().column(name), name);
        assertArrayEquals(kept.recurrent().column(name), loaded.recurrent().column(name), name);
      }
    }
    LifCorrelation.Sensed last = kept;
    assertTrue(
        kept.input().names().stream().anyMatch(name -> last.input().column(name)[0] != 0),
        "the sensors have something to keep");
    new Lif().cell().initialState(1, 2).save(file);
    assertThrows(IOException.class, () -> neurons.loadState(file));
  }

  @Test
  void weightsOfATrainingNeedNoOptimizer() throws IOException {
    Path file = folder.resolve("checkpoint");
    for (StatefulLayer network : networks().keySet()) {
      if (network.parameters().isEmpty()) {
        continue; // nothing to train
      }
      new Checkpoint("net", 1, 1).save(file, new Adam(network.parameters(), 1e-3));
      NetworkModule other = network.copy();
      List<float[]> expected = SameBits.values(network.parameters());
      for (Parameter parameter : other.parameters()) {
        Arrays.fill(parameter.data(), 0.25f);
      }
      Weights.load(file, other);
      assertSame(network.toString(), expected, SameBits.values(other.parameters()));
    }
    SequentialState others = new SequentialState(new Linear(2, 2), new Li().cell());
    String message =
        String.valueOf(
            assertThrows(IOException.class, () -> Weights.load(file, others)).getMessage());
    assertTrue(message.contains("expected"), message);
    new Checkpoint("net", 1, 1).save(file, new Sgd(others.parameters(), 1e-3));
    byte[] damaged = Files.readAllBytes(file);
    damaged[damaged.length - 9] ^= 1;
    Files.write(file, damaged);
    Arrays.fill(others.parameters().getFirst().data(), 0.25f);
    List<float[]> before = SameBits.values(others.parameters());
    assertThrows(IOException.class, () -> Weights.load(file, others));
    assertSame("unchanged", before, SameBits.values(others.parameters()));
  }

  @Test
  void weightsOfOtherShapesChangeNothing() throws IOException {
    Path file = folder.resolve("weights");
    Weights.save(file, new SequentialState(new Linear(4, 3), new Linear(3, 2)));
    SequentialState other = new SequentialState(new Linear(4, 3), new Linear(3, 5));
    List<float[]> before = SameBits.values(other.parameters());
    String message =
        String.valueOf(
            assertThrows(IOException.class, () -> Weights.load(file, other)).getMessage());
    assertTrue(message.contains("expected parameter weight[5, 3], got shape [2, 3]"), message);
    assertSame("unchanged", before, SameBits.values(other.parameters()));
    String fewer =
        String.valueOf(
            assertThrows(IOException.class, () -> Weights.load(file, new Linear(4, 3)))
                .getMessage());
    assertTrue(fewer.contains("parameters: expected 2, got 4"), fewer);
  }

  @Test
  void sessionsGoOn() throws IOException {
    Path file = folder.resolve("session");
    for (Map.Entry<StatefulLayer, int[]> entry : networks().entrySet()) {
      StatefulLayer network = entry.getKey();
      int[] shape = entry.getValue();
      int[] sample = Arrays.copyOfRange(shape, 1, shape.length);
      Session session = Session.of(network, shape[0], sample);
      for (int t = 0; t < BEFORE; t++) {
        session.step(input(t, shape).toArray());
      }
      session.save(file);
      Session copy = session.copy();
      Session loaded = Session.of(network, shape[0], sample);
      loaded.load(file);
      for (int t = BEFORE; t < BEFORE + AFTER; t++) {
        float[] x = input(t, shape).toArray();
        float[] expected = session.step(x).clone();
        assertSame(network.toString(), expected, copy.step(x).clone());
        assertSame(network.toString(), expected, loaded.step(x).clone());
      }
      Session other = Session.of(network, shape[0] + 1, sample);
      assertThrows(IOException.class, () -> other.load(file));
    }
  }

  @Test
  void optimizersGoOn() throws IOException {
    for (int kind = 0; kind < 3; kind++) {
      Linear layer = new Linear(random(), 4, 3, true);
      Optimizer optimizer = optimizer(kind, layer.parameters());
      optimizer.setSchedule(Schedule.cosine(20));
      train(layer, optimizer, 0, BEFORE);
      Path file = folder.resolve("optimizer");
      optimizer.save(file);
      Linear twin = layer.copy();
      Optimizer copy = optimizer.copy(twin.parameters());
      Linear third = layer.copy();
      Optimizer loaded = optimizer(kind, third.parameters());
      loaded.setSchedule(Schedule.cosine(20));
      loaded.load(file);
      train(layer, optimizer, BEFORE, AFTER);
      train(twin, copy, BEFORE, AFTER);
      train(third, loaded, BEFORE, AFTER);
      assertSame("copy", SameBits.values(layer.parameters()), SameBits.values(twin.parameters()));
      assertSame(
          "loaded", SameBits.values(layer.parameters()), SameBits.values(third.parameters()));
      optimizer.reset();
      assertEquals(0, optimizer.steps());
      optimizer.memory().forEach(m -> assertSame("empty", new float[m.length], m));
      Optimizer another = optimizer((kind + 1) % 3, layer.parameters());
      assertThrows(IOException.class, () -> another.load(file));
      assertThrows(
          IllegalArgumentException.class, () -> optimizer.copy(new Linear(2, 2).parameters()));
    }
  }

  private static Optimizer optimizer(int kind, List<Parameter> parameters) {
    return switch (kind) {
      case 0 -> new Adam(parameters, 0.1);
      case 1 -> new AdamW(parameters, 0.1);
      default -> new Sgd(parameters, 0.1).momentum(0.9).weightDecay(0.01);
    };
  }

  private static void train(Linear layer, Optimizer optimizer, int from, int steps) {
    for (int s = from; s < from + steps; s++) {
      for (Parameter parameter : layer.parameters()) {
        float[] g = Tensor.randn(new RandomStream(s, 3), parameter.size()).toArray();
        System.arraycopy(g, 0, parameter.gradient(), 0, g.length);
      }
      optimizer.step();
    }
  }

  @Test
  void onlineStatesGoOn() throws IOException {
    EpropNetwork network =
        new EpropNetwork(
            EpropNeuron.alif(),
            RecurrentWeights.random(random(), 4, 5, false),
            new Linear(random(), 5, 2, true),
            Feedback.SYMMETRIC);
    EpropState state = network.initialState(2);
    eprop(network, state, 0, BEFORE);
    Path file = folder.resolve("eprop");
    state.save(file);
    EpropState copy = state.copy();
    EpropState loaded = network.initialState(2);
    loaded.load(file);
    List<float[]> expected = eprop(network, state, BEFORE, AFTER);
    assertSame("copy", expected, eprop(network, copy, BEFORE, AFTER));
    assertSame("loaded", expected, eprop(network, loaded, BEFORE, AFTER));
    EpropState wider = network.initialState(3);
    assertThrows(IOException.class, () -> wider.load(file));
  }

  private static List<float[]> eprop(EpropNetwork network, EpropState state, int from, int steps) {
    List<float[]> outputs = new ArrayList<>();
    network.parameters().forEach(Parameter::clearGradient);
    for (int t = from; t < from + steps; t++) {
      float[] y = network.step(input(t, new int[] {2, 4}).toArray(), state);
      outputs.add(y.clone());
      network.addGradients(y.clone(), state);
    }
    network.parameters().forEach(p -> outputs.add(p.gradient().clone()));
    return outputs;
  }

  @Test
  void otttStatesGoOn() throws IOException {
    OtttNetwork network =
        new OtttNetwork(
            new OtttNeuron(0.5, 1, Surrogate.SIGMOID, 4),
            0.9,
            new Linear(random(), 4, 5, true),
            new Linear(random(), 5, 2, true));
    OtttState state = network.initialState(2);
    ottt(network, state, 0, BEFORE);
    Path file = folder.resolve("ottt");
    state.save(file);
    OtttState copy = state.copy();
    OtttState loaded = network.initialState(2);
    loaded.load(file);
    List<float[]> expected = ottt(network, state, BEFORE, AFTER);
    assertSame("copy", expected, ottt(network, copy, BEFORE, AFTER));
    assertSame("loaded", expected, ottt(network, loaded, BEFORE, AFTER));
    assertTrue(Files.size(file) > 100);
  }

  private static List<float[]> ottt(OtttNetwork network, OtttState state, int from, int steps) {
    List<float[]> outputs = new ArrayList<>();
    network.parameters().forEach(Parameter::clearGradient);
    for (int t = from; t < from + steps; t++) {
      float[] y = network.step(input(t, new int[] {2, 4}).toArray(), state);
      outputs.add(y.clone());
      network.addGradients(y.clone(), state);
    }
    network.parameters().forEach(p -> outputs.add(p.gradient().clone()));
    return outputs;
  }
}
