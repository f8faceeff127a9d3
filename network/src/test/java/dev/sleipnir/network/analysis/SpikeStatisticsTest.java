package dev.sleipnir.network.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SpikeStatisticsTest {
  /** Neuron 0 at 2, 4, 6, 10, 12 (window from 2 to 12), neuron 1 at 3 and 5, neuron 2 never. */
  private static SpikeStatistics few() {
    return new SpikeStatistics(
        new SpikeTrains(
            0.5,
            3,
            2,
            12,
            new long[] {1, 2, 3, 4, 5, 6, 10, 12},
            new int[] {0, 0, 1, 0, 1, 0, 0, 0}));
  }

  @Test
  void byHand() {
    SpikeStatistics few = few();
    assertEquals(6 / (3 * 5.0), few.rate());
    // Intervals 2, 2, 4 and 2.
    IntervalStatistics intervals = few.intervals();
    assertEquals(0.5 * 10 / 4.0, intervals.mean(), 1e-12);
    double mean = 8 / 3.0;
    double deviation = Math.sqrt(((2 - mean) * (2 - mean) * 2 + (4 - mean) * (4 - mean)) / 3);
    assertArrayEquals(new double[] {deviation / mean}, intervals.cvs(4), 1e-12);
    assertEquals(2, intervals.cvs(2).length);
    assertEquals((0 + 2 * 2 / 6.0) / 2, intervals.cv2(0), 1e-12);
    assertEquals((0 + 3 * 4 / 36.0) / 2, intervals.lv(0), 1e-12);
    assertTrue(Double.isNaN(intervals.cv2(1)) && Double.isNaN(intervals.cv(2)));
    assertArrayEquals(new double[] {2, 2, 1, 0, 1}, few.binned(1));
    // Counts of bins of 5 steps: 3, 1 and 2, 0.
    CountStatistics counts = few.counts(2.5, 0, 1, 2);
    assertArrayEquals(new double[] {1}, counts.correlations(), 1e-12);
    assertEquals(0.5, counts.fano(0), 1e-12);
    assertEquals(1, counts.fano(1), 1e-12);
    assertEquals(4 / 5.0, counts.rate(0), 1e-12);
    assertEquals(few.rate(), counts.rate(), 1e-12);
    assertEquals(2 / 3.0, counts.populationCv(), 1e-12);
    assertEquals(Math.sqrt(4 / 9.0 / (2 / 3.0)), counts.synchrony(), 1e-12);
    assertThrows(IllegalArgumentException.class, () -> few.spectrum(1, 6));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length;
  }

  /** All statistics by their definitions, from lists of counts and intervals. */
  @Test
  void randomTrainsByDefinition() {
    var random = new SplittableRandom(5);
    int n = 7;
    int end = 65 * 20 + 13;
    List<Long> steps = new ArrayList<>();
    List<Integer> neurons = new ArrayList<>();
    for (int step = 0; step < end; step++) {
      boolean together = random.nextDouble() < 0.03;
      for (int i = 0; i < n; i++) {
        if (i != 3 && (together || random.nextDouble() < 0.01 * i)) {
          steps.add(step + 1000L);
          neurons.add(i);
        }
      }
    }
    var trains =
        new SpikeTrains(
            0.25,
            n,
            1000,
            1000 + end,
            steps.stream().mapToLong(s -> s).toArray(),
            neurons.stream().mapToInt(i -> i).toArray());
    var statistics = new SpikeStatistics(trains);
    int[] sample = {6, 0, 3, 5};
    CountStatistics counts = statistics.counts(5, sample);
    IntervalStatistics intervals = statistics.intervals();
    double[][] count = new double[n][65];
    double[] all = new double[65];
    for (int s = 0; s < steps.size(); s++) {
      int bin = (int) (steps.get(s) - 1000) / 20;
      if (bin < 65) {
        count[neurons.get(s)][bin]++;
        all[bin]++;
      }
    }
    double ofNeurons = 0;
    for (int i = 0; i < n; i++) {
      ofNeurons += variance(count[i]) / n;
      if (i != 3) {
        assertEquals(variance(count[i]) / mean(count[i]), counts.fano(i), 1e-9);
        assertEquals(mean(count[i]) / 5, counts.rate(i), 1e-9);
        double[] own = trains.intervals(i);
        assertEquals(mean(own), intervals.mean(i), 1e-9);
        assertEquals(Math.sqrt(variance(own)) / mean(own), intervals.cv(i), 1e-9);
        double cv2 = 0;
        double lv = 0;
        for (int k = 1; k < own.length; k++) {
          double ratio = (own[k] - own[k - 1]) / (own[k] + own[k - 1]);
          cv2 += 2 * Math.abs(ratio) / (own.length - 1);
          lv += 3 * ratio * ratio / (own.length - 1);
        }
        assertEquals(cv2, intervals.cv2(i), 1e-9);
        assertEquals(lv, intervals.lv(i), 1e-9);
      }
    }
    assertEquals(65, counts.windows());
    assertEquals(Math.sqrt(variance(all)) / mean(all), counts.populationCv(), 1e-9);
    assertEquals(Math.sqrt(variance(all) / n / n / ofNeurons), counts.synchrony(), 1e-9);
    double[] expected = new double[3];
    int pair = 0;
    int[] spiking = {6, 0, 5};
    for (int a = 0; a < 3; a++) {
      for (int b = 0; b < a; b++) {
        double[] x = count[spiking[a]];
        double[] y = count[spiking[b]];
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
          sum += (x[k] - mean(x)) * (y[k] - mean(y)) / x.length;
        }
        expected[pair++] = sum / Math.sqrt(variance(x) * variance(y));
      }
    }
    assertArrayEquals(expected, counts.correlations(), 1e-9);
  }

  /** The power of random numbers and its integral, by plain Fourier sums. */
  @Test
  void spectraByDefinition() {
    var random = new SplittableRandom(2);
    double[] values = random.doubles(40).toArray();
    for (int length : new int[] {16, 15}) {
      var spectrum = new PowerSpectrum(0.5, length);
      for (double value : values) {
        spectrum.add(value);
      }
      double[] expected = new double[length / 2 + 1];
      int windows = 0;
      for (int from = 0; from + length <= values.length; from += length / 2) {
        double[] part = Arrays.copyOfRange(values, from, from + length);
        double mean = mean(part);
        windows++;
        for (int f = 0; f < expected.length; f++) {
          double re = 0;
          double im = 0;
          double norm = 0;
          for (int k = 0; k < length; k++) {
            double hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * k / length);
            re += (part[k] - mean) * hann * Math.cos(2 * Math.PI * f * k / length);
            im += (part[k] - mean) * hann * Math.sin(2 * Math.PI * f * k / length);
            norm += hann * hann;
          }
          double sides = f == 0 || 2 * f == length ? 1 : 2;
          expected[f] += sides * (re * re + im * im) * 0.5 / norm;
        }
      }
      for (int f = 0; f < expected.length; f++) {
        expected[f] /= windows;
      }
      assertEquals(windows, spectrum.windows());
      assertArrayEquals(expected, spectrum.power(), 1e-12);
      assertEquals(2 / (length * 0.5), spectrum.frequencies()[2], 1e-12);
    }
  }

  /** A rhythm of 8 bins in windows of 64: the power is at 1 / 8. */
  @Test
  void aRhythmIsFound() {
    int n = 512;
    long[] steps = new long[n];
    Arrays.setAll(steps, k -> k / 2 * 2 % 8 < 4 ? k / 8 * 8L : k / 8 * 8L + 1);
    Arrays.sort(steps);
    var trains = new SpikeTrains(1, 1, 0, n, steps, new int[n]);
    PowerSpectrum spectrum = new SpikeStatistics(trains).spectrum(1, 64);
    double[] power = spectrum.power();
    int best = 0;
    for (int f = 0; f < power.length; f++) {
      best = power[f] > power[best] ? f : best;
    }
    assertEquals(33, power.length);
    assertEquals(0, best % 8, "a multiple of the rhythm");
    assertEquals(best / 64.0, spectrum.frequencies()[best]);
    assertEquals(0, power[4], 1e-9 * power[8]);
  }

  @Test
  void trainsOfSeveralPopulations() {
    var one = new SpikeTrains(0.1, 2, 0, 10, new long[] {1, 3, 3, 9}, new int[] {1, 0, 1, 0});
    var other = new SpikeTrains(0.1, 3, 0, 10, new long[] {0, 3, 9}, new int[] {2, 0, 1});
    SpikeTrains both = SpikeTrains.together(one, other);
    assertArrayEquals(new long[] {0, 1, 3, 3, 3, 9, 9}, both.steps());
    assertArrayEquals(new int[] {4, 1, 0, 1, 2, 0, 3}, both.neurons());
    assertEquals(5, both.size());
    assertArrayEquals(new long[] {3, 9}, both.steps(0));
    assertArrayEquals(new double[] {3 * 0.1}, both.between(2, 9).times(0));
    assertArrayEquals(new double[] {6 * 0.1}, both.intervals(0), 1e-12);
    assertEquals(0, both.intervals(4).length);
    assertEquals("7 spikes of 5 neurons in steps 0 to 10", both.toString());
  }

  private static void refuse(String message, Runnable action) {
    var error = assertThrows(IllegalArgumentException.class, action::run);
    assertEquals(message, String.valueOf(error.getMessage()));
  }

  @Test
  void badInputIsRefused() {
    long[] none = {};
    var empty = new SpikeTrains(1, 2, 5, 5, none, new int[0]);
    refuse(
        "steps of the window: expected at least 1, got 0", () -> new SpikeStatistics(empty).rate());
    refuse(
        "spikes: expected steps in order, got 2 after 3",
        () -> new SpikeTrains(1, 2, 0, 5, new long[] {3, 2}, new int[2]));
    refuse(
        "spikes: expected neurons from 0 to 1, got 2",
        () -> new SpikeTrains(1, 2, 0, 5, new long[] {3}, new int[] {2}));
    refuse(
        "neurons of spikes: expected 1 values, as steps, got 0",
        () -> new SpikeTrains(1, 2, 0, 5, new long[] {3}, new int[0]));
    refuse(
        "window: expected a part of steps 5 to 5, got 5 to 6", () -> empty.between(5, 6).count());
    refuse(
        "sample: expected different neurons from 0 to 2, got 1 at 1",
        () -> few().counts(1, 1, 1).windows());
    refuse("neuron: expected 0 to 1, got 2", () -> empty.times(2));
    refuse("neuron: expected 0 to 1, got -1", () -> empty.count(-1));
    var other = new SpikeTrains(1, 1, 5, 6, none, new int[0]);
    refuse(
        "populations: expected the time step and window of the first, 0 spikes of 2 neurons in"
            + " steps 5 to 5 of 1.0, got 0 spikes of 1 neurons in steps 5 to 6 of 1.0",
        () -> SpikeTrains.together(empty, other).count());
    assertTrue(Double.isNaN(Moments.of().mean()) && Double.isNaN(Moments.of().deviation()));
    assertEquals(0, Moments.of(3).deviation());
    assertEquals(2, Moments.of(1, 5).deviation());
  }
}
