package dev.sleipnir.model.network;

import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.exchange.StateDict;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Iaf;
import dev.sleipnir.model.neuron.Izhikevich;
import dev.sleipnir.model.neuron.LiBox;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifAdEx;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ImageNetworkTest {
  private static final int STEPS = 3;
  private static final int BATCH = 2;

  /** Small ones of each kind, whose neurons spike, and the size of their images. */
  record Small(ImageNetwork builder, int side) {
    SequentialState network() {
      return builder.images(1, side, side).classes(4).seed(3).create();
    }

    Tensor images(int batch) {
      return Tensor.rand(new RandomStream(8, 1), STEPS, batch, 1, side, side);
    }

    @Override
    public String toString() {
      return builder.toString();
    }
  }

  static Stream<Small> small() {
    Neuron iaf = new Iaf().with("v_th", 0.02); // so low that every layer spikes
    var stages = List.of(new Bottleneck(1, 8, 1, 1), new Bottleneck(3, 16, 2, 2));
    return Stream.of(
            new Small(ImageNetwork.convNet(), 16),
            new Small(ImageNetwork.convNet4(), 17),
            new Small(ImageNetwork.convNet(3, 5, 0).readOut(new LiBox()), 16),
            new Small(ImageNetwork.vgg(11, false, 1, 128).width(0.125), 32),
            new Small(ImageNetwork.vgg(11, true, 2, 128).width(0.125), 32),
            new Small(ImageNetwork.mobileNetV2(stages).width(0.5), 9),
            new Small(ImageNetwork.sewResNet18().width(0.125), 20))
        .map(small -> new Small(small.builder().neuron(iaf), small.side()));
  }

  private static long learned(NetworkModule network) {
    return network.parameters().stream()
        .filter(Parameter::isLearned)
        .mapToLong(Parameter::size)
        .sum();
  }

  @Test
  void haveTheParametersOfNorseAndTorchvision() {
    assertEquals(431_070, learned(ImageNetwork.convNet().create()));
    assertEquals(1_111_936, learned(ImageNetwork.convNet4().create()));
    assertEquals(1_111_936, learned(ImageNetwork.convNet(32, 64, 1024).create()));
    assertEquals(520 + 25_050 + 8_000, learned(ImageNetwork.convNet(20, 50, 0).create()));
    assertEquals(3_504_872, learned(ImageNetwork.mobileNetV2().create()));
    assertEquals(11_689_512, learned(ImageNetwork.sewResNet18().create()));
  }

  /** Counted by hand; a network of that size would take half a gigabyte. */
  @ParameterizedTest
  @CsvSource({
    "11, 1 1 2 2 2, 132863336, 132868840",
    "13, 2 2 2 2 2, 133047848, 133053736",
    "16, 2 2 3 3 3, 138357544, 138365992",
    "19, 2 2 4 4 4, 143667240, 143678248"
  })
  void vggHasTheParametersOfTorchvision(int depth, String stages, long plain, long normalized) {
    assertEquals(plain, vggParameters(stages, false, 1));
    assertEquals(normalized, vggParameters(stages, true, 1));
    assertEquals(
        vggParameters(stages, false, 64),
        learned(ImageNetwork.vgg(depth).width(1 / 64.0).create()));
    assertEquals(
        vggParameters(stages, true, 64),
        learned(ImageNetwork.vggBatchNorm(depth).width(1 / 64.0).create()));
  }

  private static long vggParameters(String stages, boolean normalized, int divisor) {
    long sum = 0;
    long in = 3;
    int[] widths = {64, 128, 256, 512, 512};
    for (int stage = 0; stage < widths.length; stage++) {
      long out = widths[stage] / divisor;
      for (int i = 0; i < Integer.parseInt(stages.split(" ", 0)[stage]); i++) {
        sum += (9 * in + 1 + (normalized ? 2 : 0)) * out;
        in = out;
      }
    }
    long hidden = 4096 / divisor;
    return sum + (49 * in + 1) * hidden + (hidden + 1) * hidden + (hidden + 1) * 1000;
  }

  @Test
  void haveTheNamesOfTorchvision() {
    Set<String> vgg = names(ImageNetwork.vggBatchNorm(11).width(0.02));
    assertTrue(
        vgg.containsAll(
            List.of(
                "features.0.weight",
                "features.0.bias",
                "features.1.running_mean",
                "features.1.num_batches_tracked",
                "features.4.weight",
                "features.25.weight",
                "features.26.running_var",
                "classifier.0.weight",
                "classifier.3.bias",
                "classifier.6.weight")),
        vgg.toString());
    Set<String> mobile = names(ImageNetwork.mobileNetV2().width(0.1));
    assertTrue(
        mobile.containsAll(
            List.of(
                "features.0.0.weight",
                "features.0.1.running_mean",
                "features.1.conv.0.0.weight",
                "features.1.conv.1.weight",
                "features.1.conv.2.running_var",
                "features.3.conv.1.0.weight",
                "features.3.conv.2.weight",
                "features.3.conv.3.bias",
                "features.18.1.weight",
                "classifier.1.weight")),
        mobile.toString());
    assertEquals(314, mobile.size());
    Set<String> residual = names(ImageNetwork.sewResNet18().width(0.1));
    assertTrue(
        residual.containsAll(
            List.of(
                "conv1.weight",
                "bn1.running_mean",
                "layer1.0.conv1.weight",
                "layer1.1.bn2.bias",
                "layer2.0.downsample.0.weight",
                "layer2.0.downsample.1.num_batches_tracked",
                "layer4.1.conv2.weight",
                "fc.bias")),
        residual.toString());
    assertEquals(122, residual.size());
    assertEquals(
        Set.of(
            "conv1.weight",
            "conv1.bias",
            "conv2.weight",
            "conv2.bias",
            "fc1.weight",
            "fc1.bias",
            "out.weight"),
        names(ImageNetwork.convNet()));
  }

  private static Set<String> names(ImageNetwork builder) {
    return StateDict.of(builder.create()).arrays().keySet();
  }

  private static float[] evaluated(NetworkModule network, Tensor xs, int threads) {
    try (var parallel = Parallel.of(threads);
        var scope = new Scope(new Workspace(parallel))) {
      return Lift.of(network).forward(scope.enter(xs)).toArray();
    }
  }

  @ParameterizedTest
  @MethodSource("small")
  void stepsThreadsAndSessionsGiveTheSameBits(Small small) {
    SequentialState network = small.network();
    Tensor xs = small.images(BATCH);
    float[] expected = evaluated(network, xs, 1);
    assertEquals(STEPS * BATCH * 4, expected.length);
    assertTrue(spread(expected) > 0, Arrays.toString(expected));
    assertArrayEquals(expected, evaluated(network, xs, 2));
    assertArrayEquals(expected, evaluated(network.copy(), xs, 1));
    Session session = Session.of(network, BATCH, 1, small.side(), small.side());
    int size = xs.size() / STEPS;
    for (int t = 0; t < STEPS; t++) {
      float[] output = session.step(Arrays.copyOfRange(xs.toArray(), t * size, (t + 1) * size));
      assertArrayEquals(
          Arrays.copyOfRange(expected, t * output.length, (t + 1) * output.length), output);
    }
  }

  @ParameterizedTest
  @MethodSource("small")
  void areSavedWithTheirNames(Small small, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("network");
    Tensor xs = small.images(1);
    SequentialState rectified =
        small.builder().rectified().images(1, small.side(), small.side()).classes(4).create();
    int[] shape = {1, 1, small.side(), small.side()};
    NetworkModule spiking =
        Convert.toSpiking(rectified, Tensor.rand(new RandomStream(1, 1), shape), 99).network();
    for (NetworkModule network : List.of(small.network(), spiking)) {
      Model.save(network, file);
      NetworkModule read = Model.load(file).network();
      assertEquals(StateDict.of(network), StateDict.of(read));
      assertArrayEquals(evaluated(network, xs, 1), evaluated(read, xs, 1));
    }
  }

  private static float spread(float[] values) {
    float sum = 0;
    for (float value : values) {
      sum += Math.abs(value - values[0]);
    }
    return sum;
  }

  @ParameterizedTest
  @MethodSource("small")
  void checkpointsAndThreadsTrainAlike(Small small) {
    List<float[]> expected = trained(small, false, 1);
    for (float[] gradient : expected) {
      for (float value : gradient) {
        assertTrue(Float.isFinite(value));
      }
    }
    assertSame(expected, trained(small, true, 1));
    assertSame(expected, trained(small, false, 2));
  }

  private static void assertSame(List<float[]> expected, List<float[]> actual) {
    for (int p = 0; p < expected.size(); p++) {
      assertArrayEquals(expected.get(p), actual.get(p), "parameter " + p);
    }
  }

  /** Gradients of all parameters after a pass of training. */
  private static List<float[]> trained(Small small, boolean checkpointed, int threads) {
    SequentialState network = small.network();
    Lift lift = checkpointed ? Lift.of(network).checkpointEvery(1) : Lift.of(network);
    try (var parallel = Parallel.of(threads);
        var tape = new Tape(new Workspace(parallel), new RandomStream(2, 2))) {
      Tensor y = lift.forward(tape.enter(small.images(BATCH)));
      tape.backward(y, Tensor.randn(new RandomStream(5, 5), y.shape()));
    }
    List<float[]> gradients = new ArrayList<>();
    network.parameters().forEach(p -> gradients.add(p.gradient().clone()));
    float[] first = gradients.getFirst();
    assertTrue(spread(first) > 0, "no gradient reaches the first layer");
    return gradients;
  }

  @Test
  void takeAnyNeuron() {
    var mobile = ImageNetwork.mobileNetV2(List.of(new Bottleneck(1, 8, 1, 1))).width(0.5);
    for (Neuron neuron : List.of(new LifAdEx(), new Izhikevich(), new Lif().learn("v_th"))) {
      var network = mobile.images(2, 8, 11).neuron(neuron).classes(3).create();
      assertEquals(3 * 2, evaluated(network, Tensor.zeros(1, 2, 2, 8, 11), 1).length);
      assertEquals(
          !neuron.settings().learned().isEmpty(),
          StateDict.of(network).arrays().containsKey("features.0.2.v_th"));
    }
    var layers = new ArrayList<Integer>();
    var mixed =
        ImageNetwork.convNet()
            .neurons(
                layer -> {
                  layers.add(layer);
                  return layer == 1 ? new LifAdEx().cell() : new Lif().cell();
                })
            .create();
    assertEquals(List.of(0, 1, 2), layers);
    assertEquals(10, evaluated(mixed, Tensor.full(1, 1, 1, 1, 28, 28), 1).length);
    assertEquals(0, evaluated(mixed, Tensor.zeros(2, 0, 1, 28, 28), 1).length);
  }

  @Test
  void aSeedGivesTheWeights() {
    var builder = ImageNetwork.convNet();
    assertArrayEquals(weights(builder.seed(1)), weights(builder.seed(1)));
    assertFalse(Arrays.equals(weights(builder.seed(1)), weights(builder.seed(2))));
    assertFalse(Arrays.equals(weights(builder), weights(builder)));
    assertNotEquals(builder.toString(), ImageNetwork.convNet4().toString());
  }

  private static float[] weights(ImageNetwork builder) {
    return builder.create().parameters().getFirst().data();
  }

  @Test
  void refusesWhatItCannotBuild() {
    assertEquals("depth: expected 11, 13, 16 or 19, got 12", refused(() -> ImageNetwork.vgg(12)));
    assertEquals(
        "images: expected at least 32 x 32 pixels for VGG-11, got 31 x 40",
        refused(() -> ImageNetwork.vgg(11).images(3, 31, 40)));
    assertEquals(
        "images: expected at least 16 x 16 pixels for ConvNet4, got 15 x 15",
        refused(() -> ConvNet4.create(1, 15, 10f)));
    assertEquals(
        "VGG-11: expected a network with a read-out of neurons, got one that ends without",
        refused(() -> ImageNetwork.vgg(11).readOut(new LiBox())));
    refused(() -> ImageNetwork.convNet(0, 5, 0));
    refused(() -> ImageNetwork.convNet(3, 0, 0));
    refused(() -> ImageNetwork.convNet(3, 5, -1));
    refused(() -> ImageNetwork.convNet().images(0, 28, 28));
    refused(() -> ImageNetwork.convNet().classes(0));
    refused(() -> ImageNetwork.vgg(11, false, 0, 10));
    refused(() -> ImageNetwork.convNet().width(0));
    refused(() -> ImageNetwork.mobileNetV2(List.of()));
    refused(() -> new Bottleneck(1, 8, 0, 1));
  }
}
