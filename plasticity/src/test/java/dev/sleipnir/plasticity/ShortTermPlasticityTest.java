package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShortTermPlasticityTest {
  /** One synapse, in double precision, from spike to spike. */
  private static final class Plain {
    private final double use;
    private final double facilitation;
    private final double recovery;
    private double u = 0;
    private double x = 1;
    private double last = Double.NEGATIVE_INFINITY;

    Plain(double use, double facilitation, double recovery) {
      this.use = use;
      this.facilitation = facilitation;
      this.recovery = recovery;
    }

    Plain(ShortTermPreset preset) {
      this(preset.use(), preset.facilitation(), preset.recovery());
    }

    double spike(double time) {
      double silent = time - last;
      last = time;
      u = facilitation == 0 ? 0 : u * Math.exp(-silent / facilitation);
      u += use * (1 - u);
      x = 1 - (1 - x) * Math.exp(-silent / recovery);
      double transmitted = u * x;
      x -= transmitted;
      return transmitted;
    }
  }

  private static final float[] SILENT = {0};

  private static SparseSynapses one(LearningRule rule, float weight, int delay) {
    return rule.sparse(
        SparseConnectivity.of(
            1, 1, new int[] {0}, new int[] {0}, new float[] {weight}, new int[] {delay}));
  }

  /** What each of n spikes at a rate transmits; the periods are whole numbers of steps. */
  private static double[] train(LearningRule rule, double rate, int n) {
    double dt = 0.01;
    int period = (int) Math.round(1 / rate / dt);
    SparseSynapses synapse = one(rule.dt(dt), 1, 0);
    double[] transmitted = new double[n];
    for (int t = 0; t < n * period; t++) {
      float[] current = {0};
      synapse.step(new float[] {t % period == 0 ? 1 : 0}, SILENT, current);
      transmitted[t / period] += current[0];
    }
    return transmitted;
  }

  private static double[] exact(ShortTermPreset preset, double rate, int n) {
    Plain plain = new Plain(preset);
    double[] transmitted = new double[n];
    for (int k = 0; k < n; k++) {
      transmitted[k] = plain.spike(k / rate);
    }
    return transmitted;
  }

  private static void ratios(
      LearningRule kind, double[] rates, double[] second, double[] twentieth) {
    for (int r = 0; r < rates.length; r++) {
      double[] a = train(kind, rates[r], 20);
      assertEquals(second[r], a[1] / a[0], 1e-4, "second, " + rates[r] + " Hz");
      assertEquals(twentieth[r], a[19] / a[0], 1e-4 * Math.max(1, twentieth[r] * 5), "twentieth");
    }
  }

  /** Irregular spikes, several synapses with weights and delays, against the restatement. */
  @Test
  void sparseSynapsesTransmitWhatIsExact() {
    for (double facilitation : new double[] {0, 0.2}) {
      for (double dt : new double[] {1e-4, 1e-3, 0.1, 2}) {
        LearningRule rule = ShortTermPlasticity.rule(0.4, facilitation, 0.15).dt(dt);
        int[] pre = {0, 0, 1, 1, 2};
        int[] post = {0, 1, 0, 1, 1};
        int[] delays = {0, 3, 1, 1, 7};
        float[] w = {1, -2, 0.5f, 3, 0.25f};
        SparseSynapses synapses = rule.sparse(SparseConnectivity.of(3, 2, pre, post, w, delays));
        Plain[] plain = new Plain[pre.length];
        for (int s = 0; s < plain.length; s++) {
          plain[s] = new Plain(0.4, facilitation, 0.15);
        }
        boolean[][] sent = new boolean[200][3];
        Random random = new Random(5);
        for (int t = 0; t < sent.length; t++) {
          float[] spikes = new float[3];
          for (int i = 0; i < 3; i++) {
            sent[t][i] = random.nextInt(6) == 0;
            spikes[i] = sent[t][i] ? 1 : 0;
          }
          double[] expected = new double[2];
          for (int s = 0; s < plain.length; s++) {
            if (t >= delays[s] && sent[t - delays[s]][pre[s]]) {
              expected[post[s]] += w[s] * plain[s].spike(t * dt);
            }
          }
          float[] got = new float[2];
          synapses.step(spikes, new float[] {t % 4 == 0 ? 1 : 0, 0}, got);
          assertEquals(expected[0], got[0], 3e-6, "dt " + dt + ", step " + t);
          assertEquals(expected[1], got[1], 3e-6, "dt " + dt + ", step " + t);
        }
      }
    }
  }

  /** All synapses of a neuron with one delay have u and x in common. */
  @Test
  void takesLittleMoreThanItsWeights() {
    var connectivity = SparseConnectivity.random(400, 2000, 1, 1).withDelays(1, 3, 2);
    SparseSynapses synapses =
        ShortTermPlasticity.rule(ShortTermPreset.FACILITATING).sparse(connectivity);
    assertTrue(synapses.bytesPerSynapse() < 9, synapses.bytesPerSynapse() + " bytes");
  }

  @Test
  void reproducesPublishedRatios() {
    double[] rates = {10, 20, 50};
    ratios(
        ShortTermPlasticity.rule(0.67, 0, 0.45),
        rates,
        new double[] {0.4635, 0.4005, 0.3591},
        new double[] {0.2708, 0.1492, 0.0635});
    ratios(
        ShortTermPlasticity.rule(0.1, 1, 0.1),
        rates,
        new double[] {1.7476, 1.7435, 1.7281},
        new double[] {4.054, 3.298, 1.745});
  }

  @Test
  void presetsAreWhatTheyAreCalled() {
    for (double rate : new double[] {10, 20, 50}) {
      double[] depressed = train(ShortTermPlasticity.rule(ShortTermPreset.DEPRESSING), rate, 5);
      double[] facilitated = train(ShortTermPlasticity.rule(ShortTermPreset.FACILITATING), rate, 2);
      assertTrue(depressed[1] < 0.5 * depressed[0] && depressed[4] < depressed[1]);
      assertTrue(facilitated[1] > 1.7 * facilitated[0]);
    }
    double[] linear = train(ShortTermPlasticity.rule(ShortTermPreset.PSEUDOLINEAR), 10, 2);
    assertEquals(linear[0], linear[1], 0.06 * linear[0]);
  }

  private static double[] stepped(Neuron kind, double dt, double rate, int n) {
    NeuronCell cell = kind.dt(dt).cell();
    int period = (int) Math.round(1 / (rate * dt));
    double[] transmitted = new double[n];
    State state = null;
    for (int t = 0; t <= (n - 1) * period; t++) {
      boolean spike = t % period == 0;
      Step step = cell.step(Tensor.full(spike ? 1 : 0, 1, 1), state);
      state = step.state();
      if (spike) {
        transmitted[t / period] = step.output().item();
      }
    }
    return transmitted;
  }

  /** First order: a tenth of the time step leaves about a tenth of the error. */
  @Test
  void eulerApproachesTheExactSolution() {
    double[] exact = exact(ShortTermPreset.PSEUDOLINEAR, 20, 8);
    double coarse =
        distance(exact, stepped(TsodyksMarkram.euler(ShortTermPreset.PSEUDOLINEAR), 1e-3, 20, 8));
    double fine =
        distance(exact, stepped(TsodyksMarkram.euler(ShortTermPreset.PSEUDOLINEAR), 1e-4, 20, 8));
    assertTrue(coarse < 5e-3, "coarse " + coarse);
    assertEquals(coarse / 10, fine, 0.02 * coarse, "fine " + fine);
  }

  /** At any time step, also of spikes in neighbouring steps, presets transmit what is exact. */
  @Test
  void presetsAreExactAtAnyTimeStep() {
    for (ShortTermPreset preset : ShortTermPreset.values()) {
      Neuron kind =
          switch (preset) {
            case DEPRESSING -> TsodyksMarkram.depressing();
            case FACILITATING -> TsodyksMarkram.facilitating();
            case PSEUDOLINEAR -> TsodyksMarkram.pseudolinear();
          };
      for (double dt : new double[] {1e-4, 1e-3, 2e-3, 3e-3, 0.1, 2}) {
        float[] z = {1, 1, 0, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1};
        float[] found = kind.dt(dt).layer().forward(Tensor.of(z, z.length, 1, 1)).toArray();
        var exact = new Plain(preset);
        for (int t = 0; t < z.length; t++) {
          double expected = z[t] == 1 ? exact.spike(t * dt) : 0;
          assertEquals(expected, found[t], 2e-6, preset + ", dt " + dt + ", step " + t);
        }
      }
    }
  }

  @Test
  void eulerIsRefusedWhereItIsUnstable() {
    for (ShortTermPreset preset : ShortTermPreset.values()) {
      double shortest = Math.min(preset.facilitation(), preset.recovery());
      TsodyksMarkram.euler(preset).dt(shortest).cell();
      Neuron unstable = TsodyksMarkram.euler(preset).dt(1.5 * shortest);
      String message =
          String.valueOf(assertThrows(IllegalArgumentException.class, unstable::cell).getMessage());
      assertTrue(message.contains("dt") && message.contains("_inv"), message);
    }
    Neuron norse = new TsodyksMarkram().dt(0.06);
    assertThrows(IllegalArgumentException.class, norse::layer);
    TsodyksMarkram.exact().dt(0.06).layer();
  }

  private static double distance(double[] a, double[] b) {
    double largest = 0;
    for (int k = 0; k < a.length; k++) {
      largest = Math.max(largest, Math.abs(a[k] - b[k]));
    }
    return largest;
  }

  @Test
  void copiesAndResets() {
    SparseSynapses synapses = one(ShortTermPlasticity.rule(ShortTermPreset.DEPRESSING), 2, 0);
    float[] first = {0};
    synapses.step(new float[] {1}, SILENT, first);
    SparseSynapses copy = synapses.copy();
    float[] second = {0};
    float[] copied = {0};
    synapses.step(new float[] {1}, SILENT, second);
    copy.step(new float[] {1}, SILENT, copied);
    assertEquals(second[0], copied[0]);
    assertTrue(second[0] < first[0]);
    synapses.reset();
    assertEquals(1, synapses.variable("x")[0]);
    float[] again = {0};
    synapses.step(new float[] {1}, SILENT, again);
    assertEquals(first[0], again[0]);
    assertEquals(2 * 0.67f, again[0], 1e-6);
  }

  @Test
  void rejectsBadNumbers() {
    for (double[] bad :
        new double[][] {{0, 1, 1}, {1.5, 1, 1}, {0.5, -1, 1}, {0.5, 1, 0}, {0.5, 0, -1}}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> one(ShortTermPlasticity.rule(bad[0], bad[1], bad[2]), 1, 0));
    }
    assertThrows(
        IllegalArgumentException.class, () -> ShortTermPlasticity.rule(0.5, Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> new TsodyksMarkram().with("U", 1.5).cell());
  }
}
