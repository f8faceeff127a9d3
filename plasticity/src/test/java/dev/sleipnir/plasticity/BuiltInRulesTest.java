package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Every rule against itself as one would write it from its paper: one synapse at a time, in double
 * precision, on random trains in which many pre- and post-synaptic spikes coincide, at every step.
 */
class BuiltInRulesTest {
  private static final int PRE = 37;
  private static final int POST = 5;
  private static final int STEPS = 400;

  /** What one synapse does in a time step, written down from the paper. */
  private interface Plain {
    /** Returns the weight after the step; the synapse is numbered s. */
    double step(int s, double w, boolean pre, boolean post, double signalPre, double signalPost);
  }

  private static double clip(double w) {
    return Math.min(Math.max(w, 0), 1);
  }

  private static void follows(LearningRule rule, String signal, Plain plain) {
    follows(rule, signal, "", plain);
  }

  private static void follows(
      LearningRule rule, String signalOfPost, String signalOfPre, Plain plain) {
    Random random = new Random(11);
    Tensor start = Tensor.zeros(POST, PRE);
    double[] w = new double[POST * PRE];
    for (int s = 0; s < w.length; s++) {
      start.data()[s] = random.nextFloat();
      w[s] = start.data()[s];
    }
    Parameter weights = new Parameter("w", start);
    DenseSynapses synapses = rule.dense(weights);
    TraceState state = synapses.initialState(1);
    boolean isGlobal = state.signals().names().contains(signalOfPost);
    int changed = 0;
    for (int t = 0; t < STEPS; t++) {
      float[] pre = new float[PRE];
      float[] post = new float[POST];
      boolean together = t % 7 == 0;
      for (int j = 0; j < PRE; j++) {
        pre[j] = random.nextInt(together ? 2 : 12) == 0 ? 1 : 0;
      }
      for (int i = 0; i < POST; i++) {
        post[i] = random.nextInt(together ? 2 : 12) == 0 ? 1 : 0;
      }
      float[] ofPre = signals(random, PRE);
      float[] ofPost = signals(random, isGlobal ? 1 : POST);
      if (!signalOfPost.isEmpty()) {
        state.signal(signalOfPost, ofPost);
      }
      if (state.post().names().contains("u_past")) {
        state.signal("u_past", ofPost);
      }
      if (!signalOfPre.isEmpty()) {
        state.signal(signalOfPre, ofPre);
      }
      state = synapses.step(Tensor.of(pre, 1, PRE), Tensor.of(post, 1, POST), state);
      for (int i = 0; i < POST; i++) {
        for (int j = 0; j < PRE; j++) {
          int s = i * PRE + j;
          double before = w[s];
          w[s] = plain.step(s, w[s], pre[j] == 1, post[i] == 1, ofPre[j], ofPost[isGlobal ? 0 : i]);
          changed += w[s] == before ? 0 : 1;
          assertEquals(w[s], weights.data()[s], 2e-6, "step " + t + ", synapse " + s);
        }
      }
    }
    assertEquals(true, changed > STEPS, changed + " changes");
  }

  private static float[] signals(Random random, int n) {
    float[] values = new float[n];
    for (int e = 0; e < n; e++) {
      values[e] = 2 * random.nextFloat() - 0.75f;
    }
    return values;
  }

  private static double[] zeros() {
    return new double[POST * PRE];
  }

  /** Norse's conventions: traces see the spikes of their step and jump by dt / tau. */
  private static void pairs(LearningRule rule, DoubleUnaryOperator up, DoubleUnaryOperator down) {
    double[] x = zeros();
    double[] y = zeros();
    follows(
        rule.with("eta_plus", 0.3).with("eta_minus", 0.4),
        "",
        (s, w, pre, post, ofPre, ofPost) -> {
          x[s] += 0.02 * ((pre ? 1 : 0) - x[s]);
          y[s] += 0.02 * ((post ? 1 : 0) - y[s]);
          double plus = post ? 0.3 * up.applyAsDouble(w) * x[s] : 0;
          double minus = pre ? 0.4 * down.applyAsDouble(w) * y[s] : 0;
          return clip(w + plus - minus);
        });
  }

  @Test
  void pairsOfNorse() {
    pairs(Stdp.additive(), w -> 1, w -> 1);
    // The float weight sits on a bound exactly where the double one does.
    pairs(Stdp.additiveStep(), w -> w < 1 ? 1 : 0, w -> w > 0 ? 1 : 0);
    pairs(Stdp.multiplicativePow(2), w -> (1 - w) * (1 - w), w -> w * w);
    pairs(Stdp.multiplicativeRelu(), w -> 1 - w, w -> w);
  }

  @Test
  void triplet() {
    double[][] traces = {zeros(), zeros(), zeros(), zeros()};
    double[] tau = {0.0168, 0.101, 0.0337, 0.125};
    follows(
        TripletStdp.visualCortex().hardBounds(true),
        "",
        (s, w, pre, post, x, y) -> {
          for (int k = 0; k < 4; k++) {
            traces[k][s] *= Math.exp(-0.001 / tau[k]);
          }
          double r1 = traces[0][s];
          double r2 = traces[1][s];
          double o1 = traces[2][s];
          double o2 = traces[3][s];
          double after =
              w - (pre ? o1 * (7e-3 + 2.3e-4 * r2) : 0) + (post ? r1 * (5e-10 + 6.2e-3 * o2) : 0);
          for (int k = 0; k < 4; k++) {
            traces[k][s] += (k < 2 ? pre : post) ? 1 : 0;
          }
          return clip(after);
        });
  }

  /** Literally: which pre-synaptic spikes came since the last post-synaptic one. */
  @Test
  void preCentred() {
    double[] waiting = zeros();
    double[] lastPost = zeros();
    follows(
        Stdp.preCentred().with("eta_plus", 0.02).with("eta_minus", 0.025),
        "",
        (s, w, pre, post, x, y) -> {
          double decay = Math.exp(-0.02);
          waiting[s] *= decay;
          lastPost[s] *= decay;
          double after = w - (pre ? 0.025 * lastPost[s] : 0) + (post ? 0.02 * waiting[s] : 0);
          waiting[s] = (post ? 0 : waiting[s]) + (pre ? 1 : 0);
          lastPost[s] = post ? 1 : lastPost[s];
          return clip(after);
        });
  }

  @Test
  void inhibitory() {
    double[] x = zeros();
    double[] y = zeros();
    follows(
        InhibitoryStdp.rule(),
        "",
        (s, w, pre, post, ofPre, ofPost) -> {
          x[s] *= Math.exp(-0.05);
          y[s] *= Math.exp(-0.05);
          double after = w + (pre ? 1e-2 * (y[s] - 2 * 3 * 0.02) : 0) + (post ? 1e-2 * x[s] : 0);
          x[s] += pre ? 1 : 0;
          y[s] += post ? 1 : 0;
          return clip(after);
        });
  }

  @Test
  void modulatedByReward() {
    double[] x = zeros();
    double[] y = zeros();
    follows(
        RewardStdp.modulated(),
        "reward",
        (s, w, pre, post, ofPre, reward) -> {
          x[s] *= Math.exp(-0.05);
          y[s] *= Math.exp(-0.05);
          double pairs = (post ? x[s] : 0) - (pre ? y[s] : 0);
          x[s] += pre ? 1 : 0;
          y[s] += post ? 1 : 0;
          return clip(w + 1e-2 * reward * pairs);
        });
  }

  @Test
  void eligibility() {
    double[] x = zeros();
    double[] y = zeros();
    double[] e = zeros();
    follows(
        RewardStdp.withEligibility().with("eta", 0.1),
        "reward",
        (s, w, pre, post, ofPre, reward) -> {
          x[s] *= Math.exp(-0.05);
          y[s] *= Math.exp(-0.05);
          e[s] *= Math.exp(-0.001 / 0.025);
          e[s] += ((post ? x[s] : 0) - (pre ? y[s] : 0)) / 0.025;
          x[s] += pre ? 1 : 0;
          y[s] += post ? 1 : 0;
          return clip(w + 0.001 * 0.1 * reward * e[s]);
        });
  }

  @Test
  void dopamine() {
    double[] x = zeros();
    double[] y = zeros();
    double[] c = zeros();
    follows(
        RewardStdp.dopamine().with("a_minus", 1.5).with("eta", 2),
        "dopamine",
        (s, w, pre, post, ofPre, dopamine) -> {
          x[s] *= Math.exp(-0.05);
          y[s] *= Math.exp(-0.05);
          c[s] *= Math.exp(-0.001);
          c[s] += (post ? x[s] : 0) - (pre ? 1.5 * y[s] : 0);
          x[s] += pre ? 1 : 0;
          y[s] += post ? 1 : 0;
          return clip(w + 0.001 * 2 * c[s] * dopamine);
        });
  }

  @Test
  void bcmOfRates() {
    double[] theta = zeros();
    follows(
        Bcm.rates().with("eta", 1).with("tau_theta", 0.05),
        "y",
        "x",
        (s, w, pre, post, x, y) -> {
          theta[s] += 0.001 / 0.05 * (y * y - theta[s]);
          return clip(w + 0.001 * x * y * (y - theta[s]));
        });
  }

  @Test
  void bcmOfSpikes() {
    double[] x = zeros();
    double[] y = zeros();
    double[] theta = zeros();
    follows(
        Bcm.spikes().with("eta", 0.01).with("tau_theta", 0.3),
        "",
        (s, w, pre, post, ofPre, ofPost) -> {
          x[s] *= Math.exp(-0.05);
          y[s] *= Math.exp(-0.01);
          theta[s] = y[s] * y[s] + (theta[s] - y[s] * y[s]) * Math.exp(-0.001 / 0.3);
          double after = w + (post ? 0.01 * x[s] * (y[s] - theta[s]) : 0);
          x[s] += pre ? 1 : 0;
          y[s] += post ? 1 / (0.1 * 10) : 0;
          return clip(after);
        });
  }

  /** Voltages around 0, so that the thresholds of the paper are moved there. */
  @Test
  void clopath() {
    double[] x = zeros();
    double[] minus = zeros();
    double[] plus = zeros();
    follows(
        ClopathStdp.rule()
            .with("theta_minus", -0.1)
            .with("theta_plus", 0.4)
            .with("a_ltd", 0.02)
            .with("a_ltp", 0.5)
            .with("w_max", 1),
        "u",
        (s, w, pre, post, ofPre, u) -> {
          x[s] *= Math.exp(-0.1 / 15);
          minus[s] = u + (minus[s] - u) * Math.exp(-0.1 / 10);
          plus[s] = u + (plus[s] - u) * Math.exp(-0.1 / 7);
          double after = clip(w - (pre ? 0.02 * Math.max(minus[s] + 0.1, 0) : 0));
          if (u > 0.4f && plus[s] > -0.1) {
            after += 0.1 * 0.5 * x[s] * (u - 0.4) * (plus[s] + 0.1);
          }
          x[s] += pre ? 1.0 / 15 : 0;
          return clip(after);
        });
  }
}
