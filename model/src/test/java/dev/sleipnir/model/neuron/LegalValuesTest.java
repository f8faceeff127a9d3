package dev.sleipnir.model.neuron;

import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.AdamW;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.optimize.Sgd;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.train.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What equations require of parameters holds while they are learned, and after every edit. */
class LegalValuesTest {
  private static Parameter named(List<Parameter> parameters, String name) {
    return parameters.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
  }

  /** Moves a parameter by plain gradient descent. */
  private static void push(Parameter parameter, float... by) {
    for (int k = 0; k < by.length; k++) {
      parameter.gradient()[k] = -by[k];
    }
    new Sgd(List.of(parameter), 1).step();
  }

  @Test
  void aRateStopsShortOfZeroAndOfTheTimeStep() {
    NeuronLayer layer = new Li().learn("tau_mem_inv").layer();
    Parameter rate = layer.parameters().getFirst();
    push(rate, -1000);
    assertEquals(0.1, rate.data()[0], 1e-6); // a thousandth of the 100 that it was made with
    push(rate, 5000);
    assertEquals(1000, rate.data()[0], 2e-3); // 1 / dt
    push(rate, -400);
    assertEquals(600, rate.data()[0], 2e-3);
    for (float v : layer.forward(Tensor.full(1f, 600, 1, 1)).toArray()) {
      assertTrue(Float.isFinite(v));
    }
  }

  @Test
  void eachNeuronStopsAlone() {
    Neuron neuron = new Lif().with("tau_mem_inv", Tensor.of(new float[] {100, 200, 50}, 3));
    Parameter rate = neuron.learn("tau_mem_inv").cell().parameters().getFirst();
    push(rate, -500, 10, 2000);
    assertArrayEquals(new float[] {0.05f, 210, 1000}, rate.data(), 2e-3f);
  }

  /** The nearest that the equations allow, also of parameters that are required together. */
  @Test
  void relationsHold() {
    Neuron both = new Lif().learn("v_th", "v_reset");
    List<Parameter> parameters = both.cell().parameters();
    Parameter threshold = named(parameters, "v_th");
    Parameter reset = named(parameters, "v_reset");
    push(reset, 3);
    assertEquals(0.999, reset.data()[0], 1e-6);
    push(threshold, -3);
    assertEquals(1, threshold.data()[0], 1e-6);
    // Both up, past where the other was: nothing is in the way.
    threshold.gradient()[0] = -2;
    reset.gradient()[0] = -1.5f;
    new Sgd(List.of(reset, threshold), 1).step();
    assertEquals(3, threshold.data()[0], 1e-6);
    assertEquals(2.499, reset.data()[0], 1e-6);
    // Both down.
    threshold.gradient()[0] = 2;
    reset.gradient()[0] = 2;
    new Sgd(List.of(threshold, reset), 1).step();
    assertEquals(1, threshold.data()[0], 1e-6);
    assertEquals(0.499, reset.data()[0], 1e-6);
    // One number against a value for each neuron.
    Neuron mixed =
        new Lif().with("v_th", Tensor.of(new float[] {1, 0.5f}, 2)).learn("v_th", "v_reset");
    parameters = mixed.cell().parameters();
    push(named(parameters, "v_reset"), 0.7f);
    assertEquals(0.4995, named(parameters, "v_reset").data()[0], 1e-6);
    push(named(parameters, "v_th"), -0.9f, 0.1f);
    assertArrayEquals(new float[] {0.5f, 0.6f}, named(parameters, "v_th").data(), 1e-6f);
  }

  /** Which values meet is told by their shapes. */
  @Test
  void shapesBroadcast() {
    Tensor columns = Tensor.of(new float[] {1, 2, 3}, 3);
    Tensor rows = Tensor.of(new float[] {0.5f, 0.75f}, 2, 1);
    Neuron neuron = new Lif().with("v_th", columns).with("v_reset", rows).learn("v_reset");
    Parameter reset = neuron.cell().parameters().getFirst();
    push(reset, 1, -1);
    assertArrayEquals(new float[] {0.99975f, -0.25f}, reset.data(), 1e-6f);
    assertEquals(
        "lif: expected v_reset < v_th, got {v_reset=1.5, v_th=1.0}",
        refused(
            () ->
                new Lif()
                    .with("v_th", columns)
                    .with("v_reset", Tensor.of(new float[] {1.5f}, 1, 1))
                    .cell()));
  }

  @Test
  void ownModelsAndBounds() {
    Neuron own =
        Neuron.parse(
            """
            model own
            parameters tau = 0.02 (s), share = 0.5, other = 0.25
            require tau > 0, share >= 0, share + other <= 1
            state v = 0
            input x
            dv/dt = (share * x - v) / tau
            output v
            """);
    List<Parameter> parameters = own.learn("tau", "share").cell().parameters();
    Parameter tau = named(parameters, "tau");
    Parameter share = named(parameters, "share");
    push(tau, -1);
    assertEquals(0.001, tau.data()[0], 1e-8); // the time step
    push(share, -3);
    assertEquals(0, share.data()[0]);
    push(share, 3);
    assertEquals(0.75, share.data()[0]);
    Neuron bounded = own.learn("tau", 0.01, 0.05);
    assertEquals("own(learned [tau in [0.01, 0.05]], dt = 0.001)", bounded.toString());
    tau = bounded.cell().parameters().getFirst();
    push(tau, -1);
    assertEquals(0.01, tau.data()[0], 1e-8);
    push(tau, 1);
    assertEquals(0.05, tau.data()[0], 1e-8);
    assertEquals(
        "own: expected tau in [0.03, 0.05], got 0.019999999552965164",
        refused(() -> own.learn("tau", 0.03, 0.05).cell()));
    assertEquals(
        "own: expected bounds of tau in order, got 2.0 and 1.0",
        refused(() -> own.learn("tau", 2, 1)));
  }

  @Test
  void whatIsSetMustBeLegal() {
    NeuronLayer layer = new Lif().learn("tau_mem_inv", "v_th").layer();
    Parameter rate = named(layer.parameters(), "tau_mem_inv");
    int version = rate.version();
    assertEquals(
        "parameter tau_mem_inv[]: lif: expected tau_mem_inv > 0, got {tau_mem_inv=-5.0}",
        refused(() -> rate.set(Tensor.full(-5f))));
    assertEquals(
        "parameter tau_mem_inv[]: lif: expected dt <= 5.0E-4, got dt = 0.001: v decays with a time"
            + " constant of 5.0E-4 {tau_mem_inv=2000.0}, and overshoots in longer steps",
        refused(() -> rate.set(Tensor.full(2000f))));
    assertEquals(
        "parameter tau_mem_inv[]: lif: expected a finite tau_mem_inv, got NaN",
        refused(() -> rate.set(Tensor.full(Float.NaN))));
    assertEquals(100, rate.data()[0]);
    assertEquals(version, rate.version());
    rate.set(Tensor.full(1e-6f));
    assertEquals(1e-6f, rate.data()[0]);
    // What was given may be nearer to the border than what is learned; it does not come nearer.
    push(rate, -1);
    assertEquals(1e-6f, rate.data()[0]);
    // Edited in place, without a word.
    rate.data()[0] = -5;
    assertEquals(
        "lif: expected tau_mem_inv > 0, got {tau_mem_inv=-5.0}",
        refused(() -> layer.forward(Tensor.zeros(2, 1, 1))));
    rate.data()[0] = 50;
    layer.forward(Tensor.zeros(2, 1, 1));
  }

  /** Of several values that belong together either all are set or none. */
  @Test
  void severalAreSetAtOnce() {
    List<Parameter> both = new Lif().learn("v_th", "v_reset").cell().parameters();
    Parameter.setAll(both, List.of(new float[] {3}, new float[] {2}), "a test");
    assertEquals(3, named(both, "v_th").data()[0]);
    assertEquals(2, named(both, "v_reset").data()[0]);
    assertEquals(
        "parameter v_th[]: lif: expected v_reset < v_th, got {v_reset=5.0, v_th=4.0}",
        refused(() -> Parameter.setAll(both, List.of(new float[] {4}, new float[] {5}), "a test")));
    assertEquals(3, named(both, "v_th").data()[0]);
    assertEquals(2, named(both, "v_reset").data()[0]);
  }

  @Test
  void aCheckpointOfIllegalValuesIsRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("checkpoint");
    Parameter other = new Parameter("tau_mem_inv", Tensor.full(-5f));
    new Checkpoint("net", 1, 1).save(file, new Sgd(List.of(other), 1));
    Parameter rate = new Li().learn("tau_mem_inv").cell().parameters().getFirst();
    Optimizer optimizer = new Sgd(List.of(rate), 1);
    String message =
        String.valueOf(
            assertThrows(IOException.class, () -> Checkpoint.resume(file, "net", optimizer))
                .getMessage());
    assertTrue(message.endsWith("li: expected tau_mem_inv > 0, got {tau_mem_inv=-5.0}"), message);
    assertEquals(100, rate.data()[0]);
  }

  static List<Families.Family> families() {
    return Families.all();
  }

  /** However an optimiser throws the parameters about, a neuron can be made of what it leaves. */
  @ParameterizedTest
  @MethodSource("families")
  void aTrainedNeuronCanBeMadeAgain(Families.Family family) {
    List<Neuron> kinds = new ArrayList<>(List.of(family.neuron()));
    kinds.addAll(family.presets().values());
    Random random = new Random(1);
    for (Neuron kind : kinds) {
      if (family.java().contains("coupling")) {
        kind = kind.coupling(Tensor.zeros(2, 2));
      }
      String[] names = kind.model().parameters().toArray(String[]::new);
      List<Parameter> learned = kind.learn(names).cell().parameters();
      learned = learned.subList(learned.size() - names.length, learned.size());
      Optimizer adam = random.nextBoolean() ? new Adam(learned, 0.5) : new AdamW(learned, 0.5);
      for (int step = 0; step < 40; step++) {
        for (Parameter parameter : learned) {
          float size = Math.abs(parameter.data()[0]) + 1;
          parameter.data()[0] += (float) random.nextGaussian() * size * (step % 4 == 0 ? 10 : 0.3f);
          parameter.gradient()[0] = (float) random.nextGaussian();
        }
        adam.step();
        Neuron again = kind;
        for (Parameter parameter : learned) {
          again = again.with(parameter.name(), parameter.data()[0]);
        }
        again.cell();
      }
    }
  }

  /** The rate of half the tutorials is 10 times what the adaptation has to learn. */
  @Test
  void recurrentNeuronsLearnTheirAdaptation() {
    Neuron lsnn = new Lsnn().learn("tau_adapt_inv");
    NeuronLayer layer =
        lsnn.recurrent(RecurrentWeights.random(new RandomStream(1, 1), 20, 30, false));
    Adam adam = new Adam(layer.parameters(), 1e-3);
    Parameter rate = named(layer.parameters(), "tau_adapt_inv");
    for (int i = 0; i < 5; i++) {
      try (Tape tape = new Tape()) {
        Tensor x = tape.enter(Tensor.rand(new RandomStream(i, 2), 60, 4, 20));
        tape.backward(Losses.meanSquaredError(layer.forward(x), Tensor.zeros(60, 4, 30)));
      }
      adam.step();
      assertTrue(rate.data()[0] > 0, "" + rate.data()[0]);
      new Lsnn().with("tau_adapt_inv", rate.data()[0]).recurrentCell(2, 2);
    }
    assertEquals(1.25e-6, rate.data()[0], 1e-11);
  }
}
