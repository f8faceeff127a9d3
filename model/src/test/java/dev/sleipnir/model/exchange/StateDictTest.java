package dev.sleipnir.model.exchange;

import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.extending.Residual;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.RecurrentSequential;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDictTest {
  @TempDir private Path folder;

  private final RandomStream random = new RandomStream(3);

  private SequentialState network() {
    return new SequentialState(
        new Conv2d(random.split(), 1, 2, 3),
        new Lif().learn("v_th").cell(),
        new Flatten(),
        new SequentialState(new Linear(random.split(), 32, 5, true), new Li().cell()),
        new Lsnn().recurrentCell(5, 4),
        new RecurrentSequential(new Linear(random.split(), 4, 4, false)));
  }

  private static List<float[]> values(SequentialState network) {
    List<float[]> all = new ArrayList<>();
    network.parameters().forEach(parameter -> all.add(parameter.data().clone()));
    return all;
  }

  private static void assertSame(List<float[]> expected, List<float[]> actual) {
    assertEquals(expected.size(), actual.size());
    for (int p = 0; p < expected.size(); p++) {
      assertArrayEquals(expected.get(p), actual.get(p), "parameter " + p);
    }
  }

  @Test
  void namesArePositionsAndArrays() {
    StateDict dictionary = StateDict.of(network());
    assertEquals(
        List.of(
            "0.weight",
            "0.bias",
            "1.v_th",
            "3.0.weight",
            "3.0.bias",
            "4.input_weights",
            "4.recurrent_weights",
            "5.0.weight"),
        List.copyOf(dictionary.arrays().keySet()));
    assertArrayEquals(new int[] {2, 1, 3, 3}, dictionary.get("0.weight").shape());
    assertArrayEquals(new int[] {5, 32}, dictionary.get("3.0.weight").shape());
    assertArrayEquals(new int[] {4, 5}, dictionary.get("4.input_weights").shape());
    assertArrayEquals(new int[0], dictionary.get("1.v_th").shape());
    assertEquals(Set.of("weight", "bias"), StateDict.of(new Linear(2, 3)).arrays().keySet());
  }

  @Test
  void whatIsSavedIsLoadedInEveryFormat() throws IOException {
    SequentialState saved = network();
    for (String name : List.of("a.pt", "a.safetensors", "a.npz")) {
      SequentialState loaded = network();
      StateDict.save(saved, folder.resolve(name));
      StateDict.load(loaded, folder.resolve(name));
      assertSame(values(saved), values(loaded));
    }
  }

  @Test
  void everythingThatDoesNotFitIsListedAndNothingChanges() throws IOException {
    SequentialState network = network();
    List<float[]> before = values(network);
    StateDict wrong =
        StateDict.of(network())
            .rename("3\\.0\\.(.*)", "head.$1")
            .with("5.0.weight", NDArray.of(new float[20], 4, 5));
    Path file = folder.resolve("wrong.npz");
    wrong.write(file);
    String inMemory = refused(() -> wrong.load(network));
    String ofFile =
        String.valueOf(
            assertThrows(IOException.class, () -> StateDict.load(network, file)).getMessage());
    for (String message : List.of(inMemory, ofFile)) {
      assertTrue(message.contains("missing: 3.0.weight [5, 32], 3.0.bias [5]"), message);
      assertTrue(message.contains("unexpected: head.weight [5, 32], head.bias [5]"), message);
      assertTrue(message.contains("5.0.weight: expected [4, 4], got [4, 5]"), message);
    }
    assertTrue(ofFile.contains("wrong.npz"), ofFile);
    assertSame(before, values(network));
  }

  @Test
  void lenientlyWhatFitsIsLoaded() {
    SequentialState network = network();
    SequentialState other = network();
    StateDict some =
        StateDict.of(other).only("(0|4)\\..*").with("more", NDArray.of(new float[] {1}));
    StateDict.Loaded loaded = some.loadLeniently(network);
    assertEquals(Set.of("1.v_th", "3.0.weight", "3.0.bias", "5.0.weight"), loaded.missing());
    assertEquals(Set.of("more"), loaded.unexpected());
    assertArrayEquals(
        StateDict.of(other).get("0.weight").toFloats(),
        StateDict.of(network).get("0.weight").toFloats());
    List<float[]> before = values(network);
    StateDict wrong = some.with("0.bias", NDArray.of(new float[3], 3));
    assertTrue(refused(() -> wrong.loadLeniently(network)).contains("expected [2], got [3]"));
    assertSame(before, values(network));
  }

  @Test
  void illegalAndNonFiniteValuesChangeNothing() {
    SequentialState network = network();
    List<float[]> before = values(network);
    StateDict own = StateDict.of(network());
    StateDict silent = own.with("1.v_th", NDArray.of(new float[] {-1}));
    assertTrue(refused(() -> silent.load(network)).contains("v_reset"));
    StateDict nan = own.with("0.bias", NDArray.of(new double[] {0, 1e300}, 2));
    String message = refused(() -> nan.load(network));
    assertTrue(message.contains("0.bias") && message.contains("1.0E300 at [1]"), message);
    StateDict large = own.with("0.bias", NDArray.of(new long[] {0, (1 << 24) + 1}, 2));
    assertTrue(refused(() -> large.load(network)).contains("2^24"));
    assertSame(before, values(network));
  }

  @Test
  void numbersOfOtherWidthsAreRounded() {
    Linear layer = new Linear(2, 1);
    Map<String, NDArray> arrays =
        Map.of(
            "weight", NDArray.of(new double[] {1.0 / 3, 2}, 1, 2),
            "bias", NDArray.of(new long[] {7}, 1));
    StateDict.of(arrays).load(layer);
    assertArrayEquals(new float[] {1f / 3, 2}, layer.weight().data());
    assertArrayEquals(new float[] {7}, StateDict.of(layer).get("bias").toFloats());
    StateDict half = StateDict.of(layer).as(DType.FLOAT16);
    half.load(layer);
    assertEquals(half.get("weight").as(DType.FLOAT32), StateDict.of(layer).get("weight"));
  }

  @Test
  void noNeuronDrivesItself() {
    var cell = new Lif().recurrentCell(2, 3);
    StateDict full =
        StateDict.of(cell).with("recurrent_weights", NDArray.of(Tensor.full(1f, 3, 3)));
    full.load(cell);
    assertArrayEquals(new float[] {0, 1, 1, 1, 0, 1, 1, 1, 0}, cell.weights().recurrent().data());
  }

  @Test
  void aLayerAtTwoPlacesHasTwoNames() {
    Linear twice = new Linear(4, 4);
    var network = new SequentialState(twice, new Lif().cell(), twice);
    StateDict both = StateDict.of(network);
    assertEquals(
        List.of("0.weight", "0.bias", "2.weight", "2.bias"), List.copyOf(both.arrays().keySet()));
    both.load(network);
    both.only("2.*").load(network);
    StateDict others = both.with("2.bias", NDArray.of(new float[4], 4));
    assertTrue(refused(() -> others.load(network)).contains("0.bias and 2.bias"));
  }

  @Test
  void namesOfOtherProgramsAreMapped() {
    var network = new SequentialState(new Linear(3, 2), new Lif().cell(), new Linear(2, 1));
    StateDict theirs =
        StateDict.of(network).replacePrefix("0", "module.fc1").replacePrefix("2", "module.fc2");
    assertEquals(
        Set.of("module.fc1.weight", "module.fc1.bias", "module.fc2.weight", "module.fc2.bias"),
        theirs.arrays().keySet());
    theirs
        .replacePrefix("module", "")
        .replacePrefix("fc1", "0")
        .rename("fc2\\.(.*)", "2.$1")
        .load(network);
    assertTrue(refused(() -> theirs.rename("(", "")).contains("regular expression, got '('"));
    assertTrue(refused(() -> theirs.rename("(.*)", "$2")).contains("'$2'"));
    assertTrue(
        refused(() -> theirs.rename("module\\.fc.\\.(.*)", "0.$1")).contains("'0.weight' twice"));
  }

  /** A layer of one's own with two others inside. */
  private static final class Branches implements Layer {
    private final Linear left = new Linear(2, 2);
    private final Linear right = new Linear(2, 2);

    @Override
    public List<Parameter> parameters() {
      return List.of(left.weight(), right.weight());
    }

    @Override
    public Tensor forward(Tensor x) {
      return left.forward(x).add(right.forward(x));
    }
  }

  @Test
  void modulesInsideModulesHaveToBeNamed() {
    assertTrue(refused(() -> StateDict.of(new Branches())).contains("children()"));
    assertTrue(StateDict.of(new SequentialState()).arrays().isEmpty());
    var residual = new Residual(new Linear(2, 2), new Linear(2, 2));
    assertEquals(
        List.of("0.left.weight", "0.left.bias", "0.right.weight", "0.right.bias"),
        List.copyOf(StateDict.of(new SequentialState(residual)).arrays().keySet()));
  }
}
