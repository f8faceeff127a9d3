package dev.sleipnir.model.neuron;

import static dev.sleipnir.model.Close.assertClose;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.Cell;
import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** One adjoint step of each model that has one, against its formulas in double precision. */
class AdjointTest {
  private static final double DT = 0.001;
  private static final double SYN = 150;
  private static final double MEM = 80;
  private static final double LEAK = 0.125;
  private static final double RESET = -0.25;
  private static final int BATCH = 3;
  private static final int N = 20;
  private static final int ALL = BATCH * N;

  private static Neuron adjoint(Neuron neuron) {
    return neuron
        .with("tau_syn_inv", SYN)
        .with("tau_mem_inv", MEM)
        .with("v_leak", LEAK)
        .with("v_reset", RESET)
        .gradient(Gradient.ADJOINT);
  }

  /** One step with its input, state before, and cotangents; all but the first as doubles. */
  private static final class OneStep {
    final Tensor x = normal(1, BATCH, N).scale(3);
    final NeuronState state;
    final double[][] before;
    final double[][] after;
    final double[] output;
    final double[] atOutput = doubles(normal(20, BATCH, N));
    final double[][] cotangents;
    final double[] atX;
    final float[][] atState;

    /** Starts where the neuron is about to fire in about half the cases. */
    OneStep(Cell cell) {
      state = cell.initialState(BATCH, N);
      List<String> names = state.names();
      state.set("v", normal(2, BATCH, N).scale(0.3f).add(Tensor.full(0.8f, BATCH, N)));
      state.set("i", normal(3, BATCH, N));
      if (names.contains("rho")) {
        for (int n = 0; n < ALL; n++) {
          state.column("rho")[n] = n % 3;
        }
      }
      if (names.contains("z")) {
        for (int n = 0; n < ALL; n++) {
          state.column("z")[n] = n % 2;
        }
      }
      if (names.contains("b")) {
        state.set("b", normal(4, BATCH, N).scale(0.1f).add(Tensor.full(0.9f, BATCH, N)));
      }
      // resting exactly, where the formulas divide by 0
      state.column("v")[4] = (float) LEAK;
      state.column("i")[4] = 0f;
      before = columns();
      try (Tape tape = new Tape()) {
        Tensor watched = tape.watch(x);
        Tensor z = cell.step(watched, state).output();
        output = doubles(z);
        after = columns();
        cotangents = new double[names.size()][];
        for (int s = 0; s < names.size(); s++) {
          Tensor cotangent = normal(30 + s, BATCH, N);
          if (!names.get(s).equals("z")) {
            state.setFinalGradient(names.get(s), cotangent, tape);
          }
          cotangents[s] = doubles(cotangent);
        }
        tape.backward(z, normal(20, BATCH, N));
        atX = doubles(Objects.requireNonNull(watched.gradient()));
        atState = new float[names.size()][];
        for (int s = 0; s < names.size(); s++) {
          atState[s] = Objects.requireNonNull(state.gradient(names.get(s))).toArray();
        }
      }
      double spikes = Arrays.stream(output).sum();
      assertTrue(spikes > 3 && spikes < ALL - 5, spikes + " spikes");
    }

    private double[][] columns() {
      return state.names().stream().map(n -> doubles(state.get(n))).toArray(double[][]::new);
    }

    double before(String name, int n) {
      return before[state.names().indexOf(name)][n];
    }

    double after(String name, int n) {
      return after[state.names().indexOf(name)][n];
    }

    double[] cotangent(String name) {
      return cotangents[state.names().indexOf(name)];
    }

    double slope(int n) {
      return MEM * (LEAK - before("v", n) + before("i", n));
    }

    double slopeAfter(int n) {
      return MEM * (LEAK - after("v", n) + before("i", n));
    }

    void assertGradient(String name, double[] expected) {
      assertClose(name, expected, atState[state.names().indexOf(name)], 1e-3, 1e-4);
    }

    void assertInputGradient(double[] expected) {
      float[] actual = new float[atX.length];
      for (int k = 0; k < actual.length; k++) {
        actual[k] = (float) atX[k];
      }
      assertClose("x", expected, actual, 1e-3, 1e-4);
    }
  }

  private static double[] doubles(Tensor tensor) {
    float[] values = tensor.toArray();
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private static double orZero(double value) {
    return Double.isNaN(value) ? 0 : value;
  }

  /** The potential's and the current's gradient of LIF before a step. */
  private static double[][] lif(OneStep step) {
    double[] atV = new double[ALL];
    double[] atI = new double[ALL];
    for (int n = 0; n < ALL; n++) {
      double v = step.cotangent("v")[n];
      double i = step.cotangent("i")[n];
      double z = step.output[n];
      atI[n] = i + DT * SYN * (v - i);
      v -= DT * MEM * v;
      atV[n] =
          (1 - z) * v
              + orZero(z * step.slopeAfter(n) / step.slope(n)) * v
              + orZero(z / step.slope(n) * step.atOutput[n]);
    }
    return new double[][] {atV, atI};
  }

  @Test
  void ofLif() {
    OneStep step = new OneStep(adjoint(new Lif()).cell());
    double[][] expected = lif(step);
    step.assertGradient("v", expected[0]);
    step.assertGradient("i", expected[1]);
    step.assertInputGradient(expected[1]);
  }

  /** The weights take the current's gradient as it arrives, and the spikes of the step itself. */
  @Test
  void ofLifWithWeights() {
    RecurrentWeights weights = RecurrentWeights.random(new RandomStream(1, 1), N, N, true);
    OneStep step = new OneStep(adjoint(new Lif()).recurrentCell(weights));
    double[][] expected = lif(step);
    step.assertGradient("v", expected[0]);
    step.assertGradient("i", expected[1]);
    step.assertInputGradient(throughWeights(expected[1], weights.input()));
    step.assertGradient("z", throughWeights(expected[1], weights.recurrent()));
    double[] arriving = step.cotangent("i");
    assertOuterProduct(weights.input(), arriving, doubles(step.x));
    assertOuterProduct(weights.recurrent(), arriving, step.output);
  }

  private static double[] throughWeights(double[] gradient, Parameter weights) {
    double[] through = new double[ALL];
    for (int n = 0; n < ALL; n++) {
      for (int h = 0; h < N; h++) {
        through[n] += gradient[n / N * N + h] * weights.data()[h * N + n % N];
      }
    }
    return through;
  }

  private static void assertOuterProduct(Parameter weights, double[] rows, double[] columns) {
    double[] expected = new double[N * N];
    for (int b = 0; b < BATCH; b++) {
      for (int e = 0; e < N * N; e++) {
        expected[e] += rows[b * N + e / N] * columns[b * N + e % N];
      }
    }
    assertClose(weights.name(), expected, weights.gradient(), 1e-4, 1e-4);
  }

  @Test
  void ofLsnn() {
    Neuron lsnn = adjoint(new Lsnn()).with("tau_adapt_inv", 20).with("beta", 0.5);
    OneStep step = new OneStep(lsnn.cell());
    double[] atV = new double[ALL];
    double[] atI = new double[ALL];
    double[] atB = new double[ALL];
    for (int n = 0; n < ALL; n++) {
      double v = step.cotangent("v")[n];
      double i = step.cotangent("i")[n];
      double b = step.cotangent("b")[n];
      double z = step.output[n];
      double relaxing = 20 * (1 - step.before("b", n));
      double relaxingAfter = 20 * (1 - step.after("b", n));
      atI[n] = i + DT * SYN * (v - i);
      v -= DT * MEM * v;
      atV[n] = (1 - z) * v;
      if (z == 1 && step.slope(n) != 0) {
        atV[n] += (step.slopeAfter(n) * v + step.atOutput[n]) / step.slope(n);
      }
      b -= DT * 20 * b;
      atB[n] = (1 - z) * b;
      if (z == 1 && relaxing != 0) {
        atB[n] += (relaxingAfter * b + step.atOutput[n]) / relaxing;
      }
    }
    step.assertGradient("v", atV);
    step.assertGradient("i", atI);
    step.assertGradient("b", atB);
    step.assertInputGradient(atI);
  }

  @Test
  void ofLifRefrac() {
    OneStep step = new OneStep(adjoint(new LifRefrac()).cell());
    double[] atV = new double[ALL];
    double[] atI = new double[ALL];
    double[] atRho = new double[ALL];
    for (int n = 0; n < ALL; n++) {
      double v = step.cotangent("v")[n];
      double i = step.cotangent("i")[n];
      double rho = step.cotangent("rho")[n];
      double z = step.output[n];
      double m = step.after("rho", n) > 0 ? 1 : 0;
      atI[n] = i + DT * SYN * ((1 - m) * v - i);
      v -= (1 - m) * DT * MEM * v;
      atV[n] =
          (1 - z) * v
              + orZero(z * rho / step.slope(n))
              + orZero(z / step.slope(n) * step.atOutput[n]);
      atRho[n] = step.before("rho", n) == 1 ? atV[n] * step.slopeAfter(n) : rho;
    }
    step.assertGradient("v", atV);
    step.assertGradient("i", atI);
    step.assertGradient("rho", atRho);
    step.assertInputGradient(atI);
  }

  /** Recurrently the potential's gradient jumps as in LIF, and the counter's passes unchanged. */
  @Test
  void ofLifRefracWithWeights() {
    RecurrentWeights weights = RecurrentWeights.random(new RandomStream(1, 1), N, N, true);
    OneStep step = new OneStep(adjoint(new LifRefrac()).recurrentCell(weights));
    double[] atV = new double[ALL];
    double[] atI = new double[ALL];
    for (int n = 0; n < ALL; n++) {
      double v = step.cotangent("v")[n];
      double i = step.cotangent("i")[n];
      double z = step.output[n];
      double m = step.after("rho", n) > 0 ? 1 : 0;
      atI[n] = i + DT * SYN * ((1 - m) * v - i);
      v -= (1 - m) * DT * MEM * v;
      atV[n] =
          (1 - z) * v
              + orZero(z * step.slopeAfter(n) / step.slope(n)) * v
              + orZero(z / step.slope(n) * step.atOutput[n]);
    }
    step.assertGradient("v", atV);
    step.assertGradient("i", atI);
    step.assertGradient("rho", step.cotangent("rho"));
    step.assertInputGradient(throughWeights(atI, weights.input()));
    step.assertGradient("z", throughWeights(atI, weights.recurrent()));
    assertOuterProduct(weights.input(), step.cotangent("i"), doubles(step.x));
    assertOuterProduct(weights.recurrent(), step.cotangent("i"), step.output);
  }

  /** A first input so strong that it fires a neuron at rest, whose slope is 0: no infinity. */
  @Test
  void isFiniteWhereTheSlopeIsZero() {
    for (Neuron neuron : List.of(new Lif(), new LifRefrac(), new Lsnn())) {
      for (NeuronLayer layer :
          List.of(
              neuron.gradient(Gradient.ADJOINT).layer(),
              neuron
                  .gradient(Gradient.ADJOINT)
                  .recurrent(
                      new RecurrentWeights(Tensor.full(1f, 1, 1), Tensor.full(0f, 1, 1), true)))) {
        try (Tape tape = new Tape()) {
          Tensor x = tape.watch(Tensor.full(100f, 20, 1, 1));
          Tensor z = layer.forward(x);
          assertTrue(z.sum().item() > 0);
          tape.backward(z.sum());
          for (float g : Objects.requireNonNull(x.gradient()).toArray()) {
            assertTrue(Float.isFinite(g), neuron + ": " + g);
          }
        }
      }
    }
  }

  /** The forward step is the same, bit for bit. */
  @Test
  void changesOnlyTheBackwardStep() {
    for (Neuron neuron : List.of(new Lif(), new Lsnn(), new LifRefrac())) {
      Tensor x = normal(1, 20, BATCH, N).add(Tensor.full(1f, 20, BATCH, N));
      float[] expected = neuron.layer().forward(x).toArray();
      Neuron adjoint = neuron.gradient(Gradient.ADJOINT);
      try (Tape tape = new Tape()) {
        assertSame("spikes", expected, adjoint.layer().forward(tape.watch(x)).toArray());
      }
    }
  }

  @Test
  void isRefusedWhereThereIsNone() {
    assertEquals(
        "lif_ex: expected a model with adjoint equations, got one without",
        refused(() -> new LifEx().gradient(Gradient.ADJOINT)));
    assertEquals(
        "lif: expected no learned parameters with adjoint equations, which give them no"
            + " gradient, got [v_th]",
        refused(() -> new Lif().learn("v_th").gradient(Gradient.ADJOINT).cell()));
    assertEquals(
        "lif(adjoint gradient, dt = 0.001)", new Lif().gradient(Gradient.ADJOINT).toString());
  }
}
