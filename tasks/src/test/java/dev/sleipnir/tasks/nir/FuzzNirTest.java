package dev.sleipnir.tasks.nir;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.exchange.DType;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.layer.AvgPool2d;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Window;
import dev.sleipnir.model.neuron.Iaf;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifBox;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.nir.Convention;
import dev.sleipnir.nir.Nir;
import dev.sleipnir.nir.NirNetwork;
import dev.sleipnir.nir.NirSummary;
import dev.sleipnir.nir.NirTime;
import dev.sleipnir.nir.graph.NirCheck;
import dev.sleipnir.nir.graph.NirException;
import dev.sleipnir.nir.graph.NirFile;
import dev.sleipnir.nir.graph.NirFinding;
import dev.sleipnir.nir.graph.NirType;
import dev.sleipnir.nir.graph.NirValue;
import dev.sleipnir.nir.graph.Trees;
import dev.sleipnir.tasks.Fuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random changes of NIR files are read or refused, and what is read is checked or run. */
class FuzzNirTest {
  /** Nothing larger is made of a graph: a shape that is changed may be of any size. */
  private static final long LARGEST = 100_000;

  @TempDir private Path folder;

  @Test
  void changedFiles() throws IOException {
    List<byte[]> originals = new ArrayList<>();
    Path file = folder.resolve("changed.nir");
    Nir.save(new SequentialState(new Linear(3, 2), new Lif().recurrentCell(2, 2)), file, 3);
    originals.add(Files.readAllBytes(file));
    Path other = Path.of("..", "nir", "src", "test", "resources", "dev", "sleipnir", "nir");
    for (String name : List.of("gzip.nir", "latest.nir", "bytes.nir")) {
      originals.add(Files.readAllBytes(other.resolve(name)));
    }
    Fuzz.run(
        "nir files",
        Set.of(IOException.class, NirException.class),
        (random, input) -> {
          byte[] original = originals.get(random.nextInt(originals.size()));
          byte[] changed =
              random.nextInt(8) == 0
                  ? Arrays.copyOf(original, random.nextInt(original.length))
                  : Fuzz.mutated(random, original);
          input.accept(changed);
          use(Nir.read(changed), random);
        });
  }

  /** Members, nodes, edges and sizes that are missing, doubled, renamed or of another kind. */
  @Test
  void changedGraphs() {
    List<NirValue.Group> originals = new ArrayList<>();
    for (NetworkModule network : List.of(recurrent(), images())) {
      int[] shape = network.children().size() > 4 ? new int[] {2, 6, 6} : new int[] {3};
      originals.add(Trees.tree(Nir.graph(network, shape).file()));
    }
    Fuzz.run(
        "nir graphs",
        Set.of(IOException.class, NirException.class),
        (random, input) -> {
          NirValue.Group tree = originals.get(random.nextInt(originals.size()));
          for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            tree = changed(random, tree);
          }
          input.accept(tree);
          use(Trees.file(tree), random);
        });
  }

  private static NetworkModule recurrent() {
    RandomStream random = new RandomStream(1);
    return new SequentialState(
        new Lif().recurrentCell(RecurrentWeights.random(random, 3, 4, false)),
        new Linear(random, 4, 2),
        new Li().cell());
  }

  private static NetworkModule images() {
    RandomStream random = new RandomStream(1);
    return new SequentialState(
        new Conv2d(random, 2, 2, Window.of(3).padding(1), 1, true),
        new Iaf().cell(),
        new AvgPool2d(2),
        new Flatten(),
        new Linear(random, 18, 3),
        new LifBox().cell());
  }

  /** What a user does with a file. */
  private static void use(NirFile read, Random random) throws IOException {
    List<NirFinding> found = NirCheck.check(read.graph());
    NirSummary.of(read.graph());
    if (found.stream().anyMatch(NirFinding::isError)) {
      try {
        NirCheck.resolve(read.graph());
        throw new IllegalStateException("a graph with errors is resolved: " + found);
      } catch (NirException e) {
        return;
      }
    }
    boolean small =
        NirCheck.resolve(read.graph()).nodes().stream()
            .allMatch(
                node ->
                    node.out().stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b)
                        <= LARGEST);
    if (small && random.nextInt(1000) == 0) { // neurons are compiled, which takes its time
      Convention convention =
          random.nextBoolean()
              ? Convention.EULER
              : List.of(Convention.values()).get(random.nextInt(18));
      NirNetwork network = Nir.load(read.graph(), convention, 1e-3, NirTime.SECONDS);
      Map<String, Tensor> xs = new HashMap<>();
      network
          .inputShapes()
          .forEach(
              (name, sample) -> {
                int[] shape = new int[sample.length + 2];
                shape[0] = 2;
                shape[1] = 1;
                System.arraycopy(sample, 0, shape, 2, sample.length);
                xs.put(name, Tensor.full(1, shape));
              });
      network.trace(xs);
      network.forward(xs);
    }
  }

  private static NirValue.Group changed(Random random, NirValue.Group group) {
    SequencedMap<String, NirValue> members = new LinkedHashMap<>(group.members());
    List<String> names = new ArrayList<>(members.keySet());
    if (names.isEmpty()) {
      return group;
    }
    String name = names.get(random.nextInt(names.size()));
    NirValue value = Objects.requireNonNull(members.get(name));
    if (value instanceof NirValue.Group inner && random.nextInt(10) != 0) {
      members.put(name, changed(random, inner));
      return new NirValue.Group(members);
    }
    switch (random.nextInt(8)) {
      case 0 -> members.remove(name);
      case 1 -> members.put(name + "2", value);
      case 2 -> members.put(names.get(random.nextInt(names.size())), value);
      case 3 -> {
        members.remove(name);
        members.put(random.nextBoolean() ? name.toUpperCase(java.util.Locale.ROOT) : "x", value);
      }
      default -> members.put(name, changed(random, value));
    }
    return new NirValue.Group(members);
  }

  private static NirValue changed(Random random, NirValue value) {
    return switch (value) {
      case NirValue.Text text -> words(random, text);
      case NirValue.Numbers(NDArray array) -> numbers(random, array);
      case NirValue.Group _ -> new NirValue.Text("a word");
    };
  }

  private static NirValue words(Random random, NirValue.Text text) {
    List<String> strings = new ArrayList<>(text.strings());
    if (random.nextInt(10) == 0 || strings.isEmpty()) {
      return new NirValue.Numbers(NDArray.of(new long[] {1}, 1));
    }
    int at = random.nextInt(strings.size());
    switch (random.nextInt(5)) {
      case 0 -> strings.set(at, strings.get(random.nextInt(strings.size())));
      case 1 -> Collections.shuffle(strings, random);
      case 2 -> strings.set(at, Fuzz.mutated(random, strings.get(at), "0", ".", "/", "output"));
      case 3 -> {
        NirType[] types = NirType.values();
        strings.set(at, types[random.nextInt(types.length)].text());
      }
      default -> {
        List<Integer> shape = new ArrayList<>(text.shape());
        Collections.reverse(shape);
        return new NirValue.Text(strings, shape);
      }
    }
    return new NirValue.Text(strings, text.shape());
  }

  private static NirValue numbers(Random random, NDArray array) {
    if (random.nextInt(12) == 0) {
      return new NirValue.Text("a word");
    }
    int[] shape = array.shape();
    DType type = array.dtype();
    double[] values = array.toDoubles();
    switch (random.nextInt(5)) {
      case 0 -> {
        if (shape.length > 0) {
          shape[random.nextInt(shape.length)] = random.nextInt(4);
        }
      }
      case 1 -> shape = Arrays.copyOf(shape, Math.max(0, shape.length + random.nextInt(3) - 1));
      case 2 -> {
        DType[] types = DType.values();
        type = types[random.nextInt(types.length)];
      }
      default -> {
        if (values.length > 0) {
          double[] odd = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e300, 1e-300, 7, 40};
          values[random.nextInt(values.length)] =
              random.nextBoolean() ? odd[random.nextInt(odd.length)] : Fuzz.edge(random);
        }
      }
    }
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = axis < array.shape().length ? shape[axis] : random.nextInt(3);
    }
    int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    double[] all = new double[size];
    for (int i = 0; i < size; i++) {
      all[i] = values.length == 0 ? 1 : values[i % values.length];
    }
    if (type.isFloating()) {
      return new NirValue.Numbers(NDArray.of(all, shape).as(type));
    }
    long[] whole = new long[size];
    for (int i = 0; i < size; i++) {
      whole[i] = (long) all[i];
    }
    return new NirValue.Numbers(whole(whole, shape, type));
  }

  private static NDArray whole(long[] values, int[] shape, DType type) {
    try {
      return NDArray.of(values, shape).as(type);
    } catch (IllegalArgumentException e) {
      return NDArray.of(values, shape); // what the type does not hold
    }
  }
}
