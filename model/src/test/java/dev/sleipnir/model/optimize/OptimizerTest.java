package dev.sleipnir.model.optimize;

import static dev.sleipnir.model.Close.assertClose;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.model.SameBits;
import dev.sleipnir.model.tensor.Parameter;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class OptimizerTest {
  private static final int STEPS = 12;

  /** One parameter's update in double precision: value and gradient to new value. */
  private interface Reference {
    double next(int step, double w, double g, double[] memory);
  }

  private static List<Parameter> parameters() {
    return List.of(
        new Parameter("a", normal(1, 7, 5)),
        new Parameter("b", normal(2, 3)),
        new Parameter("c", normal(3, 1)));
  }

  private static void setGradients(List<Parameter> parameters, int step) {
    for (int p = 0; p < parameters.size(); p++) {
      float[] g = parameters.get(p).gradient();
      System.arraycopy(normal(100L * step + p, g.length).data(), 0, g, 0, g.length);
    }
  }

  private static void check(Function<List<Parameter>, Optimizer> make, Reference reference) {
    List<Parameter> parameters = parameters();
    Optimizer optimizer = make.apply(parameters);
    double[][] expected = new double[3][];
    double[][][] memory = new double[3][][];
    for (int p = 0; p < 3; p++) {
      int size = parameters.get(p).size();
      expected[p] = new double[size];
      memory[p] = new double[size][2];
      for (int i = 0; i < size; i++) {
        expected[p][i] = parameters.get(p).data()[i];
      }
    }
    for (int step = 1; step <= STEPS; step++) {
      setGradients(parameters, step);
      for (int p = 0; p < 3; p++) {
        for (int i = 0; i < expected[p].length; i++) {
          double g = parameters.get(p).gradient()[i];
          expected[p][i] = reference.next(step, expected[p][i], g, memory[p][i]);
        }
      }
      optimizer.step();
      assertEquals(step, optimizer.steps());
      for (int p = 0; p < 3; p++) {
        assertClose("step " + step, expected[p], parameters.get(p).data(), 1e-5, 1e-6);
        assertArrayEquals(new float[expected[p].length], parameters.get(p).gradient());
      }
    }
  }

  @Test
  void sgd() {
    check(p -> new Sgd(p, 0.1), (step, w, g, m) -> w - 0.1 * g);
  }

  @Test
  void sgdWithSchedule() {
    check(
        p -> {
          Sgd sgd = new Sgd(p, 0.1);
          sgd.setSchedule(Schedule.cosine(STEPS - 2));
          return sgd;
        },
        (step, w, g, m) -> {
          double done = Math.min(1, (step - 1.0) / (STEPS - 2));
          return w - 0.1 * Math.pow(Math.cos(Math.PI / 2 * done), 2) * g;
        });
  }

  @Test
  void aScheduleThatRestartsIsTheSameAgain() {
    Schedule once = Schedule.cosine(3).warmUp(2);
    Schedule again = once.restartEvery(5);
    for (int step = 0; step < 12; step++) {
      assertEquals(once.factor(step % 5), again.factor(step), "step " + step);
    }
    assertEquals(once.text() + ", anew every 5 steps", again.text());
    refused(() -> once.restartEvery(0));
    assertEquals(4 * once.factor(3), once.times(4).factor(3));
    assertEquals("4.0 times " + once.text(), once.times(4).text());
    refused(() -> once.times(-1));
  }

  @Test
  void refusesSchedulesThatAreNone() {
    assertEquals("steps: expected at least 1, got 0", refused(() -> Schedule.cosine(0)));
    List<Parameter> parameters = parameters();
    Sgd sgd = new Sgd(parameters, 0.1);
    sgd.setSchedule(step -> -1);
    assertEquals("schedule's factor: expected a number >= 0, got -1.0", refused(() -> sgd.step()));
    assertEquals(0, sgd.steps());
  }

  @Test
  void sgdWithMomentumAndDecay() {
    check(
        p -> new Sgd(p, 0.05).momentum(0.9).weightDecay(0.01),
        (step, w, g, m) -> {
          m[0] = 0.9 * m[0] + g + 0.01 * w;
          return w - 0.05 * m[0];
        });
    check(p -> new Sgd(p, 0.05).weightDecay(0.01), (step, w, g, m) -> w - 0.05 * (g + 0.01 * w));
    check(p -> new Sgd(p, 0.05).nesterov(), (step, w, g, m) -> w - 0.05 * g);
    check(
        p -> new Sgd(p, 0.05).momentum(0.9).nesterov().weightDecay(0.01),
        (step, w, g, m) -> {
          double decayed = g + 0.01 * w;
          m[0] = 0.9 * m[0] + decayed;
          return w - 0.05 * (decayed + 0.9 * m[0]);
        });
  }

  private static double adam(
      int step, double g, double[] m, double rate, double b1, double b2, double epsilon) {
    m[0] = b1 * m[0] + (1 - b1) * g;
    m[1] = b2 * m[1] + (1 - b2) * g * g;
    double mean = m[0] / (1 - Math.pow(b1, step));
    double square = m[1] / (1 - Math.pow(b2, step));
    return rate * mean / (Math.sqrt(square) + epsilon);
  }

  @Test
  void adam() {
    check(p -> new Adam(p, 0.02), (step, w, g, m) -> w - adam(step, g, m, 0.02, 0.9, 0.999, 1e-8));
    check(
        p -> new Adam(p, 0.02).betas(0.8, 0.95).epsilon(1e-3).weightDecay(0.1),
        (step, w, g, m) -> w - adam(step, g + 0.1 * w, m, 0.02, 0.8, 0.95, 1e-3));
  }

  @Test
  void adamW() {
    check(
        p -> new AdamW(p, 0.02),
        (step, w, g, m) -> w * (1 - 0.02 * 0.01) - adam(step, g, m, 0.02, 0.9, 0.999, 1e-8));
    check(
        p -> new AdamW(p, 0.02).betas(0.8, 0.95).epsilon(1e-3).weightDecay(0.1),
        (step, w, g, m) -> w * (1 - 0.02 * 0.1) - adam(step, g, m, 0.02, 0.8, 0.95, 1e-3));
  }

  /** Memory and number of steps are all there is to carry over. */
  @Test
  void goesOnFromItsMemory() {
    List<Function<List<Parameter>, Optimizer>> kinds =
        List.of(
            p -> new Sgd(p, 0.05).momentum(0.9).weightDecay(0.01),
            p -> new Sgd(p, 0.05).momentum(0.9).nesterov(),
            p -> new Adam(p, 0.02),
            p -> new AdamW(p, 0.02));
    for (var kind : kinds) {
      List<Parameter> parameters = parameters();
      Optimizer optimizer = kind.apply(parameters);
      for (int step = 0; step < 3; step++) {
        setGradients(parameters, step);
        optimizer.step();
      }
      List<Parameter> copies =
          parameters.stream().map(p -> new Parameter(p.name(), p.value())).toList();
      Optimizer resumed = kind.apply(copies);
      for (int m = 0; m < resumed.memory().size(); m++) {
        float[] from = optimizer.memory().get(m);
        System.arraycopy(from, 0, resumed.memory().get(m), 0, from.length);
      }
      resumed.setSteps(optimizer.steps());
      for (Optimizer each : List.of(optimizer, resumed)) {
        setGradients(each.parameters(), 9);
        each.step();
      }
      assertSame(optimizer.name(), SameBits.values(parameters), SameBits.values(copies));
    }
  }

  @Test
  void ratesAreChecked() {
    List<Parameter> p = parameters();
    assertEquals("learningRate: expected a number >= 0, got -1.0", refused(() -> new Sgd(p, -1)));
    refused(() -> new Sgd(p, Double.NaN));
    refused(() -> new Sgd(p, 1).momentum(-0.5));
    refused(() -> new Sgd(p, 1).weightDecay(Double.POSITIVE_INFINITY));
    assertEquals(
        "beta1: expected a number in [0, 1), got 1.0", refused(() -> new Adam(p, 1).betas(1, 0.9)));
    refused(() -> new AdamW(p, 1).betas(0.9, -0.1).weightDecay(0));
    refused(() -> new AdamW(p, 1).betas(0.9, 0.9).epsilon(-1e-8).weightDecay(0));
  }
}
