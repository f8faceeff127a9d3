package dev.sleipnir.model.neuron;

import static dev.sleipnir.model.Close.assertClose;
import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Recurrent weights on conductances: those above 0 excite, those below inhibit. */
class ConductanceTest {
  private static final int BATCH = 2;
  private static final int INPUTS = 3;
  private static final int HIDDEN = 4;

  private static RecurrentWeights weights() {
    return RecurrentWeights.random(new RandomStream(6, 1), INPUTS, HIDDEN, true);
  }

  /** What the weights make of input and spikes at one neuron: exciting, then inhibiting drive. */
  private static double[] drives(
      double[] x, double[] in, double[] back, double[] z, int step, int n) {
    double[] drives = new double[2];
    int b = n / HIDDEN;
    int h = n % HIDDEN;
    for (int k = 0; k < INPUTS; k++) {
      double w = in[h * INPUTS + k];
      drives[w > 0 ? 0 : 1] += Math.abs(w) * x[(step * BATCH + b) * INPUTS + k];
    }
    for (int k = 0; k < HIDDEN; k++) {
      double w = back[h * HIDDEN + k];
      drives[w > 0 ? 0 : 1] += Math.abs(w) * z[b * HIDDEN + k];
    }
    return drives;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  @Test
  void drivesNeuronsByInputAndSpikes() {
    int steps = 40;
    RecurrentWeights weights = weights();
    // weak, or every neuron would fire whenever it can
    weights.recurrent().set(weights.recurrent().value().scale(0.1f));
    Tensor x = Tensor.rand(new RandomStream(2, 2), steps, BATCH, INPUTS).scale(0.1f);
    NeuronLayer layer = new CobaLif().dt(0.1).recurrent(weights);
    NeuronState start = layer.cell().initialState(BATCH, HIDDEN);
    start.set("v", Tensor.full(-20f, BATCH, HIDDEN));
    NeuronLayer.Recording recording = layer.recordStates(x, start);

    double[] in = doubles(weights.input().data());
    double[] back = doubles(weights.recurrent().data());
    int n = BATCH * HIDDEN;
    double[] z = new double[n];
    double[] v = new double[n];
    double[] excited = new double[n];
    double[] inhibited = new double[n];
    Arrays.fill(v, -20);
    int spikes = 0;
    for (int t = 0; t < steps; t++) {
      double[] fired = new double[n];
      for (int h = 0; h < n; h++) {
        double[] drives = drives(doubles(x.toArray()), in, back, z, t, h);
        excited[h] = (excited[h] + drives[0]) * (1 - 0.1 * 0.2);
        inhibited[h] = (inhibited[h] + drives[1]) * (1 - 0.1 * 0.2);
        double pull = excited[h] * (60 - v[h]) + inhibited[h] * (-100 - v[h]);
        v[h] += 0.1 * 5 * (0.25 * (-20 - v[h]) + pull);
        fired[h] = v[h] > -10 ? 1 : 0;
        v[h] = v[h] > -10 ? -70 : v[h];
        spikes += (int) fired[h];
      }
      z = fired;
      assertStep("z", t, z, recording, 0);
      assertStep("v", t, v, recording, 2e-3);
      assertStep("g_e", t, excited, recording, 1e-5);
      assertStep("g_i", t, inhibited, recording, 1e-5);
    }
    assertTrue(spikes > 10 && spikes < steps * n / 2, spikes + " spikes");
  }

  private static void assertStep(
      String name, int t, double[] expected, NeuronLayer.Recording recording, double tolerance) {
    float[] actual = Recorded.named(recording.states(), name).rows(t, t + 1).toArray();
    assertClose(name + " in step " + t, expected, actual, 0, tolerance);
  }

  @Test
  void gradientsGoToTheWeightsOfTheirSign() {
    int steps = 5;
    NeuronLayer layer =
        Neuron.parse(
                """
                model conductances
                parameters k = 0.2
                state v = 0.1
                input exciting, inhibiting
                v = v + k * (exciting * (1 - v) + inhibiting * (-0.5 - v))
                y = tanh(v)
                output y
                """)
            .recurrent(weights());
    check(
        in -> layer.forward(in.get(0)),
        p -> {
          double[] out = new double[steps * BATCH * HIDDEN];
          double[] v = new double[BATCH * HIDDEN];
          double[] z = new double[BATCH * HIDDEN];
          Arrays.fill(v, 0.1f);
          for (int t = 0; t < steps; t++) {
            double[] next = new double[z.length];
            for (int n = 0; n < z.length; n++) {
              double[] drives = drives(p[0], p[1], p[2], z, t, n);
              v[n] += 0.2f * (drives[0] * (1 - v[n]) + drives[1] * (-0.5 - v[n]));
              next[n] = Math.tanh(v[n]);
            }
            z = next;
            System.arraycopy(z, 0, out, t * z.length, z.length);
          }
          return out;
        },
        layer.parameters(),
        normal(1, steps, BATCH, INPUTS));
  }

  /** A weight of 0 stands on the edge of both rectifiers, whose derivative there is 0. */
  @Test
  void aWeightOfNothingGetsNoGradient() {
    RecurrentWeights weights = weights();
    weights.input().data()[1] = 0f;
    NeuronLayer layer = new CobaLif().dt(0.1).recurrent(weights);
    try (Tape tape = new Tape()) {
      Tensor x = tape.enter(Tensor.full(0.3f, 3, BATCH, INPUTS));
      tape.backward(Recorded.series(layer, "v", x, null).sum());
    }
    assertEquals(0f, weights.input().gradient()[1]);
    assertNotEquals(0f, weights.input().gradient()[0]);
  }
}
