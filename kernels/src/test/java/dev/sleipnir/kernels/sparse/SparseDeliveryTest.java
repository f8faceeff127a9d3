package dev.sleipnir.kernels.sparse;

import static dev.sleipnir.kernels.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.Allocation;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SparseDeliveryTest {
  /** The spikes of some steps, silent ones among them. */
  private static int[][] trains(int neurons, int steps, double probability, long seed) {
    Random random = new Random(seed);
    int[][] trains = new int[steps][];
    for (int t = 0; t < steps; t++) {
      double p = t % 5 == 4 ? 0 : probability;
      trains[t] = random.ints(neurons, 0, 1 << 20).map(r -> r < p * (1 << 20) ? 1 : 0).toArray();
      int count = 0;
      for (int n = 0; n < neurons; n++) {
        if (trains[t][n] == 1) {
          trains[t][count++] = n;
        }
      }
      trains[t] = Arrays.copyOf(trains[t], count);
    }
    return trains;
  }

  /** Every synapse looks at its neuron in every step; additions in the order spikes were sent. */
  private static float[][] plain(SparseRows rows, float[] w, int[][] trains) {
    float[][] currents = new float[trains.length][rows.post()];
    for (int t = 0; t < trains.length; t++) {
      for (int sent = 0; sent <= t; sent++) {
        for (int neuron : trains[sent]) {
          for (int s = rows.rowStart(neuron); s < rows.rowStart(neuron + 1); s++) {
            if (rows.delay(s) == t - sent) {
              currents[t][rows.target(s)] += w.length == 1 ? w[0] : w[s];
            }
          }
        }
      }
    }
    return currents;
  }

  private static float[][] run(SparseDelivery synapses, int post, int[][] trains) {
    float[][] currents = new float[trains.length][post];
    for (int t = 0; t < trains.length; t++) {
      synapses.step(trains[t], trains[t].length, currents[t]);
    }
    return currents;
  }

  @Test
  void equalsPlainLoopsAtOddSizesForAnyNumberOfThreads() {
    for (int threads : new int[] {1, 2, 3}) {
      try (var parallel = Parallel.of(threads)) {
        for (int pre : new int[] {1, 65}) {
          for (int post : new int[] {1, 3, 300}) {
            for (int maxDelay : new int[] {0, 1, 20}) {
              SparseCase synapses = new SparseCase(pre, post, 150, maxDelay, pre + post + maxDelay);
              int[][] trains = trains(pre, 50, 0.5, pre);
              for (float[] w : List.of(synapses.weights, new float[] {0.3f})) {
                float[][] expected = plain(synapses.rows, w, trains);
                for (int worth : new int[] {1, 1 << 20}) { // shared, and not
                  var delivery = new SparseDelivery(synapses.rows, w, parallel, worth);
                  float[][] got = run(delivery, post, trains);
                  for (int t = 0; t < trains.length; t++) {
                    assertSame(expected[t], got[t], pre + " to " + post + ", step " + t);
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  @Test
  void countsWhatArrives() {
    SparseRows rows = SparseCase.full(3, 4, 2);
    var synapses = new SparseDelivery(rows, new float[] {1}, Parallel.of(1));
    run(synapses, 4, new int[][] {{0, 2}, {}, {1}});
    assertEquals(8, synapses.events());
    synapses.reset();
    assertEquals(0, synapses.events());
    float[][] none = run(synapses, 4, new int[][] {{}, {}, {}});
    assertSame(new float[4], none[2], "after a reset");
    assertTrue(synapses.bytes() >= 4 * 12);
  }

  @Test
  void goesOnFromWhatIsUnderWay() {
    SparseCase made = new SparseCase(9, 7, 20, 6, 3);
    int[][] trains = trains(9, 40, 0.3, 5);
    var whole = new SparseDelivery(made.rows, made.weights, Parallel.of(1));
    float[][] expected = run(whole, 7, trains);
    List<int[]> first = new ArrayList<>(List.of(trains).subList(0, 17));
    List<int[]> rest = new ArrayList<>(List.of(trains).subList(17, 40));
    var before = new SparseDelivery(made.rows, made.weights, Parallel.of(1));
    run(before, 7, first.toArray(int[][]::new));
    var after = new SparseDelivery(made.rows, made.weights, Parallel.of(1));
    after.resume(before.underWay(), before.events());
    float[][] got = run(after, 7, rest.toArray(int[][]::new));
    for (int t = 0; t < got.length; t++) {
      assertSame(expected[17 + t], got[t], "step " + (17 + t));
    }
    assertThrows(IllegalArgumentException.class, () -> after.resume(new int[1][0], 0));
    int[][] wrong = before.underWay();
    for (int segment : new int[] {1000, -1}) {
      wrong[0] = new int[] {segment};
      assertThrows(IllegalArgumentException.class, () -> after.resume(wrong, 0));
    }
    wrong[0] = new int[] {3, 3};
    assertThrows(IllegalArgumentException.class, () -> after.resume(wrong, 0));
    int[][] last = before.underWay();
    assertThrows(IllegalArgumentException.class, () -> after.resume(last, -1));
    last[6] = new int[] {0}; // a spike with the longest delay arrives in the fifth step from now
    assertThrows(IllegalArgumentException.class, () -> after.resume(last, 0));
    assertEquals(whole.events(), after.events());
    assertEquals(whole.checksum(), after.checksum());
    SparseCase other = new SparseCase(9, 7, 20, 6, 4);
    try (var two = Parallel.of(2)) {
      assertEquals(whole.checksum(), new SparseDelivery(made.rows, made.weights, two).checksum());
      assertNotEquals(
          whole.checksum(), new SparseDelivery(other.rows, other.weights, two).checksum());
      assertNotEquals(
          whole.checksum(), new SparseDelivery(made.rows, new float[] {1}, two).checksum());
    }
  }

  @Test
  @Tag("jit")
  void allocatesNothing() {
    SparseCase made = new SparseCase(65, 33, 40, 3, 6);
    var synapses = new SparseDelivery(made.rows, made.weights, Parallel.of(1));
    int[] spikes = {0, 5, 7};
    float[] currents = new float[33];
    Allocation.assertNoneOnceCompiled("step", () -> synapses.step(spikes, 3, currents));
  }

  @Test
  void rejectsBadArguments() {
    SparseRows rows = SparseCase.full(2, 3, 0);
    assertThrows(
        IllegalArgumentException.class,
        () -> new SparseDelivery(rows, new float[2], Parallel.of(1)));
    var synapses = new SparseDelivery(rows, new float[] {1}, Parallel.of(1));
    float[] currents = new float[3];
    assertThrows(
        IllegalArgumentException.class, () -> synapses.step(new int[] {0}, 1, new float[2]));
    assertThrows(
        IndexOutOfBoundsException.class, () -> synapses.step(new int[] {0, 2}, 2, currents));
    assertThrows(IndexOutOfBoundsException.class, () -> synapses.step(new int[] {0}, 2, currents));
    assertSame(new float[3], currents, "currents");
    synapses.step(new int[] {1}, 1, currents);
    assertSame(new float[] {1, 1, 1}, currents, "currents");
  }
}
