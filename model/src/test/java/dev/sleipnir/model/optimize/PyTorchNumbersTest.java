package dev.sleipnir.model.optimize;

import static dev.sleipnir.model.Close.assertClose;
import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Optimisers and schedules against the numbers that {@code make_numbers.py} had PyTorch write. */
class PyTorchNumbersTest {
  private static Map<String, double[]> numbers(String file) throws IOException {
    Map<String, double[]> rows = new HashMap<>();
    for (String line : Files.readAllLines(Path.of("src/test/optimize", file))) {
      String[] cells = line.split(",", -1);
      rows.put(
          cells[0],
          Arrays.stream(cells, 1, cells.length).mapToDouble(Double::parseDouble).toArray());
    }
    return rows;
  }

  private static float[] trained(Function<List<Parameter>, Optimizer> make) {
    Parameter w = new Parameter("w", Tensor.of(new float[] {-1, -0.5f, 0, 0.5f, 1}, 5));
    Optimizer optimizer = make.apply(List.of(w));
    for (int step = 0; step < 12; step++) {
      for (int i = 0; i < 5; i++) {
        w.gradient()[i] = (float) StrictMath.sin(1 + 3 * step + i);
      }
      optimizer.step();
    }
    return w.data();
  }

  @Test
  void optimizersAreThoseOfPyTorch() throws IOException {
    Map<String, double[]> expected = numbers("optimizers.csv");
    Map<String, Function<List<Parameter>, Optimizer>> ours =
        Map.of(
            "adamax",
            w -> TextOptimizer.adamax(w, 0.02),
            "adamax decay",
            w ->
                TextOptimizer.adamax(w, 0.02)
                    .with("beta1", 0.8)
                    .with("beta2", 0.95)
                    .with("epsilon", 1e-4)
                    .with("weight_decay", 0.1),
            "rmsprop",
            w -> TextOptimizer.rmsprop(w, 0.01),
            "rmsprop momentum",
            w ->
                TextOptimizer.rmsprop(w, 0.01)
                    .with("alpha", 0.9)
                    .with("momentum", 0.8)
                    .with("weight_decay", 0.1),
            "rmsprop centered",
            w ->
                TextOptimizer.rmsprop(w, 0.01)
                    .with("alpha", 0.9)
                    .with("epsilon", 1e-3)
                    .with("centered", 1));
    assertEquals(expected.keySet(), ours.keySet());
    ours.forEach(
        (name, make) -> {
          double[] wanted = Objects.requireNonNull(expected.get(name));
          assertClose(name, wanted, trained(make), 1e-5, 1e-6);
        });
  }

  @Test
  void schedulesAreThoseOfPyTorch() throws IOException {
    Map<String, double[]> expected = numbers("schedules.csv");
    Map<String, Schedule> ours =
        Map.of(
            "step", Schedule.step(6, 0.3),
            "exponential", Schedule.exponential(0.9),
            "cosine", Schedule.cosine(20),
            "one cycle", Schedule.oneCycle(20),
            "one cycle own", Schedule.oneCycle(20, 0.5, 10, 100),
            "warm-up", Schedule.cosine(15).warmUp(5));
    assertEquals(expected.keySet(), ours.keySet());
    ours.forEach(
        (name, schedule) -> {
          double[] wanted = Objects.requireNonNull(expected.get(name));
          for (int step = 0; step < 20; step++) {
            assertEquals(wanted[step], schedule.factor(step), 1e-10, name + ", step " + step);
          }
        });
  }

  @Test
  void lionStepsBySign() {
    double[] w = {-1, -0.5, 0, 0.5, 1};
    double[] m = new double[5];
    for (int step = 0; step < 12; step++) {
      for (int i = 0; i < 5; i++) {
        double g = StrictMath.sin(1 + 3 * step + i);
        w[i] -= 0.01 * (Math.signum(0.9 * m[i] + 0.1 * g) + 0.1 * w[i]);
        m[i] = 0.99 * m[i] + 0.01 * g;
      }
    }
    assertClose(
        "lion", w, trained(p -> TextOptimizer.lion(p, 0.01).with("weight_decay", 0.1)), 1e-5, 1e-6);
  }

  @Test
  void schedulesStayWhereTheyEnd() {
    assertEquals(1 / 250000.0, Schedule.oneCycle(20).factor(1_000_000), 1e-18);
    assertEquals(0, Schedule.cosine(15).warmUp(5).factor(20));
    assertEquals("warm-up of 5 steps, cosine over 15 steps", Schedule.cosine(15).warmUp(5).text());
    assertEquals(
        "one cycle over 20 steps, rising in 0.3, from 1/25.0, to 1/10000.0 of it",
        Schedule.oneCycle(20).text());
  }

  @Test
  void refusesSchedulesThatAreNone() {
    assertEquals("every: expected at least 1, got 0", refused(() -> Schedule.step(0, 0.5)));
    assertEquals(
        "factor: expected a number in [0, 1), got 1.0", refused(() -> Schedule.exponential(1)));
    assertEquals(
        "oneCycle: expected more than one step of rise and of fall and divisors >= 1, got 3 steps,"
            + " a share of 0.3, and divisors 25.0 and 10000.0",
        refused(() -> Schedule.oneCycle(3)));
    assertEquals("steps: expected at least 1, got 0", refused(() -> Schedule.CONSTANT.warmUp(0)));
  }
}
