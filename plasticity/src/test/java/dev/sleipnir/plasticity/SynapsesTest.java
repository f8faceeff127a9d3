package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SynapsesTest {
  private static Parameter weights() {
    return new Parameter("w", Tensor.of(new float[] {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f}, 2, 3));
  }

  private static String refused(Executable code) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, code).getMessage());
  }

  /** By hand: traces rise by dt tau a = 0.02 before the weights change. */
  @Test
  void computesAStepOfDefaultStdp() {
    Linear linear = new Linear(Tensor.of(new float[] {0.5f, 0.25f}, 1, 2), null);
    DenseSynapses synapses = Stdp.additive().dense(linear.weight());
    assertSame(linear.weight(), synapses.weights());
    TraceState state = synapses.step(Tensor.of(new float[] {1, 0}, 1, 2), Tensor.zeros(1, 1), null);
    assertArrayEquals(new float[] {0.02f, 0}, state.pre().column("t_pre"), 1e-7f);
    assertArrayEquals(new float[] {0.5f, 0.25f}, linear.weight().data());
    TraceState again = synapses.step(Tensor.zeros(1, 2), Tensor.full(1, 1, 1), state);
    assertSame(state, again);
    assertArrayEquals(new float[] {0.0196f, 0}, state.pre().column("t_pre"), 1e-7f);
    assertArrayEquals(new float[] {0.5f + 0.001f * 0.0196f, 0.25f}, linear.weight().data(), 1e-7f);
  }

  @Test
  void everyRuleDependsOnTheWeightAsItSays() {
    LearningRule[] rules = {
      Stdp.additive(),
      Stdp.additiveStep(),
      Stdp.multiplicativePow(0.5),
      Stdp.multiplicativePow(0),
      Stdp.multiplicativeRelu()
    };
    double[][] expected = {{1, 1, 1}, {1, 1, 0}, {1, Math.sqrt(0.75), 0}, {1, 1, 1}, {1, 0.75, 0}};
    for (int r = 0; r < rules.length; r++) {
      Parameter w = new Parameter("w", Tensor.of(new float[] {0, 0.25f, 1}, 1, 3));
      LearningRule rule = rules[r].with("eta_plus", 10).hardBounds(false);
      rule.dense(w).step(Tensor.full(1, 1, 3), Tensor.full(1, 1, 1), null);
      // eta_plus 10 times the trace 0.02; depression is 10,000 times weaker.
      float[] old = {0, 0.25f, 1};
      for (int j = 0; j < 3; j++) {
        assertEquals(0.2 * expected[r][j], w.data()[j] - old[j], 1e-4, rule + ", " + j);
      }
    }
  }

  @Test
  void movesWeightsWithinTheBoundsOnlyIfAsked() {
    Parameter w = new Parameter("w", Tensor.of(new float[] {-1, 0.5f, 3}, 1, 3));
    assertTrue(refused(() -> Stdp.additive().dense(w)).contains("got -1.0 to 3.0"));
    assertArrayEquals(new float[] {-1, 0.5f, 3}, w.data());
    Stdp.additive().clipWeights(true).dense(w);
    assertArrayEquals(new float[] {0, 0.5f, 1}, w.data());
    Parameter free = new Parameter("w", Tensor.of(new float[] {-1, 0.5f, 3}, 1, 3));
    Stdp.additive().hardBounds(false).dense(free);
    assertArrayEquals(new float[] {-1, 0.5f, 3}, free.data());
  }

  @Test
  void aCopyOfTheStateIsItsOwn() {
    DenseSynapses synapses = Stdp.additive().dense(weights());
    TraceState state = synapses.initialState(2);
    synapses.step(new float[] {1, 0, 1, 0, 0, 0}, new float[] {1, 0, 0, 0}, state);
    TraceState copy = state.copy();
    synapses.step(new float[6], new float[4], state);
    assertEquals(0.02f, copy.pre().column("t_pre")[0], 1e-7f);
    assertTrue(state.pre().column("t_pre")[0] < 0.02f);
  }

  @Test
  void batchesOfAnySizeFollowEachOther() {
    DenseSynapses synapses = Stdp.additive().dense(weights());
    synapses.step(Tensor.zeros(4, 3), Tensor.zeros(4, 2), null);
    TraceState state = synapses.step(Tensor.full(1, 1, 3), Tensor.zeros(1, 2), null);
    assertArrayEquals(new int[] {1, 3}, state.pre().shape());
  }

  @Test
  void refusesBadRules() {
    Parameter w = weights();
    float[] before = w.data().clone();
    assertTrue(
        refused(() -> Stdp.additive().with("w_min", 1).dense(w))
            .contains("expected w_min < w_max"));
    assertTrue(
        refused(() -> Stdp.additive().with("w_min", 2).hardBounds(false).dense(w))
            .contains("expected w_min < w_max"));
    assertTrue(
        refused(() -> Stdp.additive().with("tau_pre_inv", 0).dense(w))
            .contains("expected a positive rate of decay tau_pre_inv of trace t_pre, got 0.0"));
    assertTrue(
        refused(() -> Stdp.additive().with("tau_post_inv", -1).dense(w)).contains("got -1.0"));
    assertTrue(refused(() -> Stdp.additive().with("eta", 1)).contains("eta_plus"));
    assertTrue(refused(() -> Stdp.additive().with("eta_plus", Double.NaN)).contains("got NaN"));
    assertTrue(refused(() -> Stdp.additive().dt(0)).contains("expected a positive dt"));
    assertTrue(refused(() -> Stdp.multiplicativePow(-1)).contains("mu"));
    assertArrayEquals(before, w.data());
  }

  @Test
  void refusesBadWeights() {
    Parameter w = new Parameter("w", Tensor.of(new float[] {7, Float.NaN}, 1, 2));
    assertEquals(
        "w: expected finite weights, got NaN at 1", refused(() -> Stdp.additive().dense(w)));
    assertEquals(7f, w.data()[0]);
    Parameter cube = new Parameter("w", Tensor.zeros(1, 2, 3));
    assertTrue(refused(() -> Stdp.additive().dense(cube)).contains("expected [post, pre]"));
  }

  @Test
  void refusesBadSpikesAndChangesNothing() {
    Parameter w = weights();
    DenseSynapses synapses = Stdp.additive().dense(w);
    TraceState state = synapses.initialState(1);
    synapses.step(new float[] {1, 1, 1}, new float[] {1, 1}, state);
    float[] before = w.data().clone();
    float[] trace = state.pre().column("t_pre").clone();
    float[] two = {1, 1};
    float[] three = {1, 1, 1};
    assertEquals(
        "pre-synaptic spikes: expected 3 floats, got 2",
        refused(() -> synapses.step(two, two, state)));
    assertEquals(
        "post-synaptic spikes: expected 2 floats, got 3",
        refused(() -> synapses.step(three, three, state)));
    assertEquals(
        "post-synaptic spikes: expected spikes, 0 or 1, got 0.5 at 1",
        refused(() -> synapses.step(three, new float[] {1, 0.5f}, state)));
    assertTrue(
        refused(() -> synapses.step(Tensor.zeros(1, 3), Tensor.zeros(2, 2), state))
            .contains("post-synaptic spikes"));
    assertArrayEquals(before, w.data());
    assertArrayEquals(trace, state.pre().column("t_pre"));
  }

  @Test
  void convolutionsLearnInPlace() {
    Conv2d layer = new Conv2d(Tensor.full(0.5f, 2, 1, 3, 3), null, 1, 1, 1);
    ConvSynapses synapses = Stdp.additive().conv(layer, 4, 4);
    TraceState state = synapses.initialState(1);
    assertArrayEquals(new int[] {1, 2, 4, 4}, state.post().shape());
    float[] image = new float[16];
    image[5] = 1;
    float[] out = new float[32];
    out[16 + 5] = 1; // channel 1, the same place: the centre of its kernel
    synapses.step(image, out, state);
    for (int s = 0; s < 18; s++) {
      // Potentiation and depression of the pair cancel.
      assertEquals(0.5f, layer.weight().data()[s], 1e-7f);
    }
    out[16 + 5] = 0;
    out[5] = 1;
    synapses.step(new float[16], out, state);
    for (int s = 0; s < 18; s++) {
      boolean centre = s == 4;
      assertEquals(centre, layer.weight().data()[s] > 0.5f, "weight " + s);
    }
    assertTrue(refused(() -> synapses.step(image, image, state)).contains("output spikes"));
  }

  /** With SUM a batch is its samples one by one, each with its own reward. */
  @Test
  void samplesOfABatchHaveTheirOwnSignals() {
    int pre = 19;
    int post = 7;
    int samples = 3;
    LearningRule rule = RewardStdp.modulated().hardBounds(false).with("eta", 0.5);
    Parameter together = new Parameter("w", Tensor.full(0.5f, post, pre));
    DenseSynapses batch = rule.dense(together);
    TraceState state = batch.initialState(samples);
    float[] expected = new float[post * pre];
    Arrays.fill(expected, 0.5f);
    List<Parameter> alone = new ArrayList<>();
    List<DenseSynapses> singles = new ArrayList<>();
    List<TraceState> states = new ArrayList<>();
    for (int b = 0; b < samples; b++) {
      alone.add(new Parameter("w", Tensor.full(0.5f, post, pre)));
      singles.add(rule.dense(alone.get(b)));
      states.add(singles.get(b).initialState(1));
    }
    Random random = new Random(5);
    for (int t = 0; t < 60; t++) {
      float[] zPre = new float[samples * pre];
      float[] zPost = new float[samples * post];
      float[] reward = new float[samples];
      for (int e = 0; e < zPre.length; e++) {
        zPre[e] = random.nextInt(5) == 0 ? 1 : 0;
      }
      for (int e = 0; e < zPost.length; e++) {
        zPost[e] = random.nextInt(5) == 0 ? 1 : 0;
      }
      for (int b = 0; b < samples; b++) {
        reward[b] = random.nextFloat() - 0.5f;
        states.get(b).signal("reward", reward[b]);
        singles
            .get(b)
            .step(
                Arrays.copyOfRange(zPre, b * pre, (b + 1) * pre),
                Arrays.copyOfRange(zPost, b * post, (b + 1) * post),
                states.get(b));
      }
      state.signal("reward", reward);
      batch.step(zPre, zPost, state);
    }
    for (int s = 0; s < expected.length; s++) {
      double sum = 0.5;
      for (Parameter single : alone) {
        sum += single.data()[s] - 0.5;
      }
      assertEquals(sum, together.data()[s], 1e-5, "synapse " + s);
    }
  }
}
