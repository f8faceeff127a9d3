package dev.sleipnir.network.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Distances between trains: by hand, and by their definitions. */
class TrainDistancesTest {
  private static final double[] NONE = {};

  private static double[] of(double... times) {
    return times;
  }

  /** Times on a grid of quarters from 0 to 10, so that some are equal. */
  private static double[] random(long seed, int count) {
    var random = new SplittableRandom(seed);
    return random.ints(count, 0, 40).sorted().distinct().mapToDouble(k -> k / 4.0).toArray();
  }

  /** The cheapest way from the first i and j spikes, tried in all ways. */
  private static double cheapest(double[] a, int i, double[] b, int j, double cost) {
    if (i == 0 || j == 0) {
      return i + j;
    }
    double moved = cheapest(a, i - 1, b, j - 1, cost) + cost * Math.abs(a[i - 1] - b[j - 1]);
    return Math.min(
        moved, 1 + Math.min(cheapest(a, i - 1, b, j, cost), cheapest(a, i, b, j - 1, cost)));
  }

  @Test
  void victorPurpuraByHand() {
    assertEquals(0.5, VictorPurpura.distance(of(1), of(1.5), 1));
    assertEquals(2, VictorPurpura.distance(of(1), of(1.5), 10));
    assertEquals(2, VictorPurpura.distance(of(1, 2, 3), of(7), 0));
    assertEquals(3, VictorPurpura.distance(of(1, 2), of(2, 3.5, 4), Double.POSITIVE_INFINITY));
    assertEquals(3, VictorPurpura.distance(of(1, 2, 3), NONE, 1));
    assertEquals(0, VictorPurpura.distance(NONE, NONE, 1));
    // 1 to 1.2 and 3 to 2.9 are moved, 5 is removed.
    assertEquals(1 + 0.3, VictorPurpura.distance(of(1, 3, 5), of(1.2, 2.9), 1), 1e-12);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1, 4})
  void victorPurpuraByDefinition(double cost) {
    for (int seed = 0; seed < 8; seed++) {
      double[] a = random(seed, seed);
      double[] b = random(seed + 100, 7);
      double distance = VictorPurpura.distance(a, b, cost);
      assertEquals(cheapest(a, a.length, b, b.length, cost), distance, 1e-12);
      assertEquals(distance, VictorPurpura.distance(b, a, cost), 1e-12);
    }
  }

  @Test
  void vanRossumByHand() {
    assertEquals(Math.sqrt(0.5), VanRossum.distance(of(3), NONE, 2), 1e-12);
    assertEquals(0, VanRossum.distance(of(3, 4), of(3, 4), 2));
    assertEquals(0, VanRossum.distance(NONE, NONE, 2));
    assertEquals(Math.sqrt(1 - Math.exp(-1.5)), VanRossum.distance(of(3), of(6), 2), 1e-12);
    // Far apart spikes count one by one; two at once count four times.
    assertEquals(1, VanRossum.distance(of(0), of(1000), 1), 1e-12);
    assertEquals(Math.sqrt(2), VanRossum.distance(of(5, 5), NONE, 1), 1e-12);
  }

  /** The integral itself, by the trapezoidal rule. */
  @Test
  void vanRossumByDefinition() {
    double tau = 0.7;
    for (int seed = 0; seed < 6; seed++) {
      double[] a = random(seed, 6);
      double[] b = random(seed + 50, 2 * seed);
      double h = 1e-3;
      double integral = 0;
      for (double t = h / 2; t < 25; t += h) {
        double difference = exponentials(a, t, tau) - exponentials(b, t, tau);
        integral += difference * difference * h;
      }
      assertEquals(Math.sqrt(integral / tau), VanRossum.distance(a, b, tau), 1e-4);
    }
  }

  private static double exponentials(double[] times, double t, double tau) {
    return Arrays.stream(times).filter(s -> s <= t).map(s -> Math.exp((s - t) / tau)).sum();
  }

  @Test
  void tilingByHand() {
    assertEquals(1, SpikeTimeTiling.coefficient(of(2, 5), of(2, 5), 0.5, 0, 10));
    // T of each is 1 / 10; no spike is near one of the other.
    assertEquals(-0.1, SpikeTimeTiling.coefficient(of(2), of(5), 0.5, 0, 10), 1e-12);
    // P_a = 1/2, T_b = 1/10, P_b = 1, T_a = 2/10.
    double expected = ((0.5 - 0.1) / (1 - 0.05) + 1) / 2;
    assertEquals(expected, SpikeTimeTiling.coefficient(of(2, 8), of(2.25), 0.5, 0, 10), 1e-12);
    // Tiles that overlap and that the border cuts: 0 to 1.5 and 9.5 to 10 of a.
    double t = 0.2;
    double negative = (-0.1 / 1 - t) / 2;
    assertEquals(negative, SpikeTimeTiling.coefficient(of(0.5, 1, 10), of(5), 0.5, 0, 10), 1e-12);
    assertEquals(1, SpikeTimeTiling.coefficient(of(1), of(2), 20, 0, 10));
    assertTrue(Double.isNaN(SpikeTimeTiling.coefficient(of(1), NONE, 1, 0, 10)));
  }

  @Test
  void tilingByDefinition() {
    for (int seed = 0; seed < 6; seed++) {
      double[] a = random(seed, 4 + 2 * seed);
      double[] b = random(seed + 50, 9);
      double within = 0.3;
      double[] p = new double[2];
      double[] t = new double[2];
      for (int side = 0; side < 2; side++) {
        double[] own = side == 0 ? a : b;
        double[] other = side == 0 ? b : a;
        p[side] =
            Arrays.stream(own)
                .filter(s -> Arrays.stream(other).anyMatch(o -> Math.abs(o - s) <= within))
                .count();
        p[side] /= own.length;
        int points = 40_000;
        for (int k = 0; k < points; k++) {
          double at = (k + 0.5) * 10 / points;
          boolean near = Arrays.stream(own).anyMatch(s -> Math.abs(s - at) <= within);
          t[side] += near ? 1.0 / points : 0;
        }
      }
      double expected = ((p[0] - t[1]) / (1 - p[0] * t[1]) + (p[1] - t[0]) / (1 - p[1] * t[0])) / 2;
      assertEquals(expected, SpikeTimeTiling.coefficient(a, b, within, 0, 10), 1e-3);
    }
  }

  @Test
  void isiDistanceByHand() {
    assertEquals(0, IsiDistance.distance(of(1, 2, 3), of(1, 2, 3), 0, 4));
    // Clocks of 1 and 2, everywhere: |1 - 2| / 2.
    double[] one = of(0, 1, 2, 3, 4);
    assertEquals(0.5, IsiDistance.distance(one, of(0, 2, 4), 0, 4), 1e-12);
    // From 0 to 1: 4 and 1, the border; from 1 on: 4 and 3.
    assertEquals(0.25 * 0.75 + 0.75 * 0.25, IsiDistance.distance(NONE, of(1), 0, 4), 1e-12);
    // Intervals 3, the border, which is longer than 0.5; then 0.5, 0.5 to the end.
    assertEquals(
        (3 * (1 - 3 / 4.0) + 1 * (1 - 0.5 / 4.0)) / 4,
        IsiDistance.distance(of(3, 3.5, 4), NONE, 0, 4),
        1e-12);
    assertEquals(0, IsiDistance.distance(NONE, NONE, 0, 4));
  }

  /** The profile of an example of SPIKY, which is that of PySpike's tests. */
  @Test
  void spikeDistanceOfAPublishedExample() {
    double[] a = of(0, 2, 5, 8);
    double[] b = of(0, 1, 5, 9);
    assertEquals(313.0 / 1680, SpikeDistance.distance(a, b, 0, 10), 1e-15);
    assertEquals(313.0 / 1680, SpikeDistance.distance(b, a, 0, 10), 1e-15);
  }

  @Test
  void spikeDistanceByHand() {
    assertEquals(0, SpikeDistance.distance(of(1, 2, 3), of(1, 2, 3), 0, 4));
    assertEquals(0, SpikeDistance.distance(NONE, NONE, 0, 4));
    assertEquals(0, SpikeDistance.distance(NONE, of(0, 4), 0, 4));
    // Clocks of 2 of which one is late by 0.5, far from the borders: 0.5 of an interval of 2.
    double[] early = IntStream.rangeClosed(0, 1000).mapToDouble(k -> 2.0 * k).toArray();
    double[] late = IntStream.range(0, 1000).mapToDouble(k -> 2.0 * k + 0.5).toArray();
    assertEquals(0.25, SpikeDistance.distance(early, late, 0, 2000), 1e-3);
    // A spike 1 from a spike at the border, where the intervals of the one spike end: 1 and 0.
    double before = 1 * 4 / (2 * 2.5 * 2.5);
    double after = 1 * 4 / (2 * 3.5 * 3.5);
    double expected = (before + 3 * after) / 4;
    assertEquals(expected, SpikeDistance.distance(of(1), NONE, 0, 4), 1e-12);
  }

  @Test
  void spikeDistanceByDefinition() {
    for (int seed = 0; seed < 12; seed++) {
      double[] a = random(seed, seed);
      double[] b = random(seed + 60, 9);
      int points = 40_000;
      double sum = 0;
      for (int k = 0; k < points; k++) {
        double t = (k + 0.5) * 10 / points;
        double[] x = local(a, b, t);
        double[] y = local(b, a, t);
        sum += (x[0] * y[1] + y[0] * x[1]) / (2 * Math.pow((x[1] + y[1]) / 2, 2)) / points;
      }
      assertEquals(sum, SpikeDistance.distance(a, b, 0, 10), 1e-4, "seed " + seed);
      assertEquals(sum, SpikeDistance.distance(b, a, 0, 10), 1e-4, "seed " + seed);
    }
  }

  /** Of a train at a time: its distance from the other, and its interval. */
  private static double[] local(double[] given, double[] other, double t) {
    double[] own = bordered(given);
    double[] others = bordered(other);
    int next = 1;
    while (own[next] <= t) {
      next++;
    }
    // The outermost are no spikes: their distance is that of the spike beside them.
    double last = nearest(own[Math.max(1, next - 1)], others);
    double following = nearest(own[Math.min(own.length - 2, next)], others);
    double length = own[next] - own[next - 1];
    return new double[] {
      (last * (own[next] - t) + following * (t - own[next - 1])) / length, length
    };
  }

  private static double nearest(double spike, double[] others) {
    return Arrays.stream(others).map(o -> Math.abs(o - spike)).min().orElseThrow();
  }

  /** With where the intervals at the borders end. */
  private static double[] bordered(double[] given) {
    double[] times = given.length == 0 ? of(0, 10) : given;
    int n = times.length;
    double[] all = new double[n + 2];
    System.arraycopy(times, 0, all, 1, n);
    all[0] = n == 1 ? 0 : Math.min(0, 2 * times[0] - times[1]);
    all[n + 1] = n == 1 ? 10 : Math.max(10, 2 * times[n - 1] - times[n - 2]);
    return all;
  }

  @Test
  void correlograms() {
    long[] a = {10, 20, 30};
    long[] b = {9, 12, 20, 41};
    // Lags: -1, 2, 10, 31; -11, -8, 0, 21; -21, -18, -10, 11.
    assertArrayEquals(new long[] {0, 1, 1, 0, 1}, CrossCorrelogram.counts(a, b, 1, 2));
    // Bins of 10 from -15: -15 to -6, -5 to 4, 5 to 14.
    assertArrayEquals(new long[] {3, 3, 2}, CrossCorrelogram.counts(a, b, 10, 1));
    assertArrayEquals(new long[] {3}, CrossCorrelogram.counts(a, a, 1, 0));
    assertArrayEquals(new long[3], CrossCorrelogram.counts(a, new long[0], 5, 1));
    var random = new SplittableRandom(1);
    long[] x = random.longs(50, 0, 400).sorted().toArray();
    long[] y = random.longs(33, 0, 400).sorted().toArray();
    for (long bin : new long[] {1, 4, 7}) {
      long[] expected = new long[11];
      for (long s : x) {
        for (long t : y) {
          double place = Math.floor((t - s) / (double) bin + 0.5);
          if (Math.abs(place) <= 5) {
            expected[(int) place + 5]++;
          }
        }
      }
      assertArrayEquals(expected, CrossCorrelogram.counts(x, y, bin, 5));
    }
  }

  @Test
  void histograms() {
    Histogram of = Histogram.of(of(0, 0.9, 1, 3.5, 4, 4.1, -0.1, Double.NaN), 0, 4, 4);
    assertArrayEquals(new long[] {2, 1, 0, 2}, of.counts());
    assertArrayEquals(of(0, 1, 2, 3, 4), of.edges());
    assertArrayEquals(
        new long[] {1, 1}, Histogram.of(new float[] {0.25f, 0.75f}, 0, 1, 2).counts());
  }

  @Test
  void allPairs() {
    var trains = new SpikeTrains(0.5, 3, 0, 100, new long[] {2, 4, 4}, new int[] {0, 0, 1});
    double[][] cost = VictorPurpura.distances(trains, 1);
    assertArrayEquals(new double[] {0, 1, 2}, cost[0]);
    assertArrayEquals(new double[] {2, 1, 0}, cost[2]);
    assertEquals(Math.sqrt(0.5), VanRossum.distances(trains, 3)[1][2], 1e-12);
    double[][] spike = SpikeDistance.distances(trains);
    assertEquals(SpikeDistance.distance(of(1, 2), of(2), 0, 50), spike[0][1]);
    assertEquals(0, spike[2][2]);
  }

  private static void refuse(String message, Runnable action) {
    var error = assertThrows(IllegalArgumentException.class, action::run);
    assertEquals(message, String.valueOf(error.getMessage()));
  }

  @Test
  void badInputIsRefused() {
    refuse(
        "a: expected finite times in order, got 1.0 at 1",
        () -> VictorPurpura.distance(of(2, 1), NONE, 1));
    refuse(
        "b: expected finite times in order, got NaN at 0",
        () -> VanRossum.distance(NONE, of(Double.NaN), 1));
    refuse("cost: expected a number >= 0, got -1.0", () -> VictorPurpura.distance(NONE, NONE, -1));
    refuse("tau: expected a positive number, got 0.0", () -> VanRossum.distance(NONE, NONE, 0));
    refuse(
        "a: expected times from 0.0 to 4.0, got 1.0 to 5.0",
        () -> SpikeTimeTiling.coefficient(of(1, 5), NONE, 1, 0, 4));
    refuse(
        "window: expected a beginning before its end, got 4.0 to 4.0",
        () -> IsiDistance.distance(NONE, NONE, 4, 4));
    refuse(
        "b: expected times from 0.0 to 4.0, got -1.0 to 5.0",
        () -> SpikeDistance.distance(NONE, of(-1, 5), 0, 4));
    refuse(
        "steps of a bin: expected at least 1, got 0",
        () -> CrossCorrelogram.counts(new long[0], new long[0], 0, 1));
    refuse(
        "b: expected steps in order, got 1 after 2",
        () -> CrossCorrelogram.counts(new long[0], new long[] {2, 1}, 1, 1));
    refuse("bins: expected at least 1, got 0", () -> Histogram.of(NONE, 0, 1, 0));
    refuse(
        "histogram: expected a lower end below the upper one, got 1.0 to 1.0",
        () -> Histogram.of(NONE, 1, 1, 3));
  }
}
