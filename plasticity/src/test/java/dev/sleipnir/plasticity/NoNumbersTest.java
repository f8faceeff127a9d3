package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.rule.BatchReduction;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.neuron.CorrelationSensor;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** NaN and infinity are named where they come in, or where a rule makes them. */
class NoNumbersTest {
  private static final float[] BAD = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};

  private static String refused(Executable code) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, code).getMessage());
  }

  @Test
  void signalsAndTracesSetByHand() {
    for (float bad : BAD) {
      Parameter w = new Parameter("w", Tensor.full(0.5f, 2, 3));
      DenseSynapses synapses = ClopathStdp.rule().dense(w);
      TraceState state = synapses.initialState(1);
      synapses.step(new float[] {1, 1, 1}, new float[2], state);
      float[] weights = w.data().clone();
      float[] trace = state.pre().column("x").clone();
      state.post().column("u")[1] = bad;
      String message = refused(() -> synapses.step(new float[] {1, 1, 1}, new float[2], state));
      assertTrue(
          message.endsWith(
              "step 1: expected a finite u of post-synaptic neurons, got " + bad + " at 1"),
          message);
      state.post().column("u")[1] = 0;
      state.post().column("u_minus")[0] = bad;
      assertTrue(
          refused(() -> synapses.step(new float[] {1, 1, 1}, new float[2], state))
              .contains("a finite u_minus of post-synaptic neurons"));
      assertTrue(refused(() -> state.signal("u", bad)).contains("u: expected a finite signal"));
      assertTrue(
          refused(() -> state.signal("u_past", new float[] {0, bad}))
              .contains("u_past: expected finite signals, got " + bad + " at 1"));
      assertArrayEquals(weights, w.data());
      assertArrayEquals(trace, state.pre().column("x"));
    }
  }

  @Test
  void rewards() {
    Parameter w = new Parameter("w", Tensor.full(0.5f, 1, 1));
    DenseSynapses synapses = RewardStdp.modulated().dense(w);
    TraceState state = synapses.initialState(1);
    state.signals().column("reward")[0] = Float.NaN;
    assertTrue(
        refused(() -> synapses.step(new float[] {1}, new float[] {1}, state))
            .contains("step 0: expected a finite reward, got NaN at 0"));
    assertEquals(0.5f, w.data()[0]);
    assertEquals(0, state.pre().column("x")[0]);
  }

  @Test
  void parametersThatAreInfiniteInSinglePrecision() {
    Parameter w = new Parameter("w", Tensor.full(0.5f, 1, 1));
    assertTrue(
        refused(() -> Stdp.additive().with("eta_plus", 1e300).dense(w)).contains("eta_plus"));
    assertTrue(refused(() -> Stdp.additive().with("w_max", 1e39).dense(w)).contains("w_max"));
    assertTrue(
        refused(
                () ->
                    LearningRule.parse(
                            "rule r\nparameters a = 1e30\ntrace x of pre decay 1 jump a * a\n"
                                + "on post w = w + x")
                        .dense(w))
            .contains("jump of trace x"));
  }

  private static final LearningRule DIVIDES =
      LearningRule.parse(
          """
          rule divides
          trace x of pre decay 10 jump 1
          on pre w = w + 0.1 / (w - 0.5)
          on post w = w + 0.1 / (w - 0.5)
          bounds 0, 1
          """);

  private static String made(Executable code) {
    return String.valueOf(assertThrows(ArithmeticException.class, code).getMessage());
  }

  /** 0.1 / 0 is bounded; 0 / 0 is not a number that bounds could hold. */
  private static final LearningRule ZERO_BY_ZERO =
      LearningRule.parse(
          """
          rule zero_by_zero
          trace x of pre decay 10 jump 1
          on pre w = w + (w - 0.5) / (w - 0.5)
          on post w = w + (w - 0.5) / (w - 0.5)
          bounds 0, 1
          """);

  @Test
  void weightsThatARuleMakes() {
    Parameter bounded = new Parameter("w", Tensor.full(0.5f, 1, 1));
    DenseSynapses fine = DIVIDES.dense(bounded);
    fine.step(new float[] {1}, new float[] {0}, fine.initialState(1));
    assertEquals(1, bounded.data()[0]);
    float[] one = {1};
    float[] none = {0};
    for (boolean post : new boolean[] {false, true}) {
      Parameter w = new Parameter("w", Tensor.full(0.5f, 1, 1));
      DenseSynapses dense = ZERO_BY_ZERO.dense(w);
      TraceState state = dense.initialState(1);
      dense.step(none, none, state);
      String message = made(() -> dense.step(post ? none : one, post ? one : none, state));
      assertTrue(message.contains("step 1: expected finite weights"), message);
      assertTrue(message.contains("got NaN at 0 of w[1, 1]"), message);
      assertTrue(refused(() -> dense.step(none, none, state)).contains("before step 1, got NaN"));
      Conv2d layer = new Conv2d(Tensor.full(0.5f, 1, 1, 1, 1), null, 1, 0, 1);
      ConvSynapses conv = ZERO_BY_ZERO.conv(layer, 1, 1);
      assertTrue(
          made(() -> conv.step(post ? none : one, post ? one : none, conv.initialState(1)))
              .contains("weight[1, 1, 1, 1]"));
    }
    SparseSynapses sparse =
        ZERO_BY_ZERO.sparse(
            SparseConnectivity.of(1, 1, new int[1], new int[1], new float[] {0.5f}, new int[1]));
    sparse.step(none, none, null);
    String message = made(() -> sparse.step(one, none, null));
    assertTrue(message.contains("step 1: expected finite weights"), message);
    assertThrows(IllegalStateException.class, () -> sparse.step(none, none, null));
  }

  @Test
  void batchesToo() {
    for (BatchReduction reduction : BatchReduction.values()) {
      Parameter w = new Parameter("w", Tensor.full(0.5f, 2, 2));
      DenseSynapses dense = ZERO_BY_ZERO.reduction(reduction).dense(w);
      made(() -> dense.step(new float[] {0, 0, 1, 0}, new float[4], dense.initialState(2)));
      Parameter v = new Parameter("w", Tensor.full(0.5f, 2, 2));
      DenseSynapses other = ZERO_BY_ZERO.reduction(reduction).dense(v);
      made(() -> other.step(new float[4], new float[] {0, 0, 0, 1}, other.initialState(2)));
    }
  }

  @Test
  void sensors() {
    StdpSensor sensor = new StdpSensor();
    TraceState state = sensor.step(Tensor.full(1, 1, 2), Tensor.full(1, 1, 3), null);
    CorrelationSensor pairs = new CorrelationSensor();
    for (float bad : BAD) {
      assertTrue(
          refused(() -> sensor.step(Tensor.full(bad, 1, 2), Tensor.zeros(1, 3), state))
              .contains("expected finite pre-synaptic spikes, got " + bad + " at 0"));
      assertTrue(
          refused(() -> sensor.step(Tensor.zeros(1, 2), Tensor.full(bad, 1, 3), state))
              .contains("expected finite post-synaptic spikes"));
      assertTrue(
          refused(() -> pairs.step(Tensor.full(bad, 1, 2), Tensor.zeros(1, 3), null))
              .contains("expected finite pre-synaptic spikes"));
    }
    refused(() -> pairs.step(Tensor.zeros(2, 2), Tensor.zeros(1, 3), null));
    refused(() -> pairs.step(Tensor.zeros(2), Tensor.zeros(1, 3), null));
    assertArrayEquals(new float[] {1, 1}, state.pre().column("a_pre"));
  }

  @Test
  void thresholdsRatesAndTimes() {
    Parameter v = new Parameter("v_th", Tensor.full(1, 2));
    AdaptedThresholds thresholds = ThresholdAdaptation.toRate(5).eta(1).on(v);
    v.set(Tensor.of(new float[] {1, Float.NaN}, 2));
    assertTrue(
        refused(() -> thresholds.step(new float[2]))
            .contains("finite thresholds after Parameter.set, got NaN at 1"));
    Parameter w = new Parameter("w", Tensor.full(1, 2, 2));
    ScaledWeights scaling = SynapticScaling.toRate(5).with("eta", 0.1).every(1).bounds(0, 2).on(w);
    scaling.rates()[1] = Float.NaN;
    assertTrue(refused(() -> scaling.step(new float[2])).contains("finite rates, got NaN at 1"));
    assertArrayEquals(new float[] {1, 1, 1, 1}, w.data());
  }

  /** The state of one rule is not taken by the synapses of another, nor by others in size. */
  @Test
  void statesOfOthers() {
    Parameter w = new Parameter("w", Tensor.full(0.5f, 2, 3));
    TraceState pairs = Stdp.additive().dense(w).initialState(1);
    DenseSynapses inhibitory = InhibitoryStdp.rule().dense(w);
    assertTrue(
        refused(() -> inhibitory.step(new float[3], new float[2], pairs))
            .contains("expected state with variables [x], got [t_pre]"));
    refused(() -> inhibitory.reset(pairs));
    refused(() -> inhibitory.initialState(0));
    refused(() -> inhibitory.initialState(-1));
  }
}
