package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.Cell;
import dev.sleipnir.model.layer.FoldedNorms;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.network.Conversion;
import dev.sleipnir.model.network.Convert;
import dev.sleipnir.model.network.ImageNetwork;
import dev.sleipnir.model.neuron.Iaf;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifAdEx;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The guide to networks: its code is this test, token for token. */
class NetworksGuideTest {
  private static final String GUIDE = "../docs/guide/networks.md";

  @Test
  void networks() {
    var images = Tensor.rand(new RandomStream(1, 1), 2, 1, 3, 32, 32);
    // snippet begins
    var network =
        ImageNetwork.vgg(11, true, 1, 512) // batch norm; a small classifier for small images
            .images(3, 32, 32)
            .classes(10)
            .neuron(new Lif().with("v_th", 0.5))
            .seed(1)
            .create();
    Tensor outputs = Lift.of(network).forward(images);
    // snippet ends
    assertArrayEquals(new int[] {2, 1, 10}, outputs.shape());
    // snippet begins
    var adaptive =
        ImageNetwork.sewResNet18()
            .width(0.25)
            .neuron(new LifAdEx().surrogate(Surrogate.SUPER, 10f));
    var mixed =
        ImageNetwork.convNet()
            .neurons(
                layer -> layer == 0 ? new Iaf().cell() : new Lif().learn("tau_mem_inv").cell());
    // snippet ends
    assertEquals(20, neurons(adaptive.create()));
    assertEquals(3 + 1, neurons(mixed.create())); // and the read-out
    var trained = ImageNetwork.convNet().rectified().seed(1).create();
    var samples = Tensor.rand(new RandomStream(1, 2), 3, 1, 28, 28);
    var tests = samples;
    var labels = new int[] {1, 2, 3};
    // snippet begins
    Conversion converted = Convert.toSpiking(trained, samples, 99.9);
    Conversion.Accuracy accuracy = converted.accuracy(tests, labels, 32);
    IO.println(accuracy.loss());
    var session = Session.of(converted.network(), 1, 1, 28, 28);
    // snippet ends
    assertEquals(10, session.step(new float[28 * 28]).length);
    assertTrue(FoldedNorms.of(network).parameters().size() < network.parameters().size());
  }

  private static int neurons(NetworkModule module) {
    int sum = module instanceof Cell ? 1 : 0;
    for (NetworkModule child : module.children().values()) {
      sum += neurons(child);
    }
    return sum;
  }

  @Test
  void theTableCountsLayersOfNeurons() throws IOException {
    String guide = Files.readString(Path.of(GUIDE));
    for (int depth : new int[] {11, 13, 16, 19}) {
      assertRow(guide, "`vgg(" + depth + ")`", ImageNetwork.vgg(depth));
      assertRow(guide, "`vggBatchNorm(" + depth + ")`", ImageNetwork.vggBatchNorm(depth));
    }
    assertRow(guide, "`mobileNetV2()`", ImageNetwork.mobileNetV2());
    assertRow(guide, "`sewResNet18()`", ImageNetwork.sewResNet18());
  }

  private static void assertRow(String guide, String builder, ImageNetwork network) {
    String row = guide.lines().filter(line -> line.contains(builder + " |")).findFirst().orElse("");
    int neurons = neurons(network.width(0.02).create());
    assertTrue(row.endsWith("| " + neurons + " |"), row + neurons);
  }

  @Test
  void theGuideIsThisTest() throws IOException {
    assertEquals(Snippets.inTest(NetworksGuideTest.class), Snippets.inDocument(GUIDE));
  }
}
