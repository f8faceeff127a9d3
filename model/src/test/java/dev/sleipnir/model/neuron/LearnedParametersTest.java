package dev.sleipnir.model.neuron;

import static dev.sleipnir.model.Close.assertClose;
import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.model.SameBits;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.train.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a surrogate of 0 the gradient of a potential is its derivative, where no spike flips. */
class LearnedParametersTest {
  private static final int STEPS = 9;
  private static final int BATCH = 2;
  private static final int NEURONS = 3;

  /** Strong enough to fire, and far enough from the threshold for every difference taken. */
  private static Tensor input() {
    return normal(5, STEPS, BATCH, NEURONS).add(Tensor.full(1.5f, STEPS, BATCH, NEURONS));
  }

  /** Potentials of LIF neurons after every step, started at 0; parameters repeat over neurons. */
  private static double[] lif(
      double[] x, double[] tauSynInv, double[] tauMemInv, double[] leak, double[] reset) {
    double[] out = new double[x.length];
    double[] v = new double[BATCH * NEURONS];
    double[] i = new double[BATCH * NEURONS];
    for (int e = 0; e < x.length; e++) {
      int s = e % v.length;
      int n = s % NEURONS;
      double j = i[s] + x[e];
      double u =
          v[s] + 0.001 * tauMemInv[n % tauMemInv.length] * (leak[n % leak.length] - v[s] + j);
      v[s] = u > 1 ? reset[n % reset.length] : u;
      i[s] = j - 0.001 * tauSynInv[n % tauSynInv.length] * j;
      out[e] = v[s];
    }
    return out;
  }

  @Test
  void numbersSharedByAllNeurons() {
    NeuronLayer layer =
        new Lif()
            .with("v_reset", -0.25)
            .learn("v_reset", "v_leak", "tau_mem_inv", "tau_syn_inv")
            .surrogate(Surrogate.HEAVISIDE)
            .layer();
    assertEquals(
        "[tau_syn_inv[], tau_mem_inv[], v_leak[], v_reset[]]", layer.parameters().toString());
    check(
        in -> Recorded.series(layer, "v", in.get(0), null),
        p -> lif(p[0], p[1], p[2], p[3], p[4]),
        layer.parameters(),
        input());
  }

  @Test
  void aNumberForEachNeuron() {
    Tensor mem = Tensor.of(new float[] {80, 100, 130}, 3);
    NeuronLayer layer =
        new Lif()
            .with("v_reset", Tensor.of(new float[] {-0.25f, 0, 0.125f}, 3))
            .with("tau_mem_inv", mem)
            .with("v_leak", Tensor.zeros(1))
            .learn("v_reset", "v_leak", "tau_mem_inv", "tau_syn_inv")
            .surrogate(Surrogate.HEAVISIDE)
            .layer();
    assertEquals(
        "[tau_syn_inv[], tau_mem_inv[3], v_leak[1], v_reset[3]]", layer.parameters().toString());
    check(
        in -> Recorded.series(layer, "v", in.get(0), null),
        p -> lif(p[0], p[1], p[2], p[3], p[4]),
        layer.parameters(),
        input());
    assertArrayEquals(new float[] {80, 100, 130}, mem.data(), "the tensor given is not touched");
  }

  /** A threshold's gradient is the surrogate's alone: spike times -h, summed over all neurons. */
  @Test
  void aThresholdThroughTheSurrogate() {
    NeuronCell cell = new Lif().learn("v_th").surrogate(Surrogate.STRAIGHT_THROUGH).cell();
    try (Tape tape = new Tape()) {
      Tensor z = cell.step(tape.enter(Tensor.full(1f, 2, 3)), null).output();
      tape.backward(z, Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    }
    assertArrayEquals(new float[] {-21}, cell.parameters().getFirst().gradient());
  }

  /** One value for each channel, of neurons that are stored channels-last or not. */
  @Test
  void aNumberForEachChannelInEitherStorageOrder() {
    Tensor x = normal(8, 2, 3, 2, 5).add(Tensor.full(0.5f, 2, 3, 2, 5));
    Tensor perChannel = Tensor.of(new float[] {1, 2, 4}, 3, 1, 1);
    float[][] gradients = new float[2][];
    for (int order = 0; order < 2; order++) {
      NeuronCell cell =
          Neuron.parse("model m\nparameters g = 1\nstate y = 0\ninput x\ny = g * x\noutput y")
              .with("g", perChannel)
              .learn("g")
              .cell();
      try (Tape tape = new Tape()) {
        Tensor in = tape.enter(x);
        Tensor y = cell.step(order == 0 ? in : in.channelsLast(), null).output();
        for (int c = 0; c < 3; c++) {
          assertEquals(perChannel.data()[c] * x.get(1, c, 1, 3), y.get(1, c, 1, 3));
        }
        tape.backward(y.sum());
      }
      gradients[order] = cell.parameters().getFirst().gradient();
    }
    double[] sums = new double[3];
    for (int e = 0; e < x.size(); e++) {
      sums[e / 10 % 3] += x.data()[e];
    }
    assertClose("row-major", sums, gradients[0], 1e-5, 1e-5);
    assertClose("channels-last", sums, gradients[1], 1e-5, 1e-5);
  }

  private static float loss(NeuronLayer layer, Tensor x, Tensor target) {
    try (Tape tape = new Tape()) {
      Tensor loss = Losses.meanSquaredError(layer.forward(tape.enter(x)), tape.enter(target));
      float value = loss.item();
      tape.backward(loss);
      return value;
    }
  }

  private static float train(NeuronLayer layer, Adam adam, Tensor x, Tensor target, int steps) {
    float last = 0;
    for (int s = 0; s < steps; s++) {
      last = loss(layer, x, target);
      adam.step();
    }
    return last;
  }

  @Test
  void aTimeConstantIsFoundByTraining() {
    Tensor x = normal(4, 40, 2, 3);
    Tensor target = new Li().with("tau_mem_inv", 60).layer().forward(x);
    NeuronLayer layer = new Li().learn("tau_mem_inv").layer();
    float before = loss(layer, x, target);
    Adam adam = new Adam(layer.parameters(), 2);
    float after = train(layer, adam, x, target, 60);
    assertTrue(after < 0.01 * before, before + " -> " + after);
    assertEquals(60, layer.parameters().getFirst().data()[0], 3);
  }

  @Test
  void aCheckpointCarriesThem(@TempDir Path folder) throws IOException {
    Tensor x = normal(4, 10, 2, 3);
    Tensor target = new Li().with("tau_mem_inv", 60).layer().forward(x);
    Neuron neuron =
        new Li().with("tau_mem_inv", Tensor.full(100f, 3)).learn("tau_mem_inv", "v_leak");
    NeuronLayer trained = neuron.layer();
    Adam adam = new Adam(trained.parameters(), 2);
    train(trained, adam, x, target, 3);
    Path file = folder.resolve("li.checkpoint");
    new Checkpoint("li", 0, 1).save(file, adam);

    NeuronLayer resumed = neuron.layer();
    Adam again = new Adam(resumed.parameters(), 2);
    Checkpoint.resume(file, "li", again);
    List<Parameter> expected = trained.parameters();
    assertSame("values", SameBits.values(expected), SameBits.values(resumed.parameters()));
    assertSame("output", trained.forward(x).toArray(), resumed.forward(x).toArray());
    train(trained, adam, x, target, 2);
    train(resumed, again, x, target, 2);
    assertSame("trained on", SameBits.values(expected), SameBits.values(resumed.parameters()));
  }

  @Test
  void cellsOfOneKindLearnApart() {
    Neuron neuron = new Li().learn("v_leak");
    NeuronCell one = neuron.cell();
    one.parameters().getFirst().data()[0] = 0.5f;
    assertEquals(0f, neuron.cell().parameters().getFirst().data()[0]);
    assertArrayEquals(new float[] {0.5f}, one.initialState(1).get("v").data());
  }
}
