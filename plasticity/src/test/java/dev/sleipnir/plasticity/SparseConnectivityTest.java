package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SparseConnectivityTest {
  private static String refused(Executable code) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, code).getMessage());
  }

  @Test
  void delaysReplaceOthers() {
    SparseConnectivity bare = SparseConnectivity.random(20, 30, 0.5, 1).withWeights(0, 1, 2);
    SparseConnectivity once = bare.withDelays(2, 9, 3);
    SparseConnectivity again = bare.withDelays(0, 40, 4).withDelays(2, 9, 3);
    assertArrayEquals(once.post(), again.post());
    assertArrayEquals(once.delays(), again.delays());
    assertArrayEquals(once.weights(), again.weights());
    assertArrayEquals(bare.post(), once.withDelays(1, 1, 5).post());
  }

  @Test
  void ordersSynapsesByNeuronDelayAndNeuron() {
    int[] pre = {2, 0, 2, 0, 2, 2, 0};
    int[] post = {1, 3, 0, 2, 1, 1, 3};
    int[] delays = {5, 0, 5, 7, 2, 5, 0};
    float[] weights = {1, 2, 3, 4, 5, 6, 7};
    SparseConnectivity c = SparseConnectivity.of(4, 4, pre, post, weights, delays);
    assertArrayEquals(new int[] {0, 0, 0, 2, 2, 2, 2}, c.pre());
    assertArrayEquals(new int[] {3, 3, 2, 1, 0, 1, 1}, c.post());
    assertArrayEquals(new int[] {0, 0, 7, 2, 5, 5, 5}, c.delays());
    // Several synapses of two neurons stay in their order.
    assertArrayEquals(new float[] {2, 7, 4, 5, 3, 1, 6}, c.weights());
    assertEquals("SparseConnectivity(4 to 4, 7 synapses)", c.toString());
  }

  @Test
  void delaysAreOneUnlessGiven() {
    SparseConnectivity c =
        SparseConnectivity.of(1, 2, new int[] {0, 0}, new int[] {1, 0}, new float[] {1, 2});
    assertArrayEquals(new int[] {1, 1}, c.delays());
    assertArrayEquals(new float[] {2, 1}, c.weights());
  }

  @Test
  void connectsEachPairWithTheSameProbability() {
    int pre = 300;
    int post = 500;
    for (double probability : new double[] {0.002, 0.1, 0.7}) {
      SparseConnectivity c = SparseConnectivity.random(pre, post, probability, 7);
      assertBinomial((long) pre * post, probability, c.size());
      int[] perPost = new int[post];
      int[] halves = new int[2];
      int[] pres = c.pre();
      int[] posts = c.post();
      for (int s = 0; s < c.size(); s++) {
        perPost[posts[s]]++;
        halves[posts[s] * 2 / post]++;
        boolean sameRow = s > 0 && pres[s] == pres[s - 1];
        assertTrue(!sameRow || posts[s] > posts[s - 1], "each pair at most once");
      }
      assertBinomial((long) pre * post / 2, probability, halves[0]);
      assertBinomial((long) pre * post / 2, probability, halves[1]);
      for (int degree : perPost) {
        assertBinomial(pre, probability, degree);
      }
    }
    assertEquals(0, SparseConnectivity.random(10, 20, 0, 1).size());
    assertEquals(200, SparseConnectivity.random(10, 20, 1, 1).size());
  }

  private static void assertBinomial(long n, double p, int got) {
    assertEquals(n * p, got, 5 * Math.sqrt(n * p * (1 - p)) + 1);
  }

  @Test
  void connectsEachNeuronWithAsManyOthers() {
    SparseConnectivity c = SparseConnectivity.randomInDegree(400, 90, 37, 3);
    assertEquals(90 * 37, c.size());
    int[] inDegree = new int[90];
    int[] outDegree = new int[400];
    int[] pres = c.pre();
    int[] posts = c.post();
    for (int s = 0; s < c.size(); s++) {
      inDegree[posts[s]]++;
      outDegree[pres[s]]++;
      boolean sameRow = s > 0 && pres[s] == pres[s - 1];
      assertTrue(!sameRow || posts[s] > posts[s - 1], "all different");
    }
    assertTrue(Arrays.stream(inDegree).allMatch(degree -> degree == 37));
    for (int degree : outDegree) {
      assertBinomial(90, 37 / 400.0, degree);
    }
  }

  @Test
  void drawsWeightsAndDelays() {
    SparseConnectivity bare = SparseConnectivity.random(50, 400, 0.5, 1);
    SparseConnectivity c = bare.withWeights(-1, 3, 1).withDelays(2, 5, 1);
    double mean = 0;
    for (float w : c.weights()) {
      assertTrue(w >= -1 && w < 3);
      mean += w / c.size();
    }
    assertEquals(1, mean, 5 * 4 / Math.sqrt(12.0 * c.size()));
    int[] counts = new int[6];
    int[] delays = c.delays();
    int[] pres = c.pre();
    int[] posts = c.post();
    for (int s = 0; s < c.size(); s++) {
      counts[delays[s]]++;
      boolean sameRow = s > 0 && pres[s] == pres[s - 1];
      assertTrue(!sameRow || delays[s] >= delays[s - 1]);
      assertTrue(!sameRow || delays[s] > delays[s - 1] || posts[s] > posts[s - 1]);
    }
    for (int d = 2; d <= 5; d++) {
      assertBinomial(c.size(), 0.25, counts[d]);
    }
    assertArrayEquals(bare.pre(), pres);
    assertArrayEquals(sorted(bare.withWeights(-1, 3, 1).weights()), sorted(c.weights()));
  }

  private static float[] sorted(float[] values) {
    Arrays.sort(values);
    return values;
  }

  @Test
  void dependsOnTheSeedOnly() {
    int[] first = SparseConnectivity.random(20, 30, 0.3, 5).post();
    assertArrayEquals(first, SparseConnectivity.random(20, 30, 0.3, 5).post());
    assertTrue(!Arrays.equals(first, SparseConnectivity.random(20, 30, 0.3, 6).post()));
  }

  private static String synapses(SparseConnectivity c) {
    return Arrays.toString(c.pre()) + Arrays.toString(c.post());
  }

  @Test
  void withoutASeedEveryCallDrawsOthers() {
    List<List<String>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      Seeds.set(3);
      RandomStream random = new RandomStream(3);
      List<String> drawn = new ArrayList<>();
      for (int k = 0; k < 2; k++) {
        SparseConnectivity c = SparseConnectivity.random(30, 40, 0.2);
        drawn.add(synapses(c));
        drawn.add(synapses(SparseConnectivity.random(30, 40, 0.2, random)));
        drawn.add(synapses(SparseConnectivity.randomInDegree(30, 40, 6)));
        drawn.add(synapses(SparseConnectivity.randomInDegree(30, 40, 6, random)));
        SparseConnectivity same = SparseConnectivity.random(30, 40, 0.2, 7L);
        drawn.add(Arrays.toString(same.withWeights(0, 1).weights()));
        drawn.add(Arrays.toString(same.withWeights(0, 1, random).weights()));
        drawn.add(Arrays.toString(same.withDelays(0, 9).delays()));
        drawn.add(synapses(same.withDelays(0, 900)));
        drawn.add(synapses(same.withDelays(0, 900, random)));
      }
      assertEquals(drawn.size(), Set.copyOf(drawn).size());
      runs.add(drawn);
    }
    assertEquals(runs.get(0), runs.get(1), "the same program");
    Seeds.set(Seeds.DEFAULT);
  }

  /**
   * One seed for everything: no part draws what another does, nor what a stream of the seed gives.
   */
  @Test
  void partsOfOneSeedShareNoNumbers() {
    SparseConnectivity all = SparseConnectivity.random(1, 400, 1, 7);
    float[] weights = all.withWeights(0, 1, 7).weights();
    int[] delays = all.withDelays(0, 999, 7).delays();
    RandomStream random = new RandomStream(7);
    int equal = 0;
    for (int s = 0; s < 400; s++) {
      equal += weights[s] == random.nextFloat() ? 1 : 0;
    }
    assertEquals(0, equal);
    float[] sorted = weights.clone();
    Arrays.sort(sorted);
    for (int s = 0; s < 400; s++) {
      equal += delays[s] == (int) (1000 * sorted[s]) ? 1 : 0;
    }
    assertTrue(equal < 40, equal + " equal");
  }

  @Test
  void refusedArgumentsDrawNothing() {
    RandomStream random = new RandomStream(3, 4, 5);
    SparseConnectivity c = SparseConnectivity.random(3, 4, 0.5, 1L);
    refused(() -> SparseConnectivity.random(3, 4, 2, random));
    refused(() -> SparseConnectivity.randomInDegree(3, 4, 5, random));
    refused(() -> c.withWeights(1, 0, random));
    refused(() -> c.withDelays(1, 0, random));
    assertEquals(5, random.position());
  }

  @Test
  void refusesWhatIsWrong() {
    int[] two = {0, 1};
    float[] w = {0.5f, 0.5f};
    assertEquals(
        "post: expected as many values as pre, 2, got 1",
        refused(() -> SparseConnectivity.of(2, 2, two, new int[1], w)));
    assertEquals(
        "weights: expected as many values as pre, 2, got 3",
        refused(() -> SparseConnectivity.of(2, 2, two, two, new float[3])));
    assertEquals(
        "delays: expected as many values as pre, 2, got 3",
        refused(() -> SparseConnectivity.of(2, 2, two, two, w, new int[3])));
    assertEquals(
        "pre: expected 0 to 0, got 1 at 1",
        refused(() -> SparseConnectivity.of(1, 2, two, two, w)));
    assertEquals(
        "post: expected 0 to 1, got -1 at 0",
        refused(() -> SparseConnectivity.of(2, 2, two, new int[] {-1, 0}, w)));
    assertEquals(
        "delays: expected 0 to 65535, got -3 at 1",
        refused(() -> SparseConnectivity.of(2, 2, two, two, w, new int[] {0, -3})));
    assertEquals(
        "weights: expected finite weights, got NaN at 1",
        refused(() -> SparseConnectivity.of(2, 2, two, two, new float[] {0, Float.NaN})));
    assertEquals(
        "preNeurons: expected at least 1, got 0",
        refused(() -> SparseConnectivity.random(0, 2, 0.5, 1)));
    assertEquals(
        "probability: expected 0 to 1, got 1.5",
        refused(() -> SparseConnectivity.random(2, 2, 1.5, 1)));
    assertTrue(
        refused(() -> SparseConnectivity.random(100_000, 100_000, 1, 1))
            .contains("synapses: expected at most"));
    assertEquals(
        "inDegree: expected 0 to 2, got 3",
        refused(() -> SparseConnectivity.randomInDegree(2, 2, 3, 1)));
    SparseConnectivity c = SparseConnectivity.random(2, 2, 1, 1);
    assertTrue(refused(() -> c.withWeights(1, 0, 1)).contains("got 1.0 to 0.0"));
    assertTrue(refused(() -> c.withDelays(3, 2, 1)).contains("got 3 to 2"));
    assertTrue(refused(() -> c.withDelays(0, 70_000, 1)).contains("got 0 to 70000"));
  }
}
