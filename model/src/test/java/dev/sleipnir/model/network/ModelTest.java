package dev.sleipnir.model.network;

import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.Fuzz;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.encode.PopulationEncoder;
import dev.sleipnir.model.exchange.StateDict;
import dev.sleipnir.model.extending.Gain;
import dev.sleipnir.model.extending.MovingAverage;
import dev.sleipnir.model.function.Threshold;
import dev.sleipnir.model.layer.Activation;
import dev.sleipnir.model.layer.AdaptiveAvgPool1d;
import dev.sleipnir.model.layer.AdaptiveAvgPool2d;
import dev.sleipnir.model.layer.AvgPool1d;
import dev.sleipnir.model.layer.AvgPool2d;
import dev.sleipnir.model.layer.BatchNorm1d;
import dev.sleipnir.model.layer.BatchNorm2d;
import dev.sleipnir.model.layer.Branches;
import dev.sleipnir.model.layer.Conv1d;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.ConvTranspose2d;
import dev.sleipnir.model.layer.Dropout;
import dev.sleipnir.model.layer.Elman;
import dev.sleipnir.model.layer.Embedding;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Gelu;
import dev.sleipnir.model.layer.GroupNorm;
import dev.sleipnir.model.layer.Gru;
import dev.sleipnir.model.layer.Identity;
import dev.sleipnir.model.layer.LConv2d;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.LayerNorm;
import dev.sleipnir.model.layer.LeakyRelu;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.Lstm;
import dev.sleipnir.model.layer.MaxPool1d;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.ModuleKinds;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.RecurrentSequential;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.Residual;
import dev.sleipnir.model.layer.Scale;
import dev.sleipnir.model.layer.SequenceDropout;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Sigmoid;
import dev.sleipnir.model.layer.Silu;
import dev.sleipnir.model.layer.Softmax;
import dev.sleipnir.model.layer.SpikingSelfAttention;
import dev.sleipnir.model.layer.Tanh;
import dev.sleipnir.model.layer.Unflatten;
import dev.sleipnir.model.layer.Upsample;
import dev.sleipnir.model.layer.Window;
import dev.sleipnir.model.neuron.CobaLif;
import dev.sleipnir.model.neuron.Families;
import dev.sleipnir.model.neuron.Gradient;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifMc;
import dev.sleipnir.model.neuron.LifRefrac;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTest {
  @TempDir private Path folder;

  private final RandomStream random = new RandomStream(11);

  private NetworkModule readBack(NetworkModule network) throws IOException {
    Path file = folder.resolve("model");
    Model.save(network, file);
    return Model.load(file).network();
  }

  /** The same values, outputs and gradients as after it has been a file. */
  private void assertKept(NetworkModule network, int... sample) throws IOException {
    NetworkModule read = readBack(network);
    assertNotSame(network, read);
    assertEquals(network.toString(), read.toString());
    assertEquals(StateDict.of(network), StateDict.of(read));
    int[] shape = new int[sample.length + 2];
    shape[0] = 4;
    shape[1] = 2;
    System.arraycopy(sample, 0, shape, 2, sample.length);
    Tensor x = Tensor.randn(random.split(), shape).scale(3f);
    if (network instanceof Embedding) {
      x = Tensor.full(1f, shape);
    }
    assertArrayEquals(outputs(network, x), outputs(read, x), network.toString());
    assertEquals(StateDict.of(network), StateDict.of(read), "running statistics");
    for (int p = 0; p < network.parameters().size(); p++) {
      Parameter parameter = network.parameters().get(p);
      assertArrayEquals(parameter.gradient(), read.parameters().get(p).gradient());
      assertEquals(parameter.isLearned(), read.parameters().get(p).isLearned());
    }
  }

  private static float[] outputs(NetworkModule network, Tensor x) {
    network.parameters().forEach(Parameter::clearGradient);
    try (Tape tape = new Tape()) {
      Tensor y = Lift.of(network).forward(tape.watch(x));
      float[] values = y.toArray();
      tape.backward(y, Tensor.full(1f, y.shape()));
      return values;
    }
  }

  @Test
  void everyLayerIsKept() throws IOException {
    Window window = Window.of(3, 2).stride(2, 1).padding(1, 1).dilation(1, 2);
    assertKept(new Conv2d(random.split(), 2, 4, window, 2, false), 2, 6, 7);
    assertKept(new Conv2d(2, 4, Window.of(3).same()), 2, 6, 7);
    assertKept(
        new ConvTranspose2d(random.split(), 2, 3, Window.of(3).stride(2), 1, 1, true), 2, 3, 3);
    assertKept(new Conv1d(2, 3, 3), 2, 7);
    assertKept(new MaxPool2d(Window.of(2).stride(1)), 2, 4, 5);
    assertKept(new AvgPool2d(2), 2, 4, 6);
    assertKept(new MaxPool1d(2), 2, 6);
    assertKept(new AvgPool1d(2), 2, 6);
    assertKept(new AdaptiveAvgPool2d(2, 1), 2, 5, 5);
    assertKept(new AdaptiveAvgPool1d(2), 2, 5);
    assertKept(new Upsample(2, 3), 2, 2, 2);
    assertKept(new Unflatten(2, 3), 6);
    assertKept(new Flatten(), 2, 3);
    assertKept(new Linear(random.split(), 3, 2, false), 3);
    assertKept(new Linear(3, 2), 3);
    assertKept(new Embedding(4, 3), 2);
    assertKept(new GroupNorm(2, 4), 4, 3, 3);
    assertKept(new GroupNorm(2, 4, 0.1, false), 4, 3, 3);
    assertKept(new LayerNorm(3, 2), 3, 2);
    assertKept(new LayerNorm(0.1, false, 3), 3);
    assertKept(
        new Activation(
            TensorFunction.parse("parameters a = 3\ny = a * exp(-x * x) + spike(x - 1)")
                .with("a", 1.0 / 3)
                .surrogate(Surrogate.TRIANGLE, 0.5f)),
        5);
    assertKept(new LConv2d(random.split(), 2, 4, window, 2), 2, 6, 7);
    assertKept(Threshold.sign(Surrogate.TRIANGLE, 2f), 5);
    assertKept(new PopulationEncoder(4), 3);
    assertKept(new PopulationEncoder(4, 2f).kernel(PopulationEncoder.gaussianRbf(0.3)), 3);
    for (NetworkModule layer :
        List.of(
            new Relu(),
            new LeakyRelu(0.2),
            new Gelu(),
            new Silu(),
            new Sigmoid(),
            new Tanh(),
            new Softmax(),
            new Identity(),
            new Scale(0.3f))) {
      assertKept(layer, 5);
    }
  }

  @Test
  void runningStatisticsAndNoiseAreKept() throws IOException {
    var norm = new BatchNorm2d(3, 0.01, 0.5, true);
    outputs(norm, Tensor.randn(random.split(), 3, 2, 3, 4, 4));
    assertKept(norm, 3, 4, 4);
    assertKept(BatchNorm2d.thresholdDependent(3, 0.5, 0.7), 3, 4, 4);
    assertKept(new BatchNorm1d(3, 1e-5, 0.1, false), 3);
    for (NetworkModule dropout : List.of(new Dropout(0.25f), new SequenceDropout(0.5f))) {
      assertEquals(dropout.toString(), readBack(dropout).toString());
    }
    var threshold = new Threshold(Surrogate.LOGISTIC, 2f, 9);
    Tensor x = Tensor.rand(random.split(), 200);
    assertArrayEquals(
        threshold.forward(x).toArray(), ((Layer) readBack(threshold)).forward(x).toArray());
  }

  @Test
  void recurrentAndAttendingLayersAreKept() throws IOException {
    assertKept(new Lstm(3, 2), 3);
    assertKept(new Gru(3, 2), 3);
    assertKept(new Elman(3, 2), 3);
    assertKept(
        new SpikingSelfAttention(
            random.split(), 4, 2, () -> new Lif().cell(), new Lif().with("v_th", 0.5).cell()),
        3,
        4);
  }

  @Test
  void containersAndSharedLayersAreKept() throws IOException {
    assertKept(new SequentialState(), 3);
    assertKept(new RecurrentSequential(0, new Linear(3, 3), new Lif().cell()), 3);
    assertKept(Branches.concatenate(new Linear(3, 2), new Lif().cell()), 3);
    assertKept(new Residual(new Linear(3, 3)), 3);
    assertKept(new Residual(new Linear(3, 2), new Linear(3, 2)), 3);
    Linear twice = new Linear(3, 3);
    var network = new SequentialState(twice, new Lif().cell(), twice);
    assertKept(network, 3);
    var read = (SequentialState) readBack(network);
    assertSame(read.modules().get(0), read.modules().get(2));
    RecurrentWeights weights = RecurrentWeights.random(3, 3);
    var recurrent =
        new SequentialState(new Lif().recurrentCell(weights), new Lsnn().recurrentCell(weights));
    assertKept(recurrent, 3);
    assertEquals(2, readBack(recurrent).parameters().size(), "one set of weights");
  }

  @Test
  void everyNeuronIsKept() throws IOException {
    for (Families.Family family : Families.all()) {
      Neuron neuron = family.neuron();
      if (neuron.isCoupled()) {
        neuron = neuron.coupling(Tensor.randn(random.split(), 3, 3));
      }
      if (neuron.model().inputs().size() == 1 || neuron.isCoupled()) {
        assertKept(neuron.cell(), 3);
      }
    }
    assertKept(new CobaLif().recurrentCell(3, 3), 3);
    assertKept(new LifMc().recurrentCell(3, 3), 3);
    var two =
        Neuron.parse(
            """
            model two
            state v = 0
            input a, b
            v = 0.9 * v + a - b
            output v
            """);
    assertKept(two.cell().behind(new Linear(3, 2), new Linear(3, 2)), 3);
  }

  @Test
  void whatIsSetOfNeuronsIsKept() throws IOException {
    Tensor thresholds = Tensor.of(new float[] {0.1f, 0.2f, 0.3f}, 3);
    var neuron =
        new LifRefrac()
            .with("v_th", thresholds)
            .with("tau_mem_inv", 1.0 / 3)
            .learn("v_th")
            .learn("tau_syn_inv", 10, 500)
            .surrogate(Surrogate.TRIANGLE, 0.7f)
            .sparseGradient(0.5)
            .dt(0.002)
            .seed(5);
    var cell = neuron.cell();
    cell.parameters().getFirst().set(Tensor.full(123f));
    assertKept(new SequentialState(new Scale(20f), cell), 3);
    var read = readBack(cell);
    Parameter rate = read.parameters().getFirst();
    rate.data()[0] = 1000f;
    rate.edited("the test");
    assertEquals(500f, rate.data()[0], "its bounds, too");
    assertKept(new Lif().gradient(Gradient.ADJOINT).cell(), 3);
    var own =
        Neuron.parse(
            """
            model own
            parameters a = 3 (1/s), v_th = 1
            state v = 0
            input x
            v = v + dt * a * (x - v) + 0.1 * x
            z = spike(v - v_th)
            v = where(z > 0, 0, v)
            output z
            """);
    assertKept(own.with("a", 7).cell(), 3);
  }

  private SequentialState digits() {
    return new SequentialState(
        new Conv2d(1, 2, 3),
        new Lif().with("v_th", 0.1).cell(),
        new MaxPool2d(2),
        new Flatten(),
        new Linear(18, 3),
        new Li().cell());
  }

  @Test
  void aSessionOfTheFileGivesTheSameBits() throws IOException {
    var network = digits();
    Path file = folder.resolve("digits.model");
    Model.save(network, file, 1, 8, 8);
    Model model = Model.load(file);
    assertArrayEquals(new int[] {1, 8, 8}, model.inputShape());
    Tensor x = Tensor.full(2f, 2, 1, 8, 8);
    var session = model.session(2);
    float[] stepped = {};
    for (int t = 0; t < 3; t++) {
      stepped = session.step(x.toArray()).clone();
    }
    Tensor all = Tensor.full(2f, 3, 2, 1, 8, 8);
    float[] whole = Lift.of(network).forward(all).toArray();
    assertArrayEquals(Arrays.copyOfRange(whole, 12, 18), stepped);
    assertTrue(
        refused(() -> Model.save(network, file, 1, 12, 12)).contains("Linear"), "another shape");
    Model.save(network, file);
    assertEquals(0, Model.load(file).inputShape().length);
    assertThrows(IllegalStateException.class, () -> Model.load(file).session(1));
  }

  @Test
  void aLayerOfOnesOwnIsReadWithItsFactory() throws IOException {
    Path file = folder.resolve("own.model");
    var gain = new Gain(Tensor.of(new float[] {1, 2, 3}, 3));
    Model.save(new SequentialState(new MovingAverage(0.5f), gain), file, 3);
    var both = Model.kinds().with("gain", Gain::of).with("moving average", MovingAverage::of);
    var session = Model.load(file, both).session(1);
    session.step(new float[] {1, 1, 1});
    assertArrayEquals(new float[] {0.75f, 1.5f, 2.25f}, session.step(new float[] {1, 1, 1}));
    var network = new SequentialState(gain);
    Model.save(network, file);
    var kinds = Model.kinds().with("gain", Gain::of);
    assertEquals(StateDict.of(network), StateDict.of(Model.load(file, kinds).network()));
    String message =
        String.valueOf(assertThrows(IOException.class, () -> Model.load(file)).getMessage());
    assertTrue(message.contains("own.model") && message.contains("got 'gain'"), message);
    assertTrue(message.contains("kinds.with(name, factory)"), message);
    var wrong = Model.kinds().with("gain", d -> new Linear(d.tensor("weight"), null));
    assertContains("gain: expected a tensor 'weight', got none", refusedFile(file, wrong));
    var forgetful = Model.kinds().with("gain", d -> new Relu());
    assertContains("one that left [gain]", refusedFile(file, forgetful));
    var noModule = Model.kinds().with("gain", d -> d.tensor("gain"));
    assertContains("expected NetworkModule", refusedFile(file, noModule));
    assertTrue(refused(() -> Model.kinds().with("Linear", Gain::of)).contains("Linear"));
  }

  private static void assertContains(String part, String message) {
    assertTrue(message.contains(part), message);
  }

  private static String refusedFile(Path file, ModuleKinds kinds) {
    return String.valueOf(
        assertThrows(IOException.class, () -> Model.load(file, kinds)).getMessage());
  }

  @Test
  void whatCannotBeKeptIsRefusedAndNothingIsWritten() throws IOException {
    Path file = folder.resolve("none.model");
    Layer silent = x -> x;
    var own = new SequentialState(silent);
    assertTrue(
        String.valueOf(
                assertThrows(UnsupportedOperationException.class, () -> Model.save(own, file))
                    .getMessage())
            .contains("description()"));
    var linear = new Linear(2, 2);
    linear.weight().data()[1] = Float.NaN;
    assertTrue(refused(() -> Model.save(linear, file)).contains("Linear.weight: expected finite"));
    assertTrue(Files.notExists(file));
    NetworkModule deep = new Relu();
    for (int level = 0; level < 300; level++) {
      deep = new SequentialState(deep);
    }
    NetworkModule deepest = deep;
    assertTrue(refused(() -> Model.save(deepest, file)).contains("inside each other"));
    assertTrue(refused(() -> new LifMc().cell()).contains("coupling"), "a matrix has to be given");
  }

  @Test
  void damagedAndForeignFilesAreRefused() throws IOException {
    Path file = folder.resolve("damaged.model");
    Model.save(digits(), file, 1, 8, 8);
    byte[] whole = Files.readAllBytes(file);
    Fuzz.run(
        "model files",
        Set.of(IOException.class),
        (numbers, input) -> {
          byte[] changed = Fuzz.mutated(numbers, whole);
          input.accept(changed);
          Files.write(file, changed);
          Model.load(file);
        });
    Path weights = folder.resolve("weights.pt");
    StateDict.save(digits(), weights);
    assertTrue(refusedFile(weights, Model.kinds()).contains("SLEIPARC"));
  }
}
