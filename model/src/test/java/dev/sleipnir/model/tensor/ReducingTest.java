package dev.sleipnir.model.tensor;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReducingTest {
  private static double[] maximum(double[] x, int steps) {
    int n = x.length / steps;
    double[] best = Arrays.copyOf(x, n);
    for (int i = n; i < x.length; i++) {
      best[i % n] = Math.max(best[i % n], x[i]);
    }
    return best;
  }

  @Test
  void sumAndMean() {
    check(in -> in.get(0).sum(), in -> new double[] {Arrays.stream(in[0]).sum()}, normal(1, 5, 9));
    check(
        in -> in.get(0).mean(),
        in -> new double[] {Arrays.stream(in[0]).sum() / 45},
        normal(1, 5, 9));
    check(
        in -> in.get(0).channelsLast().multiply(in.get(0)).mean(),
        in -> new double[] {Arrays.stream(in[0]).map(v -> v * v).sum() / 48},
        normal(1, 2, 3, 2, 4));
  }

  /** Beyond a piece of work: the same sum, and a gradient everywhere, on any number of threads. */
  @ParameterizedTest
  @ValueSource(ints = {(1 << 16) + 1, 5 * (1 << 16) - 3})
  void longSums(int size) {
    Tensor drawn = normal(3, size);
    float[] twos = new float[size];
    Arrays.fill(twos, 2f);
    double exact = 0;
    double magnitude = 0;
    for (float value : drawn.toArray()) {
      exact += value;
      magnitude += Math.abs(value);
    }
    float first = Float.NaN;
    for (int threads = 1; threads <= 3; threads++) {
      try (Parallel pool = Parallel.of(threads);
          Tape tape = new Tape(new Workspace(pool))) {
        Tensor x = tape.watch(drawn);
        Tensor sum = x.sum();
        float value = sum.toArray()[0];
        assertEquals(exact, value, 1e-6 * magnitude);
        first = threads == 1 ? value : first;
        assertEquals(first, value);
        tape.backward(sum.multiply(2f));
        Tensor gradient = x.gradient();
        assertNotNull(gradient);
        assertArrayEquals(twos, gradient.toArray());
      }
    }
  }

  @Test
  void maximumOverTime() {
    check(in -> in.get(0).maxOverTime(), in -> maximum(in[0], 6), normal(1, 6, 2, 5));
    check(in -> in.get(0).maxOverTime(), in -> maximum(in[0], 6), normal(1, 6));
    check(
        in -> in.get(0).channelsLast().maxOverTime(),
        in -> maximum(in[0], 4),
        normal(1, 4, 2, 3, 2, 2));
    check(
        in -> in.get(0).channelsLast().maxOverTime(),
        in -> maximum(in[0], 4),
        normal(1, 4, 3, 2, 2));
  }

  @Test
  void maximumIsTheSameWithAndWithoutATape() {
    Tensor x = normal(2, 5, 3, 2, 2).channelsLast();
    try (Tape tape = new Tape()) {
      assertArrayEquals(x.maxOverTime().toArray(), tape.watch(x).maxOverTime().toArray());
    }
  }

  @Test
  void maximumOfEqualValuesSendsItsGradientToTheEarliest() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(Tensor.of(new float[] {0, 1, 2, 1, 2, 1}, 3, 2));
      tape.backward(x.maxOverTime(), Tensor.of(new float[] {5, 7}, 2));
      Tensor gradient = x.gradient();
      assertNotNull(gradient);
      assertArrayEquals(new float[] {0, 7, 5, 0, 0, 0}, gradient.toArray());
    }
  }

  @Test
  void maximumShowsNaN() {
    Tensor x = Tensor.of(new float[] {0, Float.NaN, 2, 1, 5, 6}, 3, 2);
    Tensor late = Tensor.of(new float[] {0, 3, 2, 1, Float.NaN, 6}, 3, 2);
    assertTrue(Float.isNaN(x.maxOverTime().get(1)));
    assertTrue(Float.isNaN(late.maxOverTime().get(0)));
    try (Tape tape = new Tape()) {
      assertTrue(Float.isNaN(tape.watch(x).maxOverTime().get(1)));
      assertTrue(Float.isNaN(tape.watch(late).maxOverTime().get(0)));
    }
  }

  @Test
  void maximumNeedsAStep() {
    var e = assertThrows(IllegalArgumentException.class, () -> Tensor.zeros(0, 3).maxOverTime());
    assertEquals(
        "maxOverTime: expected [time, ...] with at least one step, got shape [0, 3]",
        e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Tensor.zeros().maxOverTime());
  }
}
