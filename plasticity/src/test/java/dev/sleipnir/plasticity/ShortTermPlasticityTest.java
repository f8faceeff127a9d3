package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ShortTermPlasticityTest {
  /** What each of n spikes at a rate transmits. */
  private static double[] train(ExactTsodyksMarkram synapses, double rate, int n) {
    double[] transmitted = new double[n];
    for (int k = 0; k < n; k++) {
      transmitted[k] = synapses.spike(0, 0.1 + k / rate);
    }
    return transmitted;
  }

  private static void ratios(
      ExactTsodyksMarkram kind, double[] rates, double[] second, double[] twentieth) {
    for (int r = 0; r < rates.length; r++) {
      double[] a = train(kind.copy(), rates[r], 20);
      assertEquals(second[r], a[1] / a[0], 1e-4, "second, " + rates[r] + " Hz");
      assertEquals(twentieth[r], a[19] / a[0], 1e-4 * Math.max(1, twentieth[r] * 5), "twentieth");
    }
  }

  @Test
  void reproducesPublishedRatios() {
    double[] rates = {10, 20, 50};
    ratios(
        new ExactTsodyksMarkram(1, 0.67, 0, 0.45),
        rates,
        new double[] {0.4635, 0.4005, 0.3591},
        new double[] {0.2708, 0.1492, 0.0635});
    ratios(
        new ExactTsodyksMarkram(1, 0.1, 1, 0.1),
        rates,
        new double[] {1.7476, 1.7435, 1.7281},
        new double[] {4.054, 3.298, 1.745});
  }

  @Test
  void presetsAreWhatTheyAreCalled() {
    for (double rate : new double[] {10, 20, 50}) {
      double[] depressed = train(new ExactTsodyksMarkram(1, ShortTermPreset.DEPRESSING), rate, 5);
      double[] facilitated =
          train(new ExactTsodyksMarkram(1, ShortTermPreset.FACILITATING), rate, 2);
      assertTrue(depressed[1] < 0.5 * depressed[0] && depressed[4] < depressed[1]);
      assertTrue(facilitated[1] > 1.7 * facilitated[0]);
    }
    double[] linear = train(new ExactTsodyksMarkram(1, ShortTermPreset.PSEUDOLINEAR), 10, 2);
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
    double[] exact = train(new ExactTsodyksMarkram(1, ShortTermPreset.PSEUDOLINEAR), 20, 8);
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
        var exact = new ExactTsodyksMarkram(1, preset);
        for (int t = 0; t < z.length; t++) {
          double expected = z[t] == 1 ? exact.spike(0, t * dt) : 0;
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
    var synapses = new ExactTsodyksMarkram(2, ShortTermPreset.DEPRESSING);
    double first = synapses.spike(1, 0);
    var copy = synapses.copy();
    assertEquals(copy.spike(1, 0.01), synapses.spike(1, 0.01));
    assertEquals(first, synapses.spike(0, 0.01));
    synapses.reset();
    assertEquals(first, synapses.spike(1, 0));
  }

  @Test
  void rejectsBadNumbers() {
    var synapses = new ExactTsodyksMarkram(1, ShortTermPreset.DEPRESSING);
    double first = synapses.spike(0, 1);
    assertTrue(first > 0);
    assertThrows(IllegalArgumentException.class, () -> synapses.spike(0, 0.5));
    assertThrows(IllegalArgumentException.class, () -> synapses.spike(0, Double.NaN));
    assertThrows(IndexOutOfBoundsException.class, () -> synapses.spike(1, 2));
    assertThrows(IllegalArgumentException.class, () -> new ExactTsodyksMarkram(1, 0, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new ExactTsodyksMarkram(1, 1.5, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new ExactTsodyksMarkram(1, 0.5, -1, 1));
    assertThrows(IllegalArgumentException.class, () -> new ExactTsodyksMarkram(1, 0.5, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new ExactTsodyksMarkram(-1, 0.5, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new TsodyksMarkram().with("U", 1.5).cell());
  }
}
