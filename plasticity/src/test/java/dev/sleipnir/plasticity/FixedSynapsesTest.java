package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FixedSynapsesTest {
  private static final LearningRule NOTHING_LEARNED =
      LearningRule.parse("rule nothing\nparameters none = 0\non pre w = w + none\n");

  private static float[] draw(Random random, int n) {
    float[] spikes = new float[n];
    for (int i = 0; i < n; i++) {
      spikes[i] = random.nextFloat() < 0.2f ? 1 : 0;
    }
    return spikes;
  }

  @Test
  void deliverWhatARuleThatChangesNothingDelivers() {
    var connectivity =
        SparseConnectivity.random(65, 130, 0.3, 1).withWeights(-1, 1, 2).withDelays(0, 9, 3);
    try (var parallel = Parallel.of(2)) {
      var fixed = new FixedSynapses(connectivity, parallel);
      var learning = NOTHING_LEARNED.sparse(connectivity);
      Random random = new Random(4);
      float[] silent = new float[130];
      for (int t = 0; t < 60; t++) {
        float[] spikes = draw(random, 65);
        float[] expected = new float[130];
        float[] got = new float[130];
        learning.step(spikes, silent, expected);
        fixed.step(spikes, got);
        assertArrayEquals(expected, got, "step " + t);
      }
      assertEquals(learning.events(), fixed.events());
    }
  }

  @Test
  void storeAWeightOfAllOnce() {
    var one = SparseConnectivity.random(100, 1000, 0.5, 1).withWeights(0.25f, 0.25f, 2);
    var many = one.withWeights(0, 1, 2);
    var shared = new FixedSynapses(one);
    assertTrue(shared.bytesPerSynapse() < 4.2, "bytes " + shared.bytesPerSynapse());
    assertTrue(new FixedSynapses(many).bytesPerSynapse() < 8.2);
    float[] currents = new float[1000];
    float[] spikes = new float[100];
    spikes[3] = 1;
    shared.step(spikes, currents);
    shared.step(new float[100], currents);
    int[] pre = one.pre();
    int[] post = one.post();
    float[] expected = new float[1000];
    for (int s = 0; s < pre.length; s++) {
      expected[post[s]] += pre[s] == 3 ? 0.25f : 0;
    }
    assertArrayEquals(expected, currents);
  }

  @Test
  void copyAndForget() {
    var connectivity = SparseConnectivity.random(5, 4, 1, 1).withWeights(1, 1, 2);
    var synapses = new FixedSynapses(connectivity);
    synapses.step(new float[] {1, 0, 0, 0, 1}, new float[4]);
    var copy = synapses.copy();
    synapses.reset();
    float[] forgotten = new float[4];
    float[] currents = new float[4];
    synapses.step(new float[5], forgotten);
    copy.step(new float[5], currents);
    assertArrayEquals(new float[4], forgotten);
    assertArrayEquals(new float[] {2, 2, 2, 2}, currents);
    assertEquals("FixedSynapses(5 to 4, 20 synapses)", copy.toString());
  }

  @Test
  void takeNoTimeWithoutSynapses() {
    var synapses = new FixedSynapses(SparseConnectivity.random(2, 3, 0, 1));
    float[] currents = new float[3];
    synapses.step(new float[] {1, 1}, currents);
    assertArrayEquals(new float[3], currents);
    assertEquals(0, synapses.size());
  }

  @Test
  void rejectBadArguments() {
    var synapses = new FixedSynapses(SparseConnectivity.random(2, 3, 1, 1));
    float[] currents = new float[3];
    assertThrows(IllegalArgumentException.class, () -> synapses.step(new float[] {1}, currents));
    assertThrows(
        IllegalArgumentException.class, () -> synapses.step(new float[] {1, 0.5f}, currents));
    assertThrows(
        IllegalArgumentException.class, () -> synapses.step(new float[] {1, 1}, new float[2]));
    assertEquals(0, synapses.events());
  }
}
