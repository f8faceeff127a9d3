package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.rule.TraceJump;
import dev.sleipnir.kernels.rule.TraceOrder;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.neuron.CorrelationSensor;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifCorrelation;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Time steps against time constants: exact, or refused, never with its sign turned. */
class TimeConstantsTest {
  private static final SparseConnectivity ONE =
      SparseConnectivity.of(1, 1, new int[] {0}, new int[] {0}, new float[] {0.5f}, new int[] {0});

  private static Parameter one() {
    return new Parameter("w", Tensor.full(0.5f, 1, 1));
  }

  private static void refused(String what, double tau, double dt, Executable code) {
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, code).getMessage());
    String expected =
        what
            + ": expected a time step of at most its time constant, tau = "
            + tau
            + ", got dt = "
            + dt;
    assertTrue(message.startsWith(expected), message);
  }

  /** What the equations of a neuron tell by themselves: time constant 0.1, step 0.15. */
  private static void overshoots(String what, String trace, Executable code) {
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, code).getMessage());
    String expected =
        what
            + ": expected dt <= 0.1, got dt = 0.15: "
            + trace
            + " decays with a time constant of 0.1 {";
    assertTrue(message.startsWith(expected), message);
  }

  /**
   * The change by a pre-synaptic spike and a post-synaptic one a step later: dense, sparse, conv.
   */
  private static double[] potentiation(LearningRule rule) {
    Parameter dense = one();
    DenseSynapses synapses = rule.dense(dense);
    TraceState state = synapses.initialState(1);
    synapses.step(new float[] {1}, new float[] {0}, state);
    synapses.step(new float[] {0}, new float[] {1}, state);
    SparseSynapses sparse = rule.sparse(ONE);
    sparse.step(new float[] {1}, new float[] {0}, null);
    sparse.step(new float[] {0}, new float[] {1}, null);
    Conv2d layer = new Conv2d(Tensor.full(0.5f, 1, 1, 1, 1), null, 1, 0, 1);
    Parameter kernel = layer.weight();
    ConvSynapses conv = rule.conv(layer, 1, 1);
    TraceState images = conv.initialState(1);
    conv.step(new float[] {1}, new float[] {0}, images);
    conv.step(new float[] {0}, new float[] {1}, images);
    return new double[] {dense.data()[0] - 0.5, sparse.weights()[0] - 0.5, kernel.data()[0] - 0.5};
  }

  @Test
  void aPairInThatOrderNeverWeakens() {
    for (TraceOrder order : TraceOrder.values()) {
      for (double dt : new double[] {0.001, 0.04, 0.05, 0.075, 0.1, 1}) {
        LearningRule euler = Stdp.additive().order(order).dt(dt).with("eta_plus", 0.01);
        if (dt <= 0.05) {
          for (double change : potentiation(euler)) {
            assertEquals(0.01 * dt / 0.05 * (1 - dt / 0.05), change, 1e-7, "dt " + dt);
          }
        } else {
          String trace = "stdp_additive, trace t_pre";
          refused(trace, 0.05, dt, () -> euler.dense(one()));
          refused(trace, 0.05, dt, () -> euler.sparse(ONE));
          Conv2d layer = new Conv2d(Tensor.full(0.5f, 1, 1, 1, 1), null, 1, 0, 1);
          refused(trace, 0.05, dt, () -> euler.conv(layer, 1, 1));
        }
        for (double change : potentiation(euler.jump(TraceJump.UNIT))) {
          assertEquals(0.01 * Math.exp(-dt / 0.05), change, 1e-7, "exact, dt " + dt);
        }
      }
    }
  }

  @Test
  void everyBuiltInRuleIsExactOrRefused() {
    List<LearningRule> exact =
        List.of(
            Stdp.preCentred(),
            TripletStdp.visualCortex(),
            InhibitoryStdp.rule(),
            RewardStdp.modulated(),
            RewardStdp.withEligibility(),
            RewardStdp.dopamine(),
            ClopathStdp.rule().with("w_min", -1),
            Bcm.spikes());
    for (LearningRule rule : exact) {
      LearningRule slow = rule.dt(1e4).hardBounds(false);
      DenseSynapses synapses = slow.dense(one());
      TraceState state = synapses.initialState(1);
      synapses.step(new float[] {1}, new float[] {1}, state);
      synapses.step(new float[] {0}, new float[] {0}, state);
      for (var part : List.of(state.pre(), state.post(), state.synapses())) {
        for (int k = 0; k < part.columns().length; k++) {
          String name = part.names().get(k);
          assertTrue(part.column(k)[0] >= 0 || name.equals("seen"), rule + ", " + name);
        }
      }
      assertThrows(IllegalArgumentException.class, () -> slow.jump(TraceJump.EULER).dense(one()));
    }
    refused("bcm_rates, trace theta", 1, 1.5, () -> Bcm.rates().dt(1.5).dense(one()));
  }

  @Test
  void decaysOfOnesOwnRulesAreHeldToTheSameBound() {
    LearningRule rule =
        LearningRule.parse(
            """
            rule own
            parameters tau = 0.02 (s), forget = 5 (1/s)
            signal u of post
            trace x of pre decay 1 / tau jump 1
            trace m of post decay 10 follow u
            synapse c = 1 decay 4
            on pre c = c + x
            on step w = w - dt * forget * w + dt * c * m
            """);
    refused("own, trace x", 0.02, 0.03, () -> rule.dt(0.03).dense(one()));
    LearningRule wide = rule.with("tau", 1);
    refused("own, trace m", 0.1, 0.15, () -> wide.dt(0.15).dense(one()));
    LearningRule exact = wide.jump(TraceJump.UNIT);
    String line = "own, on step w = w - dt * forget * w + dt * c * m";
    refused(line, 0.2, 0.25, () -> exact.dt(0.25).dense(one()));
    DenseSynapses synapses = exact.dt(0.15).dense(one());
    synapses.step(new float[] {0}, new float[] {0}, synapses.initialState(1));
    assertEquals(0.125, synapses.weights().data()[0], 1e-6);
    LearningRule variable = wide.with("tau", 1).dt(0.09);
    assertEquals(0.09, variable.dt());
    refused(
        "other, synapse c",
        0.25,
        0.3,
        () ->
            LearningRule.parse("rule other\nsynapse c = 1 decay 4\non pre w = w + c")
                .dt(0.3)
                .dense(one()));
  }

  @Test
  void sensorsAndHomeostasisAreHeldToTheSameBound() {
    overshoots("stdp_sensor", "a_pre", () -> new StdpSensor().with("tau_ac_inv", 5).dt(0.15));
    overshoots("stdp_sensor", "a_post", () -> new StdpSensor().with("tau_c_inv", 5).dt(0.15));
    overshoots(
        "correlation_sensor", "correlation_trace", () -> CorrelationSensor.of(1, 1, 5, 10, 0.15));
    refused(
        "correlation_sensor, anti_correlation_trace",
        0.1,
        0.15,
        () -> CorrelationSensor.of(1, 1, 10, 5, 0.15));
    refused(
        "tau",
        0.05,
        0.1,
        () -> SynapticScaling.toRate(5).with("tau", 0.05).dt(0.1).every(1).bounds(0, 1).on(one()));
    Parameter v = new Parameter("v_th", Tensor.full(1, 1));
    refused("tau", 0.05, 0.1, () -> ThresholdAdaptation.decaying(1, 0.05).dt(0.1).on(v));
  }

  /** At 1,000 spikes a second and an eta far too large, an Euler step would have made it -0.2. */
  @Test
  void scalingNeverTurnsOrKillsAWeight() {
    Parameter w = one();
    ScaledWeights scaling =
        SynapticScaling.toRate(10).with("eta", 0.1).with("tau", 0.01).every(10).bounds(0, 1).on(w);
    for (int t = 0; t < 100; t++) {
      scaling.step(new float[] {1});
      assertTrue(w.data()[0] > 0, "step " + t);
    }
  }

  @Test
  void rulesKnowTheTimeStepOfNeurons() {
    Neuron fine = new Lif().dt(1e-4);
    LearningRule rule = Stdp.additive();
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> rule.requireDtOf(new Lif(), fine))
                .getMessage());
    assertTrue(message.startsWith("stdp_additive: expected the time step of the neurons"), message);
    assertTrue(message.contains("1.0E-4") && message.endsWith("got dt = 0.001"), message);
    assertSame(rule, rule.requireDtOf(new Lif()));
    LearningRule same = rule.dtOf(fine);
    assertEquals(1e-4, same.dt());
    assertSame(same, same.requireDtOf(fine));
    RecurrentWeights weights = RecurrentWeights.random(2, 3);
    CorrelationSensor coarse = new CorrelationSensor();
    CorrelationSensor matched = CorrelationSensor.of(1, 1, 10, 10, 1e-4);
    assertThrows(
        IllegalArgumentException.class, () -> new LifCorrelation(fine, weights, coarse, matched));
    assertThrows(
        IllegalArgumentException.class, () -> new LifCorrelation(fine, weights, matched, coarse));
    Step step = new LifCorrelation(fine, weights, matched, matched).step(Tensor.zeros(1, 2), null);
    assertArrayEquals(new int[] {1, 3}, step.output().shape());
  }

  /** A spike of either side decays with that side's constant, and with no other. */
  @Test
  void theSensorsTracesHaveTheirOwnConstants() {
    StdpSensor sensor = new StdpSensor().with("tau_ac_inv", 200).with("tau_c_inv", 20);
    TraceState state = sensor.step(Tensor.full(1, 1, 1), Tensor.full(1, 1, 1), null);
    for (int t = 0; t < 10; t++) {
      state = sensor.step(Tensor.zeros(1, 1), Tensor.zeros(1, 1), state);
    }
    assertEquals(Math.pow(1 - 0.02, 10), state.pre().column("a_pre")[0], 1e-6);
    assertEquals(Math.pow(1 - 0.2, 10), state.post().column("a_post")[0], 1e-6);
  }
}
