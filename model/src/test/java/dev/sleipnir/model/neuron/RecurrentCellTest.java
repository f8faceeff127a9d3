package dev.sleipnir.model.neuron;

import static dev.sleipnir.model.Close.assertClose;
import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.cell.RecurrentCell;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Recurrent neurons, smooth ones, so that differences tell the gradient of every weight. */
class RecurrentCellTest {
  private static final Neuron SMOOTH =
      Neuron.parse(
          """
          model smooth
          parameters k = 0.3
          state v = 0
          input x
          v = v + k * (x - v)
          y = tanh(v)
          output y
          """);

  private static final int STEPS = 5;
  private static final int BATCH = 2;
  private static final int INPUTS = 3;
  private static final int HIDDEN = 4;

  private static RecurrentWeights weights(boolean autapses) {
    return RecurrentWeights.random(new RandomStream(3, 1), INPUTS, HIDDEN, autapses);
  }

  /** x, input weights, recurrent weights, and if given z and v before; outputs of every step. */
  private static double[] smooth(double[]... in) {
    double[] z = in.length > 3 ? in[3].clone() : new double[BATCH * HIDDEN];
    double[] v = in.length > 3 ? in[4].clone() : new double[BATCH * HIDDEN];
    double[] out = new double[STEPS * z.length];
    for (int t = 0; t < STEPS; t++) {
      double[] next = new double[z.length];
      for (int b = 0; b < BATCH; b++) {
        for (int h = 0; h < HIDDEN; h++) {
          double drive = 0;
          for (int k = 0; k < INPUTS; k++) {
            drive += in[1][h * INPUTS + k] * in[0][(t * BATCH + b) * INPUTS + k];
          }
          for (int k = 0; k < HIDDEN; k++) {
            drive += in[2][h * HIDDEN + k] * z[b * HIDDEN + k];
          }
          int n = b * HIDDEN + h;
          v[n] += 0.3 * (drive - v[n]);
          next[n] = Math.tanh(v[n]);
        }
      }
      z = next;
      System.arraycopy(z, 0, out, t * z.length, z.length);
    }
    return out;
  }

  @Test
  void weightsAreNormalOfDeviationFixedByTheHiddenNeurons() {
    Seeds.set(1);
    RecurrentWeights weights = RecurrentWeights.random(40, 200);
    for (Parameter p : List.of(weights.input(), weights.recurrent())) {
      double squares = 0;
      for (float w : p.data()) {
        squares += w * w;
      }
      assertEquals(Math.sqrt(2.0 / 200), Math.sqrt(squares / p.size()), 0.003, p.name());
    }
    float[] drawn = weights.input().data();
    assertFalse(Arrays.equals(drawn, RecurrentWeights.random(40, 200).input().data()));
    Seeds.set(1);
    assertArrayEquals(drawn, RecurrentWeights.random(40, 200).input().data(), "reproducible");
    assertEquals("40, 200, autapses = false", weights.toString());
  }

  @Test
  void gradientsOfAllWeights() {
    NeuronLayer layer = SMOOTH.recurrent(weights(true));
    check(
        in -> layer.forward(in.get(0)),
        RecurrentCellTest::smooth,
        layer.parameters(),
        normal(1, STEPS, BATCH, INPUTS));
  }

  /** Gradients through a state that was given, whose own come out at the state. */
  @Test
  void gradientsFromAStateThatWasGiven() {
    NeuronLayer layer = SMOOTH.recurrent(weights(true));
    Tensor x = normal(1, STEPS, BATCH, INPUTS);
    Tensor z = normal(2, BATCH, HIDDEN);
    Tensor v = normal(3, BATCH, HIDDEN);
    List<Parameter> w = layer.parameters();
    check(
        in -> {
          NeuronState state = layer.cell().initialState(BATCH, HIDDEN);
          state.set("z", z);
          state.set("v", v);
          return layer.run(in.get(0), state).output();
        },
        p -> smooth(p[0], p[1], p[2], doubles(z), doubles(v)),
        w,
        x);
    NeuronState state = layer.cell().initialState(BATCH, HIDDEN);
    state.set("z", z);
    state.set("v", v);
    Tensor cotangent = normal(4, STEPS, BATCH, HIDDEN);
    try (Tape tape = new Tape()) {
      Tensor out = layer.run(tape.enter(x), state).output();
      tape.backward(out, cotangent);
      double[][] at = {
        doubles(x), doubles(w.get(0).value()), doubles(w.get(1).value()), doubles(z), doubles(v)
      };
      for (int k = 3; k < 5; k++) {
        Tensor actual = Objects.requireNonNull(state.gradient(k == 3 ? "z" : "v"));
        double[] expected = new double[BATCH * HIDDEN];
        for (int e = 0; e < expected.length; e++) {
          expected[e] = difference(at, k, e, doubles(cotangent));
        }
        assertClose("state", expected, actual.toArray(), 1e-4, 1e-5);
      }
    }
  }

  private static double difference(double[][] at, int k, int e, double[] cotangent) {
    double value = at[k][e];
    at[k][e] = value + 1e-5;
    double[] above = smooth(at);
    at[k][e] = value - 1e-5;
    double[] below = smooth(at);
    at[k][e] = value;
    double sum = 0;
    for (int o = 0; o < above.length; o++) {
      sum += cotangent[o] * (above[o] - below[o]) / 2e-5;
    }
    return sum;
  }

  private static double[] doubles(Tensor tensor) {
    float[] values = tensor.toArray();
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  /** Time cut anywhere gives the same outputs and, but for the order of sums, gradients. */
  @Test
  void severalCallsOnATapeAreOne() {
    Tensor x = normal(1, STEPS * BATCH, INPUTS);
    Tensor cotangent = normal(4, STEPS * BATCH, HIDDEN);
    float[][] whole = cutAt(x, cotangent, STEPS);
    float[][] cut = cutAt(x, cotangent, 2, 4, STEPS);
    assertSame("output", whole[0], cut[0]);
    for (int k = 1; k < whole.length; k++) {
      double[] expected = doubles(Tensor.of(whole[k], whole[k].length));
      assertClose("gradient " + k, expected, cut[k], 1e-5, 1e-6);
    }
  }

  /** Outputs, gradients of the input, of the weights, and of k. */
  private static float[][] cutAt(Tensor x, Tensor cotangent, int... ends) {
    RecurrentCell cell = SMOOTH.learn("k").recurrentCell(weights(false));
    try (Tape tape = new Tape()) {
      Tensor watched = tape.watch(x);
      List<Tensor> outputs = new ArrayList<>();
      NeuronState state = null;
      int from = 0;
      for (int end : ends) {
        Tensor part = watched.rows(from * BATCH, end * BATCH);
        Step step = cell.run(part, end - from, state);
        outputs.add(step.output());
        state = (NeuronState) step.state();
        from = end;
      }
      Tensor out = Tensor.concatenate(outputs);
      tape.backward(out, cotangent);
      List<float[]> all = new ArrayList<>();
      all.add(out.toArray());
      all.add(Objects.requireNonNull(watched.gradient()).toArray());
      cell.parameters().forEach(p -> all.add(p.gradient()));
      return all.toArray(float[][]::new);
    }
  }

  @Test
  void withoutAutapsesNoNeuronEverDrivesItself() {
    Tensor given = Tensor.full(1f, HIDDEN, HIDDEN);
    RecurrentWeights weights = new RecurrentWeights(normal(1, HIDDEN, INPUTS), given, false);
    assertDiagonal(0f, weights.recurrent().data());
    assertEquals(1f, given.get(1, 1), "the matrix given is not touched");
    NeuronLayer layer = SMOOTH.recurrent(weights);
    Adam adam = new Adam(layer.parameters(), 0.1);
    float[] before = weights.recurrent().data().clone();
    for (int s = 0; s < 3; s++) {
      try (Tape tape = new Tape()) {
        tape.backward(layer.forward(tape.enter(normal(2, STEPS, BATCH, INPUTS))).sum());
      }
      assertDiagonal(0f, weights.recurrent().gradient());
      assertNotEquals(0f, weights.recurrent().gradient()[1]);
      adam.step();
    }
    assertDiagonal(0f, weights.recurrent().data());
    assertNotEquals(before[1], weights.recurrent().data()[1]);
  }

  @Test
  void autapsesAreKeptWhereAsked() {
    RecurrentWeights weights =
        new RecurrentWeights(normal(1, HIDDEN, INPUTS), Tensor.full(1f, HIDDEN, HIDDEN), true);
    assertDiagonal(1f, weights.recurrent().data());
  }

  private static void assertDiagonal(float expected, float[] matrix) {
    for (int h = 0; h < HIDDEN; h++) {
      assertEquals(expected, matrix[h * HIDDEN + h]);
    }
  }

  @Test
  void parametersAreTheWeightsThenWhatIsLearned() {
    RecurrentCell cell = SMOOTH.learn("k").recurrentCell(INPUTS, HIDDEN);
    assertEquals(
        "[input_weights[4, 3], recurrent_weights[4, 4], k[]]", cell.parameters().toString());
    assertEquals(
        "recurrent smooth(learned [k], dt = 0.001) (3, 4, autapses = false)", cell.toString());
  }

  @Test
  void putsOutBits() {
    var cell = new Lif().with("v_th", 0.1).recurrentCell(3, 70);
    Tensor x = Tensor.full(2f, 8, 3);
    Tensor output = cell.run(x, 4, null).output();
    var spikes = output.spikes();
    assertNotNull(spikes);
    assertEquals(8, spikes.rows());
    float[] values = output.toArray();
    for (int i = 0; i < values.length; i++) {
      assertEquals(spikes.get(i / 70, i % 70) ? 1f : 0f, values[i]);
    }
    assertTrue(spikes.count(0, 8) > 0);
  }
}
