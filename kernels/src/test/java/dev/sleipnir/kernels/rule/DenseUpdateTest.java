package dev.sleipnir.kernels.rule;

import static dev.sleipnir.kernels.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.Allocation;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DenseUpdateTest {
  private static final double DT = 0.002;
  private static final int STEPS = 24;

  private static DenseUpdate update(
      RuleModel model, RuleSettings settings, int pre, int post, int batch) {
    return new DenseUpdate(
        model, model.constants(Map.of(), DT, settings), pre, post, batch, Parallel.of(1));
  }

  private static void compare(
      Rules.Case rule, RuleModel model, RuleSettings settings, int pre, int post, int batch) {
    String what = model + " " + settings + " " + pre + " to " + post + ", batch " + batch;
    SpikeTrains trains = new SpikeTrains(pre * 31L + post);
    float[] w = trains.weights(pre * post);
    PlainDense plain = new PlainDense(rule, settings, pre, post, batch, DT, w);
    DenseUpdate update = update(model, settings, pre, post, batch);
    float[][] x = new float[model.traces(Side.PRE).size()][batch * pre];
    float[][] y = new float[model.traces(Side.POST).size()][batch * post];
    float[] zPre = new float[batch * pre];
    float[] zPost = new float[batch * post];
    for (int t = 0; t < STEPS; t++) {
      trains.next(t, zPre, zPost);
      update.step(w, Bits.of(zPre), Bits.of(zPost), x, y);
      plain.step(zPre, zPost);
      for (int s = 0; s < w.length; s++) {
        int step = t;
        int at = s;
        double expected = plain.w[s];
        assertEquals(
            expected,
            w[s],
            2e-5 * Math.max(1, Math.abs(expected)),
            () -> what + ", step " + step + ", synapse " + at);
      }
      for (int n = 0; n < zPre.length; n++) {
        assertEquals(plain.x.values[n][0], x[0][n], 1e-5, what);
        assertEquals(plain.x.values[n][1], x[1][n], 1e-5, what);
      }
      for (int n = 0; n < zPost.length; n++) {
        assertEquals(plain.y.values[n][0], y[0][n], 1e-5, what);
        assertEquals(plain.y.values[n][1], y[1][n], 1e-5, what);
      }
    }
  }

  @Test
  void equalsPlainRestatementInEveryWay() {
    for (Rules.Case rule : Rules.ALL) {
      RuleModel model = rule.model();
      for (RuleSettings settings : Rules.settings()) {
        compare(rule, model, settings, 7, 3, 1);
        compare(rule, model, settings, 19, 5, 3);
      }
    }
  }

  @Test
  void equalsPlainRestatementAtOddSizes() {
    RuleModel model = Rules.TRIPLET.model();
    for (int pre : new int[] {1, 2, 15, 16, 17, 33, 257}) {
      for (int post : new int[] {1, 13, 64}) {
        compare(Rules.TRIPLET, model, RuleSettings.DEFAULT, pre, post, 1);
        compare(Rules.TRIPLET, model, RuleSettings.DEFAULT, pre, post, 2);
      }
    }
  }

  /** Rows of spiking neurons and gathered synapses: the same operations in the same order. */
  @Test
  void equalsScalarTwinBitByBit() {
    RuleModel model = Rules.ADDITIVE.model();
    for (int pre : new int[] {1, 3, 16, 31, 257}) {
      int post = 9;
      SpikeTrains trains = new SpikeTrains(pre);
      float[] w = trains.weights(pre * post);
      DenseUpdate update = update(model, RuleSettings.DEFAULT, pre, post, 1);
      float[][] x = new float[2][pre];
      float[][] y = new float[2][post];
      float[] zPre = new float[pre];
      float[] zPost = new float[post];
      for (int t = 0; t < STEPS; t++) {
        trains.next(t, zPre, zPost);
        float[] expected = w.clone();
        update.step(
            w, Bits.of(zPre), Bits.of(zPost), x, y); // traces come first: their new values count
        for (int s = 0; s < w.length; s++) {
          int i = s / pre;
          int j = s % pre;
          float onPre = zPre[j] == 1 ? -(0.03125f * y[0][i]) : 0;
          if (zPre[j] == 1 || zPost[i] == 1) {
            float change = zPost[i] == 1 ? 0.0625f * x[0][j] + onPre : onPre;
            expected[s] = Math.min(Math.max(expected[s] + change, 0), 1);
          }
        }
        assertSame(expected, w, pre + " inputs, step " + t);
      }
    }
  }

  @Test
  void touchesOnlyWhatSpikesReach() {
    int pre = 40;
    int post = 6;
    for (int batch = 1; batch <= 2; batch++) {
      DenseUpdate update = update(Rules.SOFT.model(), RuleSettings.DEFAULT, pre, post, batch);
      float[] w = new float[pre * post];
      java.util.Arrays.fill(w, 7f); // outside the bounds: any touch shows
      float[] zPre = new float[batch * pre];
      float[] zPost = new float[batch * post];
      zPre[3] = 1;
      zPre[(batch - 1) * pre + 38] = 1;
      zPost[(batch - 1) * post + 4] = 1;
      update.step(
          w, Bits.of(zPre), Bits.of(zPost), new float[2][batch * pre], new float[2][batch * post]);
      for (int s = 0; s < w.length; s++) {
        int j = s % pre;
        boolean reached = s / pre == 4 || j == 3 || j == 38;
        assertTrue(reached ? w[s] <= 1 : w[s] == 7f, "synapse " + s + ": " + w[s]);
      }
    }
  }

  @Test
  void samplesOfOneBatchAreIndependentInTheirTraces() {
    RuleModel model = Rules.ADDITIVE.model();
    DenseUpdate update = update(model, RuleSettings.DEFAULT, 1, 1, 2);
    float[] w = {0.5f};
    float[][] x = new float[2][2];
    float[][] y = new float[2][2];
    update.step(w, Bits.of(1, 0), Bits.of(0, 0), x, y);
    float before = w[0];
    // The post-synaptic spike of sample 1 meets no trace: sample 0 had the pre-synaptic one.
    update.step(w, Bits.of(0, 0), Bits.of(0, 1), x, y);
    assertEquals(before, w[0]);
    update.step(w, Bits.of(0, 0), Bits.of(1, 0), x, y);
    assertTrue(w[0] > before);
  }

  @Test
  @Tag("jit")
  void allocatesNothing() {
    for (BatchReduction reduction : BatchReduction.values()) {
      int pre = 65;
      int post = 33;
      int batch = reduction == BatchReduction.SUM ? 1 : 3;
      RuleModel model = Rules.SOFT.model();
      RuleSettings settings =
          new RuleSettings(
              TraceJump.UNIT,
              Pairing.ALL_TO_ALL,
              TraceOrder.SPIKES_FIRST,
              Coincidence.ADDED,
              reduction,
              true);
      SpikeTrains trains = new SpikeTrains(3);
      float[] w = trains.weights(pre * post);
      float[] zPre = new float[batch * pre];
      float[] zPost = new float[batch * post];
      trains.next(0, zPre, zPost);
      float[][] x = new float[2][batch * pre];
      float[][] y = new float[2][batch * post];
      DenseUpdate update = update(model, settings, pre, post, batch);
      SpikeRows preSpikes = Bits.of(zPre);
      SpikeRows postSpikes = Bits.of(zPost);
      Allocation.assertNoneOnceCompiled(
          "dense step, " + reduction, () -> update.step(w, preSpikes, postSpikes, x, y));
    }
  }

  @Test
  void rejectsArraysOfOtherLengths() {
    DenseUpdate update = update(Rules.ADDITIVE.model(), RuleSettings.DEFAULT, 3, 2, 1);
    float[] w = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f};
    float[] before = w.clone();
    float[][] x = {{1, 1, 1}, {1, 1, 1}};
    float[][] y = {{1, 1}, {1, 1}};
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> update.step(w, Bits.of(1, 1), Bits.of(1, 1), x, y))
            .getMessage();
    assertEquals("pre-synaptic spikes: expected 3 neurons, got 2", message);
    assertThrows(
        IllegalArgumentException.class,
        () -> update.step(w, Bits.of(1, 1, 1), Bits.of(1, 1), x, new float[2][3]));
    assertSame(before, w, "weights");
    assertSame(new float[] {1, 1, 1}, x[0], "traces");
  }

  @Test
  void rejectsSizesThatAreNotPositive() {
    RuleModel model = Rules.ADDITIVE.model();
    assertThrows(
        IllegalArgumentException.class, () -> update(model, RuleSettings.DEFAULT, 0, 1, 1));
    assertThrows(
        IllegalArgumentException.class, () -> update(model, RuleSettings.DEFAULT, 1, 1, 0));
  }
}
