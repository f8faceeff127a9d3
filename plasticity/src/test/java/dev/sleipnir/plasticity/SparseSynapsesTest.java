package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.rule.Coincidence;
import dev.sleipnir.kernels.rule.Pairing;
import dev.sleipnir.kernels.rule.TraceJump;
import dev.sleipnir.kernels.rule.TraceOrder;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SparseSynapsesTest {
  private static final LearningRule TRIPLET =
      LearningRule.parse(
          """
          rule triplet
          parameters a2 = 0.01, a3 = 0.02, b2 = 0.012, b3 = 0.005
          trace r1 of pre decay 1 / 0.0168 jump 1
          trace r2 of pre decay 1 / 0.101 jump 1
          trace o1 of post decay 1 / 0.0337 jump 1
          trace o2 of post decay 1 / 0.125 jump 1
          on pre w = w - o1 * (b2 + b3 * r2)
          on post w = w + r1 * (a2 + a3 * o2)
          bounds 0, 1
          """);

  /** Inhibitory plasticity after Vogels: symmetric, and every pre-synaptic spike depresses. */
  private static final LearningRule VOGELS =
      LearningRule.parse(
          """
          rule vogels
          parameters eta = 0.02, alpha = 0.12
          trace x of pre decay 1 / 0.02 jump 1
          trace y of post decay 1 / 0.02 jump 1
          on pre w = w + eta * (y - alpha)
          on post w = w + eta * x
          bounds 0, 1
          """);

  private static String refused(Executable code) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, code).getMessage());
  }

  private static List<LearningRule> rules() {
    List<LearningRule> rules = new ArrayList<>();
    for (LearningRule rule :
        List.of(Stdp.additive(), Stdp.multiplicativeRelu(), Stdp.additiveStep())) {
      rules.add(rule.with("eta_plus", 0.05).with("eta_minus", 0.06));
    }
    rules.add(TRIPLET);
    rules.add(VOGELS);
    return rules;
  }

  private static List<LearningRule> inEveryWay(LearningRule rule) {
    List<LearningRule> all = new ArrayList<>();
    for (TraceJump jump : TraceJump.values()) {
      for (Pairing pairing : Pairing.values()) {
        for (TraceOrder order : TraceOrder.values()) {
          for (Coincidence coincidence : Coincidence.values()) {
            LearningRule one =
                rule.jump(jump).pairing(pairing).order(order).coincidence(coincidence);
            all.add(one);
            all.add(one.hardBounds(false));
          }
        }
      }
    }
    return all;
  }

  private static void draw(Random random, float[] spikes) {
    for (int n = 0; n < spikes.length; n++) {
      spikes[n] = random.nextFloat() < 0.1f ? 1 : 0;
    }
  }

  @Test
  void aFullMatrixWithoutDelayEqualsDenseSynapses() {
    int pre = 11;
    int post = 7;
    for (LearningRule rule : rules()) {
      for (LearningRule variant : inEveryWay(rule)) {
        SparseConnectivity full =
            SparseConnectivity.random(pre, post, 1, 1).withWeights(0, 1, 2).withDelays(0, 0, 3);
        float[] first = full.weights();
        float[] transposed = new float[pre * post];
        for (int s = 0; s < first.length; s++) {
          transposed[s % post * pre + s / post] = first[s];
        }
        Parameter w = new Parameter("w", Tensor.of(transposed, post, pre));
        DenseSynapses dense = variant.dense(w);
        TraceState state = dense.initialState(1);
        SparseSynapses sparse = variant.sparse(full);
        Random random = new Random(4);
        float[] zPre = new float[pre];
        float[] zPost = new float[post];
        for (int t = 0; t < 120; t++) {
          draw(random, zPre);
          draw(random, zPost);
          zPre[0] = t % 9 == 0 ? 1 : 0; // both at once now and then
          zPost[0] = t % 6 == 0 ? 1 : 0;
          dense.step(zPre, zPost, state);
          sparse.step(zPre, zPost, null);
        }
        float[] learned = sparse.weights();
        for (int s = 0; s < learned.length; s++) {
          float expected = w.data()[s % post * pre + s / post];
          assertEquals(
              expected, learned[s], 1e-5 * Math.max(1, Math.abs(expected)), variant + " " + s);
        }
      }
    }
  }

  /** Rewards, voltages, rates: what needs every step, and signals. */
  @Test
  void rulesWithSignalsEqualDenseSynapses() {
    int pre = 9;
    int post = 6;
    for (LearningRule rule :
        List.of(
            RewardStdp.modulated(),
            RewardStdp.withEligibility(),
            RewardStdp.dopamine(),
            ClopathStdp.rule(),
            Bcm.rates().with("eta", 5),
            Bcm.spikes(),
            LearningRule.parse(
                """
                rule resources
                parameters tau = 0.02 (s), tau_r = 0.1 (s)
                signal reward
                trace x of pre decay 1 / tau jump 1
                synapse r = 1 decay 1 / tau_r follow 0.75
                on pre r = r - 0.25 * r
                on post w = w + 0.1 * r * x
                on step w = w - dt * reward * r * w
                bounds 0, 1
                """))) {
      SparseConnectivity full =
          SparseConnectivity.random(pre, post, 1, 1).withWeights(0, 1, 2).withDelays(0, 0, 3);
      float[] first = full.weights();
      float[] transposed = new float[pre * post];
      for (int s = 0; s < first.length; s++) {
        transposed[s % post * pre + s / post] = first[s];
      }
      Parameter w = new Parameter("w", Tensor.of(transposed, post, pre));
      DenseSynapses dense = rule.dense(w);
      TraceState state = dense.initialState(1);
      SparseSynapses sparse = rule.sparse(full);
      Random random = new Random(4);
      float[] zPre = new float[pre];
      float[] zPost = new float[post];
      for (int t = 0; t < 80; t++) {
        draw(random, zPre);
        draw(random, zPost);
        zPre[0] = t % 9 == 0 ? 1 : 0;
        zPost[0] = t % 6 == 0 ? 1 : 0;
        for (String name : rule.model().signals(null)) {
          float value = random.nextFloat();
          state.signal(name, value);
          sparse.signal(name, value);
        }
        for (Side side : Side.values()) {
          for (String name : rule.model().signals(side)) {
            float[] values = new float[side == Side.PRE ? pre : post];
            for (int n = 0; n < values.length; n++) {
              values[n] = name.startsWith("u") ? random.nextFloat(-90, 0) : random.nextFloat();
            }
            state.signal(name, values);
            sparse.signal(name, values);
          }
        }
        dense.step(zPre, zPost, state);
        sparse.step(zPre, zPost);
      }
      float[] learned = sparse.weights();
      for (int s = 0; s < learned.length; s++) {
        float expected = w.data()[s % post * pre + s / post];
        assertEquals(expected, learned[s], 1e-5 * Math.max(1, Math.abs(expected)), rule + " " + s);
      }
    }
  }

  @Test
  void deliversToPortsByName() {
    LearningRule rule =
        LearningRule.parse(
            """
            rule two_ports
            parameters share = 0.25
            synapse n = 0
            on pre n = n + 1
            deliver w into ge
            deliver share * w into nmda
            """);
    SparseSynapses synapses =
        rule.sparse(SparseConnectivity.random(2, 3, 1, 1).withWeights(2, 2, 2).withDelays(0, 0, 3));
    float[] ge = new float[3];
    float[] nmda = new float[3];
    float[] silent = new float[3];
    synapses.into("ge", ge);
    synapses.step(new float[] {1, 0}, silent);
    synapses.into("nmda", nmda);
    synapses.step(new float[] {1, 1}, silent);
    assertArrayEquals(new float[] {6, 6, 6}, ge);
    assertArrayEquals(new float[] {1, 1, 1}, nmda);
    assertArrayEquals(new float[] {2, 2, 2, 1, 1, 1}, synapses.variable("n"));
    String port = refused(() -> synapses.into("gi", ge));
    assertTrue(port.contains("expected a port, one of [ge, nmda], got 'gi'"), port);
    assertTrue(refused(() -> synapses.into("ge", new float[2])).contains("expected 3 floats"));
    assertTrue(refused(() -> synapses.variable("m")).contains("one of [n], got 'm'"));
    assertTrue(refused(() -> synapses.signal("r", 1)).contains("got 'r'"));
    assertTrue(refused(() -> synapses.step(silent, silent, ge)).contains("expected 2"));
    String several = refused(() -> synapses.step(new float[2], silent, ge));
    assertTrue(several.contains("one array for each of [ge, nmda]"), several);
    assertTrue(
        refused(() -> rule.dense(new Parameter("w", Tensor.full(1, 3, 2)))).contains("'deliver'"));
    assertTrue(
        refused(() -> rule.deliverFirst(true).sparse(SparseConnectivity.random(1, 1, 1, 1)))
            .contains("'deliver'"));
  }

  @Test
  void deliversTheChangedWeightWhenTheSpikeArrives() {
    // Depression by 0.5 times the post-synaptic trace; nothing else changes weights.
    LearningRule rule =
        LearningRule.parse(
                """
            rule depression
            parameters m = 0.5
            trace y of post decay 1 jump 1
            on pre w = w - m * y
            """)
            .jump(TraceJump.UNIT)
            .dt(1);
    SparseConnectivity c =
        SparseConnectivity.of(
            1,
            2,
            new int[] {0, 0, 0},
            new int[] {0, 1, 1},
            new float[] {1, 10, 100},
            new int[] {0, 2, 3});
    SparseSynapses synapses = rule.sparse(c);
    float[] none = new float[2];
    float[] currents = new float[2];
    synapses.step(new float[] {1}, none, currents);
    assertArrayEquals(new float[] {1, 0}, currents);
    synapses.step(new float[1], new float[] {0, 1}, currents);
    assertArrayEquals(new float[] {1, 0}, currents);
    float left = 0.5f * (float) Math.exp(-1);
    synapses.step(new float[1], none, currents);
    assertArrayEquals(new float[] {1, 10 - left}, currents, 1e-5f);
    synapses.step(new float[1], none, currents);
    assertEquals(110 - left - 0.5f * Math.exp(-2), currents[1], 1e-4);
    assertEquals(3, synapses.events());
    assertEquals(3, synapses.size());
  }

  /** A pre-synaptic spike 1 step after a post-synaptic one weakens, and finds what was there. */
  @Test
  void deliversTheWeightAsItWasIfAsked() {
    SparseConnectivity one =
        SparseConnectivity.of(1, 1, new int[1], new int[1], new float[] {0.5f}, new int[1]);
    LearningRule rule = Stdp.additive().with("eta_minus", 10).order(TraceOrder.WEIGHTS_FIRST);
    for (boolean first : new boolean[] {false, true}) {
      SparseSynapses synapses = rule.deliverFirst(first).sparse(one);
      synapses.step(new float[] {0}, new float[] {1}, null);
      float[] current = {0};
      synapses.step(new float[] {1}, new float[] {0}, current);
      float changed = synapses.weights()[0];
      assertEquals(0.5 - 10 * 0.02 * 0.98, changed, 1e-6);
      assertEquals(first ? 0.5f : changed, current[0]);
      assertArrayEquals(new float[] {changed}, synapses.copy().weights());
    }
  }

  @Test
  void countsEventsOfBothSides() {
    SparseSynapses synapses =
        Stdp.additive().sparse(SparseConnectivity.random(3, 5, 1, 1).withDelays(0, 0, 1));
    synapses.step(new float[3], new float[] {1, 0, 0, 0, 0}, null);
    assertEquals(0, synapses.events());
    synapses.flush();
    assertEquals(3, synapses.events());
    synapses.step(new float[] {1, 0, 0}, new float[] {1, 0, 0, 0, 1}, null);
    synapses.flush();
    assertEquals(3 + 5 + 6, synapses.events());
  }

  @Test
  void sameBitsForAnyNumberOfThreads() {
    SparseConnectivity c =
        SparseConnectivity.random(200, 300, 0.3, 1).withWeights(0, 1, 1).withDelays(1, 6, 1);
    float[][] weights = new float[3][];
    float[][] currents = new float[3][300];
    for (int n = 0; n < 3; n++) {
      try (var parallel = Parallel.of(1 << n)) {
        SparseSynapses synapses = TRIPLET.sparse(c, parallel);
        Random random = new Random(2);
        float[] zPre = new float[200];
        float[] zPost = new float[300];
        for (int t = 0; t < 100; t++) {
          draw(random, zPre);
          draw(random, zPost);
          synapses.step(zPre, zPost, currents[n]);
        }
        weights[n] = synapses.weights();
      }
    }
    assertArrayEquals(weights[0], weights[1]);
    assertArrayEquals(weights[0], weights[2]);
    assertArrayEquals(currents[0], currents[1]);
    assertArrayEquals(currents[0], currents[2]);
  }

  @Test
  void takesAtMostTwelveBytesForEachSynapse() {
    SparseConnectivity c =
        SparseConnectivity.randomInDegree(1000, 1000, 500, 1).withDelays(1, 16, 1);
    double bytes = Stdp.additive().sparse(c).bytesPerSynapse();
    assertTrue(bytes > 8 && bytes < 12, "got " + bytes);
  }

  @Test
  void leavesTheConnectivityAsItIs() {
    SparseConnectivity c = SparseConnectivity.random(2, 2, 1, 1).withWeights(5, 6, 1);
    float[] before = c.weights();
    assertTrue(refused(() -> Stdp.additive().sparse(c)).contains("bounds 0.0 to 1.0, got 5."));
    SparseSynapses synapses = Stdp.additive().clipWeights(true).sparse(c);
    assertArrayEquals(new float[] {1, 1, 1, 1}, synapses.weights()); // moved to the bounds
    assertArrayEquals(before, c.weights());
    assertTrue(synapses.toString().endsWith("2 to 2, 4 synapses)"), synapses.toString());
  }

  @Test
  void refusesBadSpikesAndChangesNothing() {
    SparseSynapses synapses =
        Stdp.additive().sparse(SparseConnectivity.random(3, 2, 1, 1).withWeights(0, 1, 1));
    float[] before = synapses.weights().clone();
    float[] two = {1, 1};
    float[] three = {1, 1, 1};
    assertEquals(
        "pre-synaptic spikes: expected 3 floats, got 2",
        refused(() -> synapses.step(two, two, null)));
    assertEquals(
        "post-synaptic spikes: expected 2 floats, got 3",
        refused(() -> synapses.step(three, three, null)));
    assertEquals(
        "post-synaptic spikes: expected spikes, 0 or 1, got 0.5 at 1",
        refused(() -> synapses.step(three, new float[] {1, 0.5f}, null)));
    assertEquals(
        "currents: expected 2 floats, got 3", refused(() -> synapses.step(three, two, three)));
    float[] currents = new float[2];
    synapses.step(new float[3], new float[2], currents);
    synapses.step(new float[3], new float[2], currents);
    assertArrayEquals(before, synapses.weights());
    assertArrayEquals(new float[2], currents);
    assertTrue(
        refused(
                () ->
                    Stdp.additive()
                        .with("tau_pre_inv", 3000)
                        .sparse(SparseConnectivity.random(3, 2, 1, 1)))
            .contains("trace t_pre: expected a time step of at most its time constant"));
  }
}
