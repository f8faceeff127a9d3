package dev.sleipnir.kernels.rule;

import static dev.sleipnir.kernels.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.Allocation;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.sparse.SparseCase;
import dev.sleipnir.kernels.sparse.SparseRows;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SparseUpdateTest {
  private static final double DT = 0.002;
  private static final int NO_REBASE = 1 << 30;

  private static SparseUpdate update(
      RuleModel model,
      RuleSettings settings,
      SparseRows rows,
      float[] w,
      int partitions,
      int mostSteps) {
    RuleConstants constants = model.constants(Map.of(), DT, settings);
    return SparseUpdate.of(model, constants, rows, w, Parallel.of(1), partitions, mostSteps);
  }

  private static SparseUpdate update(
      RuleModel model, RuleSettings settings, SparseRows rows, float[] w, int partitions) {
    return update(model, settings, rows, w, partitions, NO_REBASE);
  }

  private static void assertNear(double expected, double got, String what, int step, int at) {
    double tolerance = 2e-5 * Math.max(1, Math.abs(expected));
    assertEquals(expected, got, tolerance, () -> what + ", step " + step + ", " + at);
  }

  /** Weights flushed at every step, and at the end only: the former near, both the same bits. */
  private static void compare(
      Rules.Case rule,
      RuleModel model,
      RuleSettings settings,
      SparseCase synapses,
      int steps,
      int mostSteps) {
    SparseRows rows = synapses.rows;
    String what = model + " " + settings + " " + rows.pre() + " to " + rows.post();
    SpikeTrains trains = new SpikeTrains(rows.size());
    PlainSparse plain = new PlainSparse(rule, settings, rows, DT, synapses.weights);
    float[] eager = synapses.weights.clone();
    float[] lazy = synapses.weights.clone();
    SparseUpdate eagerly = update(model, settings, rows, eager, 3, mostSteps);
    SparseUpdate lazily = update(model, settings, rows, lazy, 1, NO_REBASE);
    float[] eagerCurrents = new float[rows.post()];
    float[] lazyCurrents = new float[rows.post()];
    float[] zPre = new float[rows.pre()];
    float[] zPost = new float[rows.post()];
    for (int t = 0; t < steps; t++) {
      trains.next(t, zPre, zPost);
      plain.step(zPre, zPost);
      eagerly.step(Bits.of(zPre), Bits.of(zPost), eagerCurrents);
      lazily.step(Bits.of(zPre), Bits.of(zPost), lazyCurrents);
      eagerly.flush();
      for (int s = 0; s < eager.length; s++) {
        assertNear(plain.weight(s), eager[s], what, t, s);
      }
      for (int j = 0; j < eagerCurrents.length; j++) {
        assertNear(plain.currents[j], eagerCurrents[j], what + ", current", t, j);
      }
      if (mostSteps == NO_REBASE) {
        assertSame(eagerCurrents, lazyCurrents, what + ", currents, step " + t);
      }
    }
    lazily.flush();
    if (mostSteps == NO_REBASE) {
      assertSame(eager, lazy, what + ", weights flushed at the end");
    } else {
      for (int s = 0; s < lazy.length; s++) {
        assertNear(plain.weight(s), lazy[s], what, steps, s);
      }
    }
    assertEquals(eagerly.events(), lazily.events(), what);
  }

  @Test
  void equalsPlainRestatementInEveryWay() {
    SparseCase synapses = new SparseCase(9, 5, 12, 3, 1);
    for (Rules.Case rule : Rules.ALL) {
      RuleModel model = rule.model();
      for (RuleSettings settings : Rules.settings()) {
        if (settings.reduction() == BatchReduction.SUM) {
          compare(rule, model, settings, synapses, 30, NO_REBASE);
        }
      }
    }
  }

  @Test
  void equalsPlainRestatementAtOddSizes() {
    RuleModel model = Rules.TRIPLET.model();
    for (int pre : new int[] {1, 2, 31}) {
      for (int post : new int[] {1, 3, 67}) {
        for (int maxDelay : new int[] {0, 1, 20}) {
          SparseCase synapses = new SparseCase(pre, post, 2 * post, maxDelay, pre * 100 + post);
          compare(Rules.TRIPLET, model, RuleSettings.DEFAULT, synapses, 40, NO_REBASE);
        }
      }
    }
  }

  /** A post-synaptic neuron that spikes at every step fills its history again and again. */
  @Test
  void flushesBeforeAHistoryOverflows() {
    SparseRows rows = SparseCase.full(2, 3, 1);
    for (RuleSettings settings : Rules.settings()) {
      if (settings.reduction() != BatchReduction.SUM) {
        continue;
      }
      float[] w = {0.5f, 0.5f, 0.5f, 0.25f, 0.25f, 0.25f};
      PlainSparse plain = new PlainSparse(Rules.SOFT, settings, rows, DT, w);
      SparseUpdate update = update(Rules.SOFT.model(), settings, rows, w, 2, NO_REBASE);
      float[] zPre = new float[2];
      float[] zPost = new float[3];
      for (int t = 0; t < 200; t++) {
        zPre[0] = t == 5 || t == 150 ? 1 : 0;
        zPost[0] = 1;
        zPost[2] = t % 3 == 0 ? 1 : 0;
        plain.step(zPre, zPost);
        update.step(Bits.of(zPre), Bits.of(zPost), null);
      }
      update.flush();
      for (int s = 0; s < w.length; s++) {
        assertNear(plain.weight(s), w[s], "overflow, " + settings, 200, s);
      }
      assertEquals(2 * (200 + 67) + 2 * 3, update.events());
    }
  }

  @Test
  void countsStepsFromALaterOneBeforeTheyOverflow() {
    SparseCase synapses = new SparseCase(9, 5, 12, 3, 2);
    for (RuleSettings settings : Rules.settings()) {
      if (settings.reduction() == BatchReduction.SUM) {
        compare(Rules.TRIPLET, Rules.TRIPLET.model(), settings, synapses, 60, 16);
      }
    }
  }

  @Test
  void withoutDelayEqualsDenseUpdate() {
    int pre = 37;
    int post = 21;
    for (RuleSettings settings : Rules.settings()) {
      RuleModel model = Rules.SOFT.model();
      RuleConstants constants = model.constants(Map.of(), DT, settings);
      SpikeTrains trains = new SpikeTrains(5);
      float[] dense = trains.weights(pre * post);
      float[] w = new float[pre * post];
      for (int s = 0; s < w.length; s++) {
        w[s] = dense[s % post * pre + s / post];
      }
      DenseUpdate expected = new DenseUpdate(model, constants, pre, post, 1, Parallel.of(1));
      SparseUpdate update = update(model, settings, SparseCase.full(pre, post, 0), w, 4, NO_REBASE);
      float[][] x = new float[2][pre];
      float[][] y = new float[2][post];
      float[] zPre = new float[pre];
      float[] zPost = new float[post];
      for (int t = 0; t < 60; t++) {
        trains.next(t, zPre, zPost);
        expected.step(dense, Bits.of(zPre), Bits.of(zPost), x, y);
        update.step(Bits.of(zPre), Bits.of(zPost), null);
      }
      update.flush();
      for (int s = 0; s < w.length; s++) {
        assertEquals(dense[s % post * pre + s / post], w[s], 3e-6, "synapse " + s);
      }
    }
  }

  @Test
  void sameBitsForAnyNumberOfThreadsAndPartitions() {
    SparseCase synapses = new SparseCase(300, 500, 120, 4, 3);
    RuleModel model = Rules.TRIPLET.model();
    RuleConstants constants = model.constants(Map.of(), DT, RuleSettings.DEFAULT);
    float[] expected = null;
    float[] expectedCurrents = null;
    long events = 0;
    for (int threads : new int[] {1, 2, 4}) {
      for (int partitions : new int[] {0, 1, 7}) {
        try (var parallel = Parallel.of(threads)) {
          SpikeTrains trains = new SpikeTrains(4);
          float[] w = synapses.weights.clone();
          SparseUpdate update =
              SparseUpdate.of(model, constants, synapses.rows, w, parallel, partitions, NO_REBASE);
          float[] zPre = new float[300];
          float[] zPost = new float[500];
          float[] currents = new float[500];
          for (int t = 0; t < 150; t++) {
            trains.next(t, zPre, zPost);
            update.step(Bits.of(zPre), Bits.of(zPost), currents);
          }
          update.flush();
          if (expected == null || expectedCurrents == null) {
            expected = w;
            expectedCurrents = currents;
            events = update.events();
          }
          String what = threads + " threads, " + partitions + " partitions";
          assertSame(expected, w, what);
          assertSame(expectedCurrents, currents, what);
          assertEquals(events, update.events(), what);
        }
      }
    }
  }

  @Test
  @Tag("jit")
  void allocatesNothing() {
    SparseCase synapses = new SparseCase(65, 33, 40, 3, 6);
    RuleModel model = Rules.SOFT.model();
    SparseUpdate update = update(model, RuleSettings.DEFAULT, synapses.rows, synapses.weights, 2);
    float[] zPre = new float[65];
    float[] zPost = new float[33];
    new SpikeTrains(3).next(0, zPre, zPost);
    float[] currents = new float[33];
    SpikeRows pre = Bits.of(zPre);
    SpikeRows post = Bits.of(zPost);
    Allocation.assertNoneOnceCompiled("sparse step", () -> update.step(pre, post, currents));
  }

  @Test
  void takesNoTimeWithoutSynapses() {
    SparseRows rows = new SparseRows(2, new int[] {0, 0}, new int[0], new char[0]);
    SparseUpdate update =
        update(Rules.ADDITIVE.model(), RuleSettings.DEFAULT, rows, new float[0], 0);
    float[] currents = {1, 2};
    for (int t = 0; t < 100; t++) {
      update.step(Bits.of(1), Bits.of(1, 0), currents);
    }
    update.flush();
    assertSame(new float[] {1, 2}, currents, "currents");
    assertEquals(0, update.events());
  }

  @Test
  void rejectsBadArguments() {
    SparseRows rows = SparseCase.full(2, 3, 1);
    RuleModel model = Rules.ADDITIVE.model();
    float[] w = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f};
    float[] before = w.clone();
    SparseUpdate update = update(model, RuleSettings.DEFAULT, rows, w, 0);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> update.step(Bits.of(1), Bits.of(1, 1, 1), null))
            .getMessage();
    assertEquals("pre-synaptic spikes: expected 2 neurons, got 1", message);
    assertThrows(
        IllegalArgumentException.class, () -> update.step(Bits.of(1, 1), Bits.of(1, 1), null));
    assertThrows(
        IllegalArgumentException.class,
        () -> update.step(Bits.of(1, 1), Bits.of(1, 1, 1), new float[2]));
    update.flush();
    assertSame(before, w, "weights");
    assertThrows(
        IllegalArgumentException.class,
        () -> update(model, RuleSettings.DEFAULT, rows, new float[5], 0));
    String trace =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> model.constants(Map.of(), 1, RuleSettings.DEFAULT))
                .getMessage());
    assertTrue(trace.contains("trace x: expected a time step of at most"), trace);
  }
}
