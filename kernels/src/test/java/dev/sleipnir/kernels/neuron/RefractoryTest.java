package dev.sleipnir.kernels.neuron;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.NeuronForm;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Threshold, reset and refractory time: by the equations and compiled. */
class RefractoryTest {
  private static final NeuronModel MODEL =
      NeuronModel.parse(
          """
          model m
          parameters rest = 0.005 (s)
          state v = 0, w = 0, c = 0
          input x
          dv/dt = x / dt
          dw/dt = 1 / dt
          dc/dt = 1 / dt : rk2
          threshold v > 2.5
          reset v = w, w = v
          refractory rest holds v, c
          output z
          """);

  /** The neuron's steps: z, v, w and c after each, where x is 1. */
  private static double[][] byEquations(double rest, double dt, int steps) {
    var interpreter = new NeuronInterpreter(MODEL, new double[] {rest}, dt, () -> 0);
    double[] state = new double[4];
    double[][] rows = new double[steps][];
    for (int t = 0; t < steps; t++) {
      double z = interpreter.step(state, 1);
      rows[t] = new double[] {z, state[0], state[1], state[2]};
    }
    return rows;
  }

  private static double[][] compiled(double rest, double dt, int steps, boolean column) {
    var form = new NeuronForm(Surrogate.SUPER, List.of(column), List.of(false), false);
    CompiledNeuron compiled = MODEL.compile(form);
    var constants = compiled.constants(new double[] {rest, dt, 1});
    float[][] columns = column ? new float[][] {{(float) rest}} : Trial.NONE;
    float[][] state = new float[4][1];
    float[][] series = {{1}, {0}};
    double[][] rows = new double[steps][];
    for (int t = 0; t < steps; t++) {
      compiled.run(Stepper.Way.FORWARD, constants, columns, series, state, 0, 1, 1, 0, 1, 0);
      rows[t] = new double[] {series[1][0], state[0][0], state[1][0], state[2][0]};
    }
    return rows;
  }

  @Test
  void stepByStep() {
    double[][] expected = {
      // z, v, w, c
      {0, 1, 1, 1},
      {0, 2, 2, 2},
      // At 3, above the threshold: v and w change places.
      {1, 3, 3, 3},
      // Silent and held for two steps, though v is above the threshold; w is not held.
      {0, 3, 4, 3},
      {0, 3, 5, 3},
      // v = 4 and w = 6 change places.
      {1, 6, 4, 4},
      {0, 6, 5, 4},
      {0, 6, 6, 4},
      {1, 7, 7, 5},
    };
    for (boolean column : new boolean[] {false, true}) {
      double[][] got = compiled(0.002, 0.001, expected.length, column);
      for (int t = 0; t < expected.length; t++) {
        assertEquals(Arrays.toString(expected[t]), Arrays.toString(got[t]), "compiled, " + t);
      }
    }
    double[][] got = byEquations(0.002, 0.001, expected.length);
    for (int t = 0; t < expected.length; t++) {
      for (int i = 0; i < 4; i++) {
        assertEquals(expected[t][i], got[t][i], 1e-9, "by equations, " + t);
      }
    }
  }

  /** Whole steps stay whole however they are rounded, also where each neuron has its own time. */
  @ParameterizedTest
  @CsvSource({
    "0.005, 0.001, 5", "0.0007, 0.0001, 7", "0.0006, 0.0001, 6", "0.003, 0.0003, 10",
    "0.1, 0.001, 100", "0.0005, 0.001, 1", "0.0004, 0.001, 0", "0.0026, 0.001, 3",
    "0.0023, 0.001, 2", "0, 0.001, 0"
  })
  void silentSteps(double rest, double dt, int silent) {
    int steps = silent + 10;
    assertEquals(silent, silent(byEquations(rest, dt, steps)), "by equations");
    assertEquals(silent, silent(compiled(rest, dt, steps, false)), "compiled");
    assertEquals(silent, silent(compiled(rest, dt, steps, true)), "compiled, a column");
  }

  /** Steps between the first spike and the second: v stays above the threshold. */
  private static int silent(double[][] rows) {
    int first = 0;
    while (rows[first][0] == 0) {
      first++;
    }
    int second = first + 1;
    while (rows[second][0] == 0) {
      second++;
    }
    return second - first - 1;
  }

  @Test
  void holdsWhatTheThresholdComparesUnlessTold() {
    var model =
        NeuronModel.parse(
            """
            model m
            state v = 0, w = 0
            input x
            dv/dt = x / dt
            dw/dt = x / dt
            threshold v > 0.5
            refractory 0.001
            output w
            """);
    assertEquals(List.of("v", "w", "rho"), model.states());
    var interpreter = new NeuronInterpreter(model, new double[0], 0.001, () -> 0);
    double[] state = new double[3];
    for (int t = 0; t < 4; t++) {
      interpreter.step(state, 1);
    }
    assertEquals("[2.0, 4.0, 0.0]", Arrays.toString(state));
  }
}
