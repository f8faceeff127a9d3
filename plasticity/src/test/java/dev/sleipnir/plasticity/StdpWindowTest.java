package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.rule.Pairing;
import dev.sleipnir.kernels.rule.TraceJump;
import dev.sleipnir.kernels.rule.TraceOrder;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Weight changes against the formulas of the literature, which know no time step. */
class StdpWindowTest {
  private static final double A_PLUS = 0.005;
  private static final double A_MINUS = 0.00525;
  private static final double TAU_PLUS = 0.0168;
  private static final double TAU_MINUS = 0.0337;

  private static LearningRule rule() {
    return Stdp.additive()
        .with("eta_plus", A_PLUS)
        .with("eta_minus", A_MINUS)
        .with("tau_pre_inv", 1 / TAU_PLUS)
        .with("tau_post_inv", 1 / TAU_MINUS)
        .hardBounds(false)
        .jump(TraceJump.UNIT)
        .order(TraceOrder.WEIGHTS_FIRST);
  }

  /** The weight of one synapse, from 0, after spikes at these times in ms. */
  private static float weight(LearningRule rule, List<Integer> pre, List<Integer> post, int end) {
    Parameter w = new Parameter("w", Tensor.zeros(1, 1));
    DenseSynapses synapse = rule.dense(w);
    TraceState state = synapse.initialState(1);
    for (int t = 0; t < end; t++) {
      synapse.step(
          new float[] {pre.contains(t) ? 1 : 0}, new float[] {post.contains(t) ? 1 : 0}, state);
    }
    return w.data()[0];
  }

  private static double pair(int ms) {
    double seconds = ms / 1000.0;
    return ms > 0
        ? A_PLUS * Math.exp(-seconds / TAU_PLUS)
        : ms < 0 ? -A_MINUS * Math.exp(seconds / TAU_MINUS) : 0;
  }

  @Test
  void followsTheWindow() {
    int pairings = 0;
    for (int ms = -100; ms <= 100; ms += ms == -1 ? 2 : ms % 10 == 0 ? 3 : 2) {
      float got = weight(rule(), List.of(100), List.of(100 + ms), 201);
      double expected = pair(ms);
      assertEquals(expected, got, 1e-6 * Math.abs(expected), ms + " ms");
      pairings++;
    }
    assertEquals(true, pairings >= 60, pairings + " pairings");
  }

  @Test
  void aPairOfOneTimeStepIsNoPair() {
    assertEquals(0f, weight(rule(), List.of(5), List.of(5), 20));
  }

  private static List<Integer> train(Random random, int end) {
    List<Integer> times = new ArrayList<>();
    for (int t = 0; t < end; t++) {
      if (random.nextInt(12) == 0) {
        times.add(t);
      }
    }
    return times;
  }

  @Test
  void allToAllSumsOverAllPairs() {
    Random random = new Random(4);
    List<Integer> pre = train(random, 400);
    List<Integer> post = train(random, 400);
    double sum = 0;
    double size = 0;
    for (int i : pre) {
      for (int j : post) {
        sum += pair(j - i);
        size += Math.abs(pair(j - i));
      }
    }
    assertEquals(sum, weight(rule(), pre, post, 400), 1e-6 * size);
  }

  @Test
  void nearestSumsOverThePairsWithTheLastSpike() {
    Random random = new Random(5);
    List<Integer> pre = train(random, 400);
    List<Integer> post = train(random, 400);
    double sum = 0;
    double size = 0;
    for (int j : post) {
      int last = pre.stream().filter(i -> i < j).max(Integer::compare).orElse(-100_000);
      sum += pair(j - last);
      size += pair(j - last);
    }
    for (int i : pre) {
      int last = post.stream().filter(j -> j < i).max(Integer::compare).orElse(-100_000);
      sum += pair(last - i);
      size -= pair(last - i);
    }
    float got = weight(rule().pairing(Pairing.NEAREST), pre, post, 400);
    assertEquals(sum, got, 1e-6 * size);
  }

  /** A jump of dt/tau instead of 1: the convention of Norse makes plasticity depend on dt. */
  @Test
  void eulerJumpsAreSmallerByTheTimeStep() {
    LearningRule euler = rule().jump(TraceJump.EULER);
    double unit = weight(rule(), List.of(10), List.of(20), 30);
    double expected = A_PLUS * 0.001 / TAU_PLUS * Math.pow(1 - 0.001 / TAU_PLUS, 10);
    double got = weight(euler, List.of(10), List.of(20), 30);
    assertEquals(expected, got, 1e-6 * expected);
    assertEquals(true, got < 0.1 * unit);
  }
}
