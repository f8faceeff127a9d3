package dev.sleipnir.model.neuron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.neuron.NeuronInterpreter;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.cell.ParameterValue;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every built-in kind of neuron at the edges of its parameters: made and finite, forward and
 * backward, in all its forms; or refused in clear words when it is made.
 */
class FamilyLimitsTest {
  private static final int STEPS = 200;
  private static final int DRAWS = 12;
  private static final int NEURONS = 3;

  static Stream<Families.Family> families() {
    return Families.all().stream();
  }

  private static Neuron coupled(Families.Family family, Neuron neuron) {
    return family.java().contains("coupling")
        ? neuron.coupling(Tensor.randn(new RandomStream(6, 1), NEURONS, NEURONS).scale(0.05f))
        : neuron;
  }

  /** Values that a parameter may have at its edges, and some between. */
  private static double[] edges(String name, double usual, double dt) {
    if (name.startsWith("tau_") || name.equals("c_m_inv")) {
      return new double[] {usual, usual / 2, 1 / dt, 0.5 / dt, 1e-6, 1.5 / dt, 0};
    }
    return switch (name) {
      case "delta_T" -> new double[] {0, 1e-30, 1e-12, 1e-9, 1e-3, usual};
      // Gradients go through the counter, and grow with it.
      case "rho_reset" -> new double[] {0, 0.5, 1, 3, 1000, (1 << 24) + 2};
      case "v_reset", "c" -> new double[] {usual, usual / 2, usual - 1, 0.999999};
      case "v_leak", "v_rest" -> new double[] {usual, usual + 1.5, usual - 2};
      // Without the square a potential grows for ever.
      case "mn", "sq" -> new double[] {usual, 0.9 * usual};
      case "g_l", "decay" -> new double[] {usual, 0, usual / 2};
      default -> new double[] {usual, 0, usual / 2, 2 * usual, -usual};
    };
  }

  private static double[] parameters(Neuron of) {
    return of.model()
        .parameterValues(
            of.settings().values().entrySet().stream()
                .collect(
                    TreeMap::new,
                    (all, e) ->
                        all.put(e.getKey(), ((ParameterValue.Uniform) e.getValue()).value()),
                    TreeMap::putAll));
  }

  private static Neuron drawn(Neuron from, Random random) {
    NeuronModel model = from.model();
    double[] usual = parameters(from);
    Neuron neuron = from;
    for (int p = 0; p < usual.length; p++) {
      if (random.nextInt(3) == 0) {
        String name = model.parameters().get(p);
        double[] edges = edges(name, usual[p], from.dt());
        neuron = neuron.with(name, edges[random.nextInt(edges.length)]);
      }
    }
    return neuron;
  }

  @ParameterizedTest
  @MethodSource("families")
  void everythingStaysFinite(Families.Family family) {
    Random random = new Random(7 + family.name().hashCode());
    List<Neuron> kinds = new ArrayList<>(List.of(family.neuron()));
    kinds.addAll(family.presets().values());
    int made = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      Neuron neuron = drawn(coupled(family, kinds.get(draw % kinds.size())), random);
      try {
        NeuronCell _ = neuron.cell();
      } catch (IllegalArgumentException e) {
        String start = neuron.model().name() + ": expected ";
        String message = Objects.requireNonNull(e.getMessage());
        assertEquals(start, message.substring(0, start.length()), message);
        continue;
      }
      made++;
      interpreted(neuron);
      String[] all = neuron.model().parameters().toArray(String[]::new);
      Neuron learning = neuron.learn(all);
      trained(neuron, learning.layer(), NEURONS);
      trained(neuron, learning.recurrent(weights(2, NEURONS)), 2);
      if (neuron.model().hasAdjoint()) {
        Neuron adjoint = neuron.gradient(Gradient.ADJOINT);
        trained(adjoint, adjoint.layer(), NEURONS);
        trained(adjoint, adjoint.recurrent(weights(2, NEURONS)), 2);
      }
    }
    assertTrue(made > DRAWS / 4, family.name() + ": made " + made);
  }

  /** The same for all, and so weak that what is linear does not run away. */
  private static RecurrentWeights weights(int inputs, int neurons) {
    RandomStream random = new RandomStream(3, 1);
    return new RecurrentWeights(
        Tensor.rand(random, neurons, inputs),
        Tensor.randn(random, neurons, neurons).scale(0.1f),
        false);
  }

  private static double current(Neuron neuron, int step) {
    double strength =
        switch (neuron.model().name()) {
          case "izhikevich" -> 20;
          case "coba_lif" -> 1;
          default -> 2;
        };
    return strength * (1 + Math.sin(step));
  }

  private static void interpreted(Neuron neuron) {
    double[] parameters = parameters(neuron);
    var interpreter = new NeuronInterpreter(neuron.model(), parameters, neuron.dt(), () -> 0.5);
    double[] state = new double[neuron.model().states().size()];
    for (int s = 0; s < state.length; s++) {
      state[s] = neuron.model().initialValue(s, parameters);
    }
    double[] inputs = new double[neuron.model().inputs().size()];
    for (int t = 0; t < STEPS; t++) {
      inputs[0] = current(neuron, t);
      double output = interpreter.step(state, inputs);
      assertTrue(Double.isFinite(output), () -> neuron + ", interpreted");
      for (double value : state) {
        assertTrue(Double.isFinite(value), () -> neuron + ", interpreted");
      }
    }
  }

  private static void trained(Neuron neuron, NeuronLayer layer, int inputs) {
    Tensor x = Tensor.zeros(STEPS, 2, inputs);
    for (int e = 0; e < x.size(); e++) {
      x.data()[e] = (float) current(neuron, e / (2 * inputs)) * (1 + e % 5) / 3;
    }
    try (Tape tape = new Tape()) {
      Tensor watched = tape.watch(x);
      NeuronLayer.Recording recording = layer.recordStates(watched, null);
      Tensor loss = recording.output().sum();
      for (Tensor states : recording.states().values()) {
        assertFinite(neuron, states.toArray());
        loss = loss.add(states.sum().scale(1e-3f));
      }
      tape.backward(loss);
      assertFinite(neuron, Objects.requireNonNull(watched.gradient()).toArray());
    }
    for (Parameter parameter : layer.parameters()) {
      assertFinite(neuron, parameter.gradient());
    }
  }

  private static void assertFinite(Neuron neuron, float[] values) {
    for (float value : values) {
      assertTrue(Float.isFinite(value), () -> neuron + ": " + value);
    }
  }

  /** Without an upstroke, or with one that is as good as none, these are LIF neurons. */
  @Test
  void withoutAnUpstrokeExponentialNeuronsAreLif() {
    for (double leak : new double[] {0, 1.5}) {
      for (double delta : new double[] {0, 1e-30, 1e-12}) {
        Neuron lif = new Lif().with("v_leak", leak);
        Neuron none = new LifAdEx().with("adaptation_current", 0).with("adaptation_spike", 0);
        for (Neuron kind : List.of(new LifEx(), none)) {
          Neuron neuron = kind.with("delta_T", delta).with("v_leak", leak);
          assertEquals(spikes(lif.layer()), spikes(neuron.layer()), neuron.toString());
          assertEquals(
              spikes(lif.recurrent(weights(1, 1))),
              spikes(neuron.recurrent(weights(1, 1))),
              "" + neuron);
        }
        Neuron refractory = none(new LifAdExRefrac()).with("delta_T", delta).with("v_leak", leak);
        assertEquals(
            spikes(new LifRefrac().with("v_leak", leak).with("rho_reset", 5).layer()),
            spikes(refractory.layer()));
        Neuron encoder = new LifCurrentEncoder().with("v_leak", leak);
        for (Neuron kind : List.of(new LifExCurrentEncoder(), none(new LifAdExCurrentEncoder()))) {
          Neuron neuron = kind.with("delta_T", delta).with("v_leak", leak);
          assertEquals(spikes(encoder.layer()), spikes(neuron.layer()), neuron.toString());
        }
      }
    }
    assertEquals(19, spikes(new LifEx().with("delta_T", 0).with("v_leak", 1.5).layer(), 0));
    assertEquals(spikes(Lif.bio().layer(), 20), spikes(LifEx.bio().layer(), 20));
  }

  private static Neuron none(Neuron adaptive) {
    return adaptive.with("adaptation_current", 0).with("adaptation_spike", 0);
  }

  private static float spikes(NeuronLayer layer) {
    return spikes(layer, 0.7f);
  }

  private static float spikes(NeuronLayer layer, float current) {
    return layer.forward(Tensor.full(current, STEPS, 1, 1)).sum().item();
  }

  /** A potential above the threshold fires, however flat or steep the upstroke. */
  @Test
  void aPotentialAboveTheThresholdFiresAndIsReset() {
    for (double delta : new double[] {0, 1e-12, 1e-6, 0.5}) {
      for (Neuron kind : List.of(new LifEx(), new LifAdEx(), new LifExCurrentEncoder())) {
        NeuronCell cell = kind.with("delta_T", delta).with("v_reset", -70).cell();
        NeuronState state = cell.initialState(1, 1);
        state.set("v", Tensor.full(1.2f, 1, 1));
        var step = cell.step(Tensor.zeros(1, 1), state);
        assertEquals(1f, step.output().item(), kind + ", " + delta);
        assertEquals(-70f, state.get("v").item(), kind + ", " + delta);
      }
    }
  }
}
