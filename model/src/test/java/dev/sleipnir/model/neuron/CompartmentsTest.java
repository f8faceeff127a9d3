package dev.sleipnir.model.neuron;

import static dev.sleipnir.model.Close.assertClose;
import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Coupled compartments, against a plain restatement and, where no spike flips, its differences. */
class CompartmentsTest {
  private static final int STEPS = 12;
  private static final int BATCH = 2;
  private static final int N = 3;

  private static Tensor input() {
    return normal(5, STEPS, BATCH, N).add(Tensor.full(0.9f, STEPS, BATCH, N));
  }

  private static Tensor coupling(float scale) {
    return normal(7, N, N).scale(scale);
  }

  private static RecurrentWeights weights() {
    return RecurrentWeights.random(new RandomStream(4, 1), N, N, true);
  }

  /** matrix times the vector of a sample, at one row. */
  private static double row(double[] matrix, int row, double[] values, int from) {
    double sum = 0;
    for (int k = 0; k < N; k++) {
      sum += matrix[row * N + k] * values[from + k];
    }
    return sum;
  }

  /** Potentials and spikes after every step: input of the neurons, coupling, weights if any. */
  private interface Restated {
    double[][] run(double[] x, double[] g, double @Nullable [] in, double @Nullable [] back);
  }

  private static double[] drive(
      double[] x, int t, double @Nullable [] in, double @Nullable [] back, double[] z) {
    double[] drive = new double[BATCH * N];
    for (int n = 0; n < drive.length; n++) {
      int sample = n / N * N;
      drive[n] =
          in == null || back == null
              ? x[t * drive.length + n]
              : row(in, n % N, x, t * drive.length + sample) + row(back, n % N, z, sample);
    }
    return drive;
  }

  private static double[][] lifMc(
      double[] x, double[] g, double @Nullable [] in, double @Nullable [] back) {
    double[][] out = new double[2][x.length];
    double[] v = new double[BATCH * N];
    double[] i = new double[BATCH * N];
    double[] z = new double[BATCH * N];
    for (int t = 0; t < STEPS; t++) {
      double[] drive = drive(x, t, in, back, z);
      double[] before = v.clone();
      for (int n = 0; n < v.length; n++) {
        double p = in == null ? v[n] + 0.001 * row(g, n % N, before, n / N * N) : v[n];
        double j = i[n] + drive[n];
        double u = p + 0.1 * (j - p);
        z[n] = u > 1 ? 1 : 0;
        v[n] = u > 1 ? 0 : u;
        i[n] = 0.8 * j;
      }
      double[] after = v.clone();
      for (int n = 0; n < v.length && in != null; n++) {
        v[n] += 0.001 * row(g, n % N, after, n / N * N);
      }
      System.arraycopy(v, 0, out[0], t * v.length, v.length);
      System.arraycopy(z, 0, out[1], t * v.length, v.length);
    }
    return out;
  }

  private static double[][] lifMcRefrac(
      double[] x, double[] g, double @Nullable [] in, double @Nullable [] back) {
    double[][] out = new double[2][x.length];
    double[] v = new double[BATCH * N];
    double[] i = new double[BATCH * N];
    double[] z = new double[BATCH * N];
    double[] rho = new double[BATCH * N];
    for (int t = 0; t < STEPS; t++) {
      double[] drive = drive(x, t, in, back, z);
      double[] before = v.clone();
      for (int n = 0; n < v.length; n++) {
        double m = rho[n] > 0 ? 1 : 0;
        double u = v[n] + (1 - m) * 0.1 * (i[n] - v[n]) + row(g, n % N, before, n / N * N);
        z[n] = u > 1 ? 1 : 0;
        v[n] = u > 1 ? 0 : u;
        i[n] = 0.8 * i[n] + drive[n];
        rho[n] = u > 1 ? 2 : Math.max(rho[n] - m, 0);
      }
      System.arraycopy(v, 0, out[0], t * v.length, v.length);
      System.arraycopy(z, 0, out[1], t * v.length, v.length);
    }
    return out;
  }

  private static void assertRuns(Neuron neuron, Tensor g, Restated restated) {
    Neuron coupled = neuron.coupling(g).surrogate(Surrogate.HEAVISIDE);
    for (boolean recurrent : new boolean[] {false, true}) {
      NeuronLayer layer = recurrent ? coupled.recurrent(weights()) : coupled.layer();
      String expected = "[g_coupling[3, 3]]";
      if (recurrent) {
        expected = "[input_weights[3, 3], recurrent_weights[3, 3], g_coupling[3, 3]]";
      }
      assertEquals(expected, layer.parameters().toString());
      assertSpikes(layer, recurrent, restated);
      check(
          in -> Recorded.series(layer, "v", in.get(0), null),
          p ->
              recurrent
                  ? restated.run(p[0], p[3], p[1], p[2])[0]
                  : restated.run(p[0], p[1], null, null)[0],
          layer.parameters(),
          input());
    }
  }

  /** Spikes of the layer, run at once: the surrogate sends no gradient through them. */
  private static void assertSpikes(NeuronLayer layer, boolean recurrent, Restated restated) {
    double[][] p = new double[layer.parameters().size()][];
    for (int k = 0; k < p.length; k++) {
      p[k] = doubles(layer.parameters().get(k).value());
    }
    double[] x = doubles(input());
    double[][] expected =
        recurrent ? restated.run(x, p[2], p[0], p[1]) : restated.run(x, p[0], null, null);
    double spikes = Arrays.stream(expected[1]).sum();
    assertTrue(spikes > 2 && spikes < 40, spikes + " spikes");
    Step step = layer.run(input(), null);
    assertClose("spikes", expected[1], step.output().toArray(), 0, 0);
    double[] last = Arrays.copyOfRange(expected[0], (STEPS - 1) * BATCH * N, STEPS * BATCH * N);
    assertClose("v", last, ((NeuronState) step.state()).column("v"), 1e-5, 1e-5);
  }

  private static double[] doubles(Tensor tensor) {
    float[] values = tensor.toArray();
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  @Test
  void coupledOverTime() {
    assertRuns(new LifMc(), coupling(100), CompartmentsTest::lifMc);
  }

  @Test
  void coupledByStepAndRefractory() {
    assertRuns(
        new LifMcRefrac().with("rho_reset", 2), coupling(0.05f), CompartmentsTest::lifMcRefrac);
  }

  /** Norse draws it so; the diagonal stays, as a compartment may leak. */
  @Test
  void aCouplingThatIsNotGivenIsDrawn() {
    Seeds.set(1);
    Parameter g = new LifMc().recurrentCell(2, 100).parameters().get(2);
    double squares = 0;
    for (float value : g.data()) {
      squares += value * value;
    }
    assertEquals(0.1, Math.sqrt(squares / g.size()), 0.003);
    Parameter other = new LifMc().recurrentCell(2, 100).parameters().get(2);
    assertFalse(Arrays.equals(g.data(), other.data()));
    Seeds.set(1);
    assertArrayEquals(g.data(), new LifMc().recurrentCell(2, 100).parameters().get(2).data());
  }
}
