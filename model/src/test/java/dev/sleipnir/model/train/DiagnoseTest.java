package dev.sleipnir.model.train;

import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.SameBits;
import dev.sleipnir.model.layer.Branches;
import dev.sleipnir.model.layer.Copies;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.RecurrentSequential;
import dev.sleipnir.model.layer.Residual;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiagnoseTest {
  private static final int[] LABELS = {0, 1, 0, 1};

  private final RandomStream random = new RandomStream(5, 0);
  private final Tensor xs = spikes();

  private static Tensor spikes() {
    RandomStream draws = new RandomStream(6, 0);
    Tensor xs = Tensor.zeros(40, 4, 30);
    for (int e = 0; e < xs.size(); e++) {
      xs.data()[e] = draws.nextFloat() < 0.05f ? 1f : 0f;
    }
    return xs;
  }

  private SequentialState network(int hidden, Neuron neurons) {
    List<NetworkModule> modules = new ArrayList<>();
    int inputs = 30;
    for (int h = 0; h < hidden; h++) {
      modules.add(new Linear(random, inputs, 50, true));
      modules.add(neurons.cell());
      inputs = 50;
    }
    modules.add(new Linear(random, inputs, 2, true));
    modules.add(new Li().cell());
    return new SequentialState(modules.toArray(NetworkModule[]::new));
  }

  private Diagnosis diagnose(NetworkModule network) {
    return Diagnose.of(network, xs, out -> Losses.crossEntropy(out.maxOverTime(), LABELS));
  }

  private static void assertBegins(String beginning, String message) {
    assertTrue(message.startsWith(beginning), message);
  }

  @Test
  void silentLayersAndVanishingGradientsAreNamed() {
    Diagnosis diagnosis = diagnose(network(3, new Lif().with("v_th", 3)));
    assertEquals(4, diagnosis.samples());
    assertEquals(40, diagnosis.steps());
    assertEquals(8, diagnosis.layers().size());
    for (int layer = 1; layer < 6; layer += 2) {
      LayerActivity activity = diagnosis.layers().get(layer);
      assertTrue(activity.spiking());
      assertEquals(0, activity.rate());
      assertEquals(1, activity.silent());
      assertEquals(50, activity.neurons());
      assertEquals(3, activity.threshold());
      assertTrue(activity.highest() > 0 && activity.highest() < 3, activity.toString());
      assertBegins(
          "Layer %d, lif(v_th = 3.0, dt = 0.001), never fires: none of its 50 neurons"
              .formatted(layer),
          diagnosis.warnings().get(layer / 2));
    }
    assertEquals(8, diagnosis.gradients().size());
    assertTrue(
        diagnosis.warnings().stream()
            .anyMatch(
                w -> w.startsWith("The gradient vanishes at parameter 0 (weight[50, 30]) with")),
        diagnosis::toString);
    assertTrue(
        diagnosis.warnings().stream()
            .anyMatch(w -> w.startsWith("No gradient") && w.contains("6 (weight[2, 50])")),
        diagnosis::toString);
    for (String warning : diagnosis.warnings()) {
      assertTrue(diagnosis.toString().contains(warning));
    }
  }

  @Test
  void aNetworkThatFiresIsLeftAlone() {
    Diagnosis diagnosis =
        diagnose(network(2, new Lif().with("v_th", 0.1).surrogate(Surrogate.SUPER, 10f)));
    assertEquals(List.of(), diagnosis.warnings(), diagnosis::toString);
    assertTrue(
        diagnosis.toString().endsWith("Nothing found that keeps the network from learning."));
  }

  @Test
  void ratesAreThoseOfTheNetwork() {
    SequentialState network = network(1, new Lif().with("v_th", 0.1));
    SequentialState head = new SequentialState(network.modules().get(0), network.modules().get(1));
    float[] spikes = Lift.of(head).forward(xs).toArray();
    double count = 0;
    boolean[] fired = new boolean[50];
    for (int e = 0; e < spikes.length; e++) {
      count += spikes[e];
      fired[e % 50] |= spikes[e] > 0;
    }
    int silent = 0;
    for (boolean f : fired) {
      silent += f ? 0 : 1;
    }
    LayerActivity activity = diagnose(network).layers().get(1);
    assertTrue(count > 0 && silent > 0);
    assertEquals(count / spikes.length, activity.rate(), 1e-12);
    assertEquals(silent / 50.0, activity.silent(), 1e-12);
  }

  @Test
  void nothingIsChanged() {
    SequentialState network = network(2, new Lif().with("v_th", 0.1));
    for (Parameter parameter : network.parameters()) {
      Arrays.fill(parameter.gradient(), 0.25f);
    }
    List<float[]> values = SameBits.values(network.parameters());
    Diagnosis first = diagnose(network);
    assertEquals(first, diagnose(network));
    SameBits.assertSame("values", values, SameBits.values(network.parameters()));
    for (Parameter parameter : network.parameters()) {
      for (float g : parameter.gradient()) {
        assertEquals(0.25f, g);
      }
    }
  }

  @Test
  void theFirstModuleWithNanIsNamed() {
    SequentialState network = network(2, new Lif());
    network.parameters().get(3).data()[7] = Float.NaN;
    Diagnosis diagnosis = diagnose(network);
    assertBegins("Parameter 3, bias[50], has a NaN at index 7", diagnosis.warnings().get(0));
    assertTrue(
        diagnosis
            .warnings()
            .contains(
                "Layer 2, Linear(50, 50), is the first with NaN or infinity, from step 1 on: a"
                    + " potential that is NaN never fires."),
        diagnosis::toString);
    assertTrue(
        diagnosis.warnings().stream().anyMatch(w -> w.startsWith("There is no gradient: module 3")),
        diagnosis::toString);
  }

  @Test
  void anInputThatIsNoneIsNamed() {
    Tensor nan = xs.copy();
    nan.data()[3 * 120 + 5] = Float.NaN;
    SequentialState network = network(1, new Lif());
    Diagnosis broken = Diagnose.of(network, nan);
    assertBegins(
        "The input: expected finite numbers, got NaN at [3, 0, 5]", broken.warnings().getFirst());
    assertBegins(
        "Layer 0, Linear(30, 50), is the first with NaN or infinity, from step 4 on",
        broken.warnings().get(1));
    assertBegins(
        "The input is 0 everywhere",
        Diagnose.of(network, Tensor.zeros(5, 4, 30)).warnings().getFirst());
    assertEquals(
        "input: expected at least one value, got shape [5, 0, 30]",
        refused(() -> Diagnose.of(network, Tensor.zeros(5, 0, 30))));
    refused(() -> Diagnose.of(network, Tensor.zeros(5)));
  }

  @Test
  void aSurrogateThatIsZeroEverywhereIsFound() {
    Diagnosis diagnosis = diagnose(network(1, new Lif().with("v_th", 0.1).sparseGradient(1e-9)));
    assertTrue(
        diagnosis.warnings().stream()
            .anyMatch(w -> w.startsWith("No gradient reaches parameter 0 (weight[50, 30])")),
        diagnosis::toString);
  }

  @Test
  void neuronsThatAlwaysFireAreNamed() {
    SequentialState network =
        new SequentialState(
            new Linear(Tensor.full(1000f, 5, 30), Tensor.full(1000f, 5)),
            Neuron.parse(
                    """
                    model always
                    input x
                    z = spike(x - 1)
                    output z
                    """)
                .cell(),
            new Linear(random, 5, 2, true));
    Diagnosis diagnosis = diagnose(network);
    assertTrue(
        diagnosis.warnings().stream().anyMatch(w -> w.contains("fires always")),
        diagnosis::toString);
  }

  @Test
  void saturatedNeuronsAreNamed() {
    // Neurons 0 to 2 fire in every step but the first, 3 and 4 never do.
    Tensor bias = Tensor.of(new float[] {50, 50, 50, 0, 0}, 5);
    SequentialState network =
        new SequentialState(
            new Linear(Tensor.zeros(5, 30), bias),
            new Lif().with("v_th", 0.5).cell(),
            new Linear(random, 5, 2, true));
    Diagnosis diagnosis = diagnose(network);
    LayerActivity layer = diagnosis.layers().get(1);
    assertEquals(0.6, layer.saturated(), 1e-12);
    assertEquals(0.4, layer.silent(), 1e-12);
    assertEquals(0.6, layer.later(), 1e-6);
    assertTrue(
        diagnosis
            .warnings()
            .getFirst()
            .contains("is saturated: 60.0 % of its 5 neurons fire in nine of ten steps or more"),
        diagnosis::toString);
    assertTrue(diagnosis.toString().contains("saturated"));
    assertEquals(
        List.of("0", "0", "2", "2"),
        diagnosis.gradients().stream().map(ParameterGradient::layer).toList());
  }

  @Test
  void ratesThatGrowAreNamed() {
    Tensor rising = Tensor.zeros(40, 4, 30);
    for (int e = 0; e < rising.size(); e++) {
      rising.data()[e] = e / 120 < 25 ? 0.01f : 1;
    }
    SequentialState network =
        new SequentialState(
            new Linear(Tensor.full(0.1f, 20, 30), null), new Lif().with("v_th", 0.3).cell());
    Diagnosis diagnosis = Diagnose.of(network, rising);
    LayerActivity layer = diagnosis.layers().get(1);
    assertTrue(layer.later() > 0.3 && layer.earlier() < 0.1, layer.toString());
    assertTrue(
        diagnosis.warnings().stream().anyMatch(w -> w.contains("fires more and more")),
        diagnosis::toString);
    // Too short to have quarters.
    LayerActivity brief = Diagnose.of(network, rising.rows(0, 3)).layers().get(1);
    assertTrue(Double.isNaN(brief.later()));
  }

  @Test
  void gradientsThatExplodeAreNamed() {
    SequentialState network = network(1, new Lif().with("v_th", 0.1));
    Diagnosis diagnosis = Diagnose.of(network, xs, out -> out.sum().scale(1e8f));
    assertTrue(
        diagnosis.warnings().stream().anyMatch(w -> w.startsWith("The gradient explodes at")),
        diagnosis::toString);
  }

  @Test
  void partsInsidePartsHavePlaces() {
    SequentialState inner = network(1, new Lif().with("v_th", 0.1));
    RecurrentSequential loop =
        new RecurrentSequential(new Linear(random, 2, 2, true), new Lif().cell());
    Diagnosis diagnosis = diagnose(new SequentialState(inner, loop));
    assertEquals(
        List.of("0.0", "0.1", "0.2", "0.3", "1.0", "1.1"),
        diagnosis.layers().stream().map(LayerActivity::place).toList());
    assertTrue(diagnosis.layers().get(5).spiking());
    // a module alone, without parameters
    assertEquals("", Diagnose.of(new Lif().cell(), xs).layers().getFirst().place());
    assertEquals(List.of(), Diagnose.of(new Lif().cell(), xs).gradients());
  }

  @Test
  void layersThatGotNothingAreNamedAtOnceAndColumnsStayInLine() {
    var deep = new LinkedHashMap<String, NetworkModule>();
    deep.put("a_layer_of_a_long_name", new Linear(random, 30, 5, false));
    for (int n = 0; n < 3; n++) {
      deep.put("neurons" + n, new Lif().with("v_th", 100).cell());
    }
    Diagnosis diagnosis = diagnose(SequentialState.named(deep));
    assertBegins("Layer neurons0, lif", diagnosis.warnings().getFirst());
    assertEquals(
        "Layers neurons1, neurons2 got nothing at all and never fired: look at what is before first.",
        diagnosis.warnings().get(1));
    List<String> lines = diagnosis.toString().lines().toList();
    assertEquals(lines.get(1).indexOf("silent") + "silent".length(), lines.get(3).indexOf('%') + 1);
  }

  /** A module of two layers of certain kinds, which cannot be others. */
  private record Pair(Linear first, Linear second) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      return second.forward(first.forward(x));
    }

    @Override
    public Map<String, NetworkModule> children() {
      return Map.of("first", first);
    }

    @Override
    public Layer copy(Copies copies) {
      return new Pair((Linear) copies.of(first), second);
    }
  }

  @Test
  void neuronsAreSeenInBlocksOfEveryKind() {
    NetworkModule cell = new Lif().with("v_th", 0.1).cell();
    SequentialState inner = new SequentialState(new Linear(random, 30, 30, true), cell);
    Diagnosis diagnosis =
        diagnose(
            new SequentialState(
                new Residual(inner),
                Branches.sum(new Linear(random, 30, 2, true), new Linear(random, 30, 2, true)),
                new Pair(new Linear(random, 2, 2, true), new Linear(random, 2, 2, true))));
    assertEquals(
        List.of("0.0.0", "0.0.1", "1.0", "1.1", "2"),
        diagnosis.layers().stream().map(LayerActivity::place).toList());
    assertTrue(diagnosis.layers().get(1).rate() > 0);
    double alone = Diagnose.of(inner, xs).layers().get(1).rate();
    assertEquals(alone, diagnosis.layers().get(1).rate());
  }

  @Test
  void bitsAndTensorsOfAScopeAreTakenAsTheyAre() {
    SequentialState network = network(2, new Lif().with("v_th", 0.1));
    Diagnosis expected = diagnose(network);
    try (Scope scope = new Scope(new Workspace())) {
      Diagnosis bits =
          Diagnose.of(
              network,
              scope.enter(xs.asSpikes(2)),
              out -> Losses.crossEntropy(out.maxOverTime(), LABELS));
      assertEquals(expected.layers(), bits.layers());
      assertEquals(expected.warnings(), bits.warnings());
    }
  }
}
