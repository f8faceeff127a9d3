package dev.sleipnir.nir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.AvgPool2d;
import dev.sleipnir.model.layer.Branches;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.Residual;
import dev.sleipnir.model.layer.Scale;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Window;
import dev.sleipnir.model.neuron.ExpFilter;
import dev.sleipnir.model.neuron.Families;
import dev.sleipnir.model.neuron.Iaf;
import dev.sleipnir.model.neuron.Izhikevich;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.LiBox;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifBox;
import dev.sleipnir.model.neuron.LifCurrentEncoder;
import dev.sleipnir.model.neuron.LifRefrac;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.nir.graph.NirCheck;
import dev.sleipnir.nir.graph.NirFile;
import dev.sleipnir.nir.graph.NirType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks go out as graphs that do the same. */
class SaveTest {
  @TempDir private Path folder;

  private static RandomStream random(int seed) {
    return new RandomStream(seed);
  }

  private NirNetwork saved(NetworkModule network, List<String> lost, int... shape)
      throws IOException {
    Path file = folder.resolve("network.nir");
    assertEquals(lost, Nir.save(network, file, shape));
    return Nir.load(file, Convention.EULER, 0.001);
  }

  /** The saved network gives the same spikes, the saved one of it too, and some at all. */
  private void same(NetworkModule network, int... shape) throws IOException {
    int size = 1;
    int[] all = new int[shape.length + 2];
    all[0] = 60;
    all[1] = 2;
    for (int axis = 0; axis < shape.length; axis++) {
      all[axis + 2] = shape[axis];
      size *= shape[axis];
    }
    float[] x = new float[120 * size];
    RandomStream random = random(5);
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat() < 0.3f ? 1 : 0;
    }
    Tensor xs = Tensor.of(x, all);
    float[] expected = Lift.of(network).forward(xs).toArray();
    NirNetwork loaded = saved(network, List.of(), shape);
    assertArrayEquals(expected, Lift.of(loaded.module()).forward(xs).toArray(), 1e-5f);
    Path again = folder.resolve("again.nir");
    Nir.save(loaded, again);
    NirNetwork twice = Nir.load(again, Convention.EULER, 0.001);
    assertArrayEquals(expected, Lift.of(twice.module()).forward(xs).toArray(), 1e-5f);
    double sum = 0;
    for (float y : expected) {
      sum += Math.abs(y);
    }
    assertTrue(sum > 1, "something happens");
  }

  private static Linear linear(int in, int out) {
    Tensor weight = Tensor.randn(random(in), out, in);
    return new Linear(weight, Tensor.full(0.1f, out));
  }

  @Test
  void spikesAreThoseOfTheNetwork() throws IOException {
    same(
        new SequentialState(
            linear(12, 20), new Lif().with("v_th", 0.3).cell(), linear(20, 4), new Li().cell()),
        12);
    same(
        new SequentialState(
            linear(12, 20),
            new LifBox().with("tau_mem_inv", 50).with("v_th", 0.2).cell(),
            linear(20, 4),
            new LiBox().cell()),
        12);
    same(new SequentialState(linear(12, 20), new Iaf().with("v_th", 2).cell()), 12);
    Tensor thresholds = Tensor.rand(random(3), 20).scale(0.5f);
    same(new SequentialState(linear(12, 20), new LifBox().with("v_th", thresholds).cell()), 12);
  }

  @Test
  void connectionsOfAllKindsAreSaved() throws IOException {
    same(
        new SequentialState(
            new Lif().with("v_th", 0.2).recurrentCell(12, 20), new Linear(20, 3), new Li().cell()),
        12);
    same(
        new SequentialState(
            linear(12, 20),
            new Residual(
                new SequentialState(new LifBox().with("v_th", 0.2).cell(), linear(20, 20))),
            new LifBox().with("v_th", 0.2).cell()),
        12);
    same(
        new SequentialState(
            Branches.sum(
                linear(12, 6),
                new SequentialState(linear(12, 6), new LifBox().with("v_th", 0.1).cell())),
            new Iaf().cell()),
        12);
    same(
        new SequentialState(
            new Conv2d(random(1), 2, 4, Window.of(3).same(), 1, true),
            new LifBox().with("v_th", 0.02).cell(),
            new SequentialState(new AvgPool2d(2), new Scale(4)),
            new Conv2d(random(1), 4, 4, Window.of(3, 2).stride(2).padding(1), 2, false),
            new Iaf().cell(),
            new AvgPool2d(2),
            new Flatten(),
            new Linear(4, 3),
            new Scale(0.5f)),
        2,
        8,
        8);
    same(new SequentialState(new Lif().with("v_th", 0.2).cell().behind(linear(12, 20))), 12);
  }

  @Test
  void whatCannotBeSaidIsTold() throws IOException {
    saved(new LifRefrac().cell(), List.of("0: its refractory time; NIR has none"), 3);
    saved(
        new SequentialState(new Lsnn().cell()),
        List.of(
            "0: its adaptation; NIR has none", "0: that its current acts a step later than in NIR"),
        3);
    saved(
        new LifBox(LifBox.Reset.SUBTRACT).cell(),
        List.of("0: its reset subtracts the threshold; NIR resets to v_reset"),
        3);
    saved(
        new LifBox().with("v_leak", 0.1).cell(),
        List.of("0: that it begins at v_leak; readers begin at 0"),
        3);
    NirFile graph = Nir.graph(new LifRefrac().dt(0.002).cell(), 3).file();
    assertEquals(Set.of("writer", "dt", "lost"), graph.graph().metadata().members().keySet());
    assertEquals(
        1, Objects.requireNonNull(graph.graph().nodes().get("0")).metadata().members().size());
    NirNetwork spyx =
        Nir.load(
            Samples.chain(new int[] {2}, new int[] {2}, Samples.lif(2)),
            Convention.EULER_SUBTRACT,
            0.001,
            NirTime.SECONDS);
    assertTrue(Nir.save(spyx, folder.resolve("a.nir")).getFirst().contains("euler-subtract"));
  }

  @Test
  void filtersAndEncodersOfCurrentsAreSaved() throws IOException {
    same(new SequentialState(linear(12, 20), new ExpFilter().dt(0.001).cell()), 12);
    same(new SequentialState(linear(12, 20), ExpFilter.withDecay(0.7).cell()), 12);
    same(
        new SequentialState(
            linear(12, 20), new LifCurrentEncoder().with("v_th", 0.2).with("v_leak", 0.1).cell()),
        12);
    refused("[0, 1), got 1", ExpFilter.withDecay(1).cell(), 3);
  }

  /** Every neuron of the library is in the guide's table with what is lost, or is refused. */
  @Test
  void theGuideSaysWhatBecomesOfEachNeuron() throws IOException {
    String guide = Files.readString(Path.of("../docs/guide/nir.md"));
    for (Families.Family family : Families.all()) {
      String row;
      try {
        boolean couples = family.name().startsWith("lif_mc");
        Neuron neuron = couples ? family.neuron().coupling(Tensor.zeros(3, 3)) : family.neuron();
        Nir.Saved saved = Nir.graph(neuron.cell(), 3);
        String type = Objects.requireNonNull(saved.file().graph().nodes().get("0")).type();
        String lost =
            saved.lost().stream()
                .map(each -> each.substring(each.indexOf(':') + 2).replaceFirst("; NIR.*", ""))
                .collect(Collectors.joining("; "));
        row = "| `" + family.name() + "` | " + type + " | " + (lost.isEmpty() ? "-" : lost) + " |";
      } catch (IllegalArgumentException e) {
        assertTrue(
            String.valueOf(e.getMessage())
                .matches("save: expected [^\n]*, got " + family.name() + ".*"),
            e::getMessage);
        row = "| `" + family.name() + "` | refused |";
      }
      assertTrue(guide.contains("\n" + row), "docs/guide/nir.md: expected the row " + row);
    }
  }

  @Test
  void whatHasNoCounterpartIsRefused() {
    refused("MaxPool2d", new MaxPool2d(2), 1, 4, 4);
    refused("izhikevich", Izhikevich.behaviour(0.02, 0.2, -65, 6, -70).cell(), 3);
    refused("Branches", Branches.concatenate(linear(3, 2), linear(3, 2)), 3);
    refused("[..., 3]", linear(3, 2), 4);
    refused("at least 1", linear(3, 2));
    refused("at least 1", linear(3, 2), 0);
    refused("3 axes", new Conv2d(1, 2, 3), 4);
    refused("3 axes", new AvgPool2d(2), 4);
    refused("[batch, 3, height", new Conv2d(3, 2, 3), 1, 4, 4);
  }

  private static void refused(String expected, NetworkModule network, int... shape) {
    var e = assertThrows(IllegalArgumentException.class, () -> Nir.graph(network, shape));
    assertTrue(String.valueOf(e.getMessage()).contains(expected), e::getMessage);
  }

  @Test
  void everythingLoadsUnderEveryConventionThatHasIt() throws IOException {
    NirFile file = Samples.everything();
    assertTrue(NirCheck.check(file.graph()).stream().anyMatch(f -> f.node().startsWith("conv1d")));
    for (Convention convention : Convention.values()) {
      for (NirType type : NirType.values()) {
        if (convention.equations(type) != null) {
          assertTrue(String.valueOf(convention.equations(type)).startsWith("model nir_"));
        }
      }
    }
  }
}
