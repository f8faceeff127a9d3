package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.rule.TraceJump;
import dev.sleipnir.kernels.rule.TraceOrder;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import org.junit.jupiter.api.Test;

/**
 * A rule of one's own, from text: the triplet rule of Pfister and Gerstner (2006), all-to-all, with
 * the parameters they fitted to the visual cortex; 60 pairs at several rates.
 */
class TripletRuleTest {
  private static final LearningRule TRIPLET =
      LearningRule.parse(
              """
              rule triplet
              parameters a2_plus = 5e-10, a3_plus = 6.2e-3, a2_minus = 7e-3, a3_minus = 2.3e-4,
                  tau_plus = 0.0168 (s), tau_minus = 0.0337 (s), tau_x = 0.101 (s), tau_y = 0.125 (s)
              trace r1 of pre decay 1 / tau_plus jump 1
              trace r2 of pre decay 1 / tau_x jump 1
              trace o1 of post decay 1 / tau_minus jump 1
              trace o2 of post decay 1 / tau_y jump 1
              on pre w = w - o1 * (a2_minus + a3_minus * r2)
              on post w = w + r1 * (a2_plus + a3_plus * o2)
              """)
          .jump(TraceJump.UNIT)
          .order(TraceOrder.WEIGHTS_FIRST);

  private static double change(int lagInMs, int periodInMs) {
    Parameter w = new Parameter("w", Tensor.zeros(1, 1));
    DenseSynapses synapse = TRIPLET.dense(w);
    TraceState state = synapse.initialState(1);
    int end = 60 * periodInMs + 20;
    for (int t = 0; t < end; t++) {
      boolean pre = t >= 10 && (t - 10) % periodInMs == 0 && t < 10 + 60 * periodInMs;
      int shifted = t - 10 - lagInMs;
      boolean post = shifted >= 0 && shifted % periodInMs == 0 && shifted < 60 * periodInMs;
      synapse.step(new float[] {pre ? 1 : 0}, new float[] {post ? 1 : 0}, state);
    }
    return w.data()[0];
  }

  @Test
  void reproducesTheDependenceOnTheRate() {
    int[] periods = {10_000, 100, 50, 25, 20};
    double[] preFirst = {0, 0.132, 0.247, 0.534, 0.741};
    double[] postFirst = {-0.312, -0.334, -0.352, 0.155, 0.727};
    for (int r = 0; r < periods.length; r++) {
      assertEquals(preFirst[r], change(10, periods[r]), 6e-4, "pre first, " + periods[r] + " ms");
      assertEquals(
          postFirst[r], change(-10, periods[r]), 6e-4, "post first, " + periods[r] + " ms");
    }
  }
}
