package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.model.exchange.DType;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.Npy;
import dev.sleipnir.model.exchange.StateDict;
import dev.sleipnir.model.extending.Gain;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.network.Model;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide to weights and models in files: its code is this test, token for token. */
class WeightsGuideTest {
  @TempDir private Path folder;

  private static SequentialState trained() {
    return new SequentialState(
        new Conv2d(1, 8, 5),
        new Lif().cell(),
        new MaxPool2d(2),
        new Flatten(),
        new Linear(1152, 10),
        new Li().cell());
  }

  @Test
  void theGuideRuns() throws IOException {
    StateDict weights = StateDict.of(trained());
    weights.write(folder.resolve("digits.pt"));
    StateDict named = weights.replacePrefix("0", "model.conv1").replacePrefix("4", "model.fc");
    named
        .with("model.extra.weight", NDArray.of(new float[1], 1))
        .write(folder.resolve("named.safetensors"));
    weights
        .replacePrefix("", "network")
        .with("optimizer.step", NDArray.of(new long[1]))
        .write(folder.resolve("checkpoint.pt"));
    weights.write(folder.resolve("ours.npz"));
    Npy.write(folder.resolve("input.npy"), NDArray.of(new float[784], 1, 28, 28));
    float[] image = new float[784];
    Tensor gains = Tensor.full(2f, 3);
    // snippet begins
    var network =
        new SequentialState(
            new Conv2d(1, 8, 5),
            new Lif().cell(),
            new MaxPool2d(2),
            new Flatten(),
            new Linear(1152, 10),
            new Li().cell());
    StateDict.load(network, folder.resolve("digits.pt"));
    // snippet ends
    assertEquals(weights, StateDict.of(network));
    // snippet begins
    StateDict theirs = StateDict.read(folder.resolve("named.safetensors"));
    theirs
        .replacePrefix("model.conv1", "0")
        .replacePrefix("model.fc", "4")
        .rename("model\\.extra\\.(.*)", "9.$1")
        .loadLeniently(network);
    StateDict.read(folder.resolve("checkpoint.pt"))
        .only("network\\..*")
        .replacePrefix("network", "")
        .load(network);
    StateDict.save(network, folder.resolve("ours.pt"));
    StateDict.of(network)
        .replacePrefix("0", "conv1")
        .as(DType.FLOAT16)
        .write(folder.resolve("small.safetensors"));
    NDArray matrix = StateDict.read(folder.resolve("ours.npz")).get("4.weight");
    float[] values = matrix.toFloats();
    Npy.write(folder.resolve("weights.npy"), matrix.as(DType.FLOAT64));
    Tensor input = Npy.read(folder.resolve("input.npy")).toTensor();
    Model.save(network, folder.resolve("digits.model"), 1, 28, 28);
    Session session = Model.load(folder.resolve("digits.model")).session(1);
    float[] potentials = session.step(image);
    Model.save(new SequentialState(new Gain(gains)), folder.resolve("gain.model"));
    Model own = Model.load(folder.resolve("gain.model"), Model.kinds().with("gain", Gain::of));
    // snippet ends
    assertEquals(weights, StateDict.read(folder.resolve("ours.pt")));
    assertEquals(11520, values.length);
    assertEquals(784, input.size());
    assertArrayEquals(
        network.step(Tensor.zeros(1, 1, 28, 28), null).output().toArray(), potentials);
    assertArrayEquals(gains.toArray(), own.network().parameters().getFirst().data());
  }

  @Test
  void theGuideShowsThisCode() throws IOException {
    assertEquals(
        Snippets.inDocument("../docs/guide/weights.md"), Snippets.inTest(WeightsGuideTest.class));
  }
}
