package dev.sleipnir.model.neuron;

import static dev.sleipnir.model.Close.assertClose;
import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.cell.ConnectedCell;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.extending.RandomSparse;
import dev.sleipnir.model.layer.Connection;
import dev.sleipnir.model.layer.Conv1d;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.layer.Window;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Propagation;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Neurons with several inputs behind connections are what one would write by hand. */
class ConnectedCellTest {
  /** Compiled once. */
  private static final Neuron DENDRITES =
      Neuron.parse(
              """
              model dendrites
              parameters tau_s_inv = 100 (1/s), tau_d_inv = 50 (1/s), g = 80 (1/s), v_th = 0.4
              state s = 0, d = 0
              input basal, apical
              d = d + dt * (g * (s - d) - tau_d_inv * d) + 0.5 * apical
              u = s + dt * (g * (d - s) - tau_s_inv * s) + 0.5 * basal
              z = spike(u - v_th)
              s = u - z * v_th
              output z
              """)
          .learn("g", "v_th")
          .surrogate(Surrogate.SUPER, 10);

  private static final int STEPS = 21;

  /** The currents of all steps, and then the neurons. */
  private record ByHand(List<Connection> connections, NeuronCell neurons) implements StatefulLayer {
    @Override
    public Step run(Tensor x, int steps, @Nullable State state) {
      return neurons.run(connections.stream().map(c -> c.forward(x)).toList(), steps, state);
    }

    @Override
    public List<Parameter> parameters() {
      return neurons.behind(connections.toArray(Connection[]::new)).parameters();
    }
  }

  private static NeuronCell dendrites() {
    return DENDRITES.cell();
  }

  private static Linear linear(int seed, int inputs, int outputs) {
    return new Linear(normal(seed, outputs, inputs).scale(0.4f), normal(seed, outputs).scale(0.1f));
  }

  private static Tensor spikes(int steps, int batch, int... features) {
    int size = 1;
    int[] shape = new int[2 + features.length];
    shape[0] = steps;
    shape[1] = batch;
    for (int f = 0; f < features.length; f++) {
      shape[2 + f] = features[f];
      size *= features[f];
    }
    RandomStream random = new RandomStream(3, 2);
    SpikeRows rows = SpikeRows.silent(steps * batch, size);
    for (int r = 0; r < rows.rows(); r++) {
      for (int f = 0; f < size; f++) {
        rows.or(r, f, 1, random.nextFloat() < 0.2 ? 1 : 0);
      }
    }
    return Tensor.of(rows, shape);
  }

  /** Outputs, states, gradients at input and states, then those of the parameters. */
  private static List<float[]> train(NetworkModule module, Tensor input, Workspace workspace) {
    module.parameters().forEach(Parameter::clearGradient);
    List<float[]> all = new ArrayList<>();
    Lift lift = Lift.of(module);
    NeuronState given = (NeuronState) lift.run(input, null).state().copy();
    try (Tape tape = new Tape(workspace)) {
      Tensor x = tape.watch(input);
      Step step = lift.run(x, given);
      all.add(step.output().toArray());
      NeuronState last = (NeuronState) step.state();
      last.names().forEach(name -> all.add(last.get(name).toArray()));
      last.setFinalGradient("d", normal(6, last.shape()), tape);
      tape.backward(step.output(), normal(5, step.output().shape()));
      Tensor gradient = x.gradient();
      all.add(gradient == null ? new float[0] : gradient.toArray());
      for (String name : given.names()) {
        Tensor atState = given.gradient(name);
        all.add(atState == null ? new float[0] : atState.toArray());
      }
    }
    module.parameters().forEach(p -> all.add(p.gradient().clone()));
    return all;
  }

  /** Gradients of weights behind a kernel may be summed in another order of blocks. */
  private static void assertSameAsByHand(Tensor x, Connection... connections) {
    ConnectedCell cell = dendrites().behind(connections);
    ByHand byHand = new ByHand(List.of(connections), cell.neurons());
    int weights = connections[0].parameters().size() + connections[1].parameters().size();
    for (Propagation way : Propagation.values()) {
      for (int threads = 1; threads <= 2; threads++) {
        try (Parallel parallel = Parallel.of(threads)) {
          Workspace workspace = new Workspace(parallel, way);
          List<float[]> expected = train(byHand, x, workspace);
          List<float[]> actual = train(cell, x, workspace);
          for (int i = 0; i < expected.size(); i++) {
            String what = cell + " " + way + " " + i;
            if (i < 6 || i >= 6 + weights || way == Propagation.DENSE) {
              assertSame(what, expected.get(i), actual.get(i));
            } else {
              assertNear(what, expected.get(i), actual.get(i));
            }
          }
        }
      }
    }
  }

  private static void assertNear(String what, float[] expected, float[] actual) {
    double[] values = new double[expected.length];
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = expected[i];
      largest = Math.max(largest, Math.abs(values[i]));
    }
    assertTrue(largest > 0, what);
    assertClose(what, values, actual, 0, 1e-5 * largest);
  }

  @ParameterizedTest
  @CsvSource({"1, 9, 1", "1, 70, 65", "5, 64, 131", "33, 3, 20"})
  void denseLayers(int batch, int inputs, int outputs) {
    Tensor x = spikes(STEPS, batch, inputs);
    assertSameAsByHand(x, linear(1, inputs, outputs), linear(2, inputs, outputs));
  }

  @ParameterizedTest
  @CsvSource({"1, 16", "3, 16", "2, 7"})
  void convolutionsWithOtherKernels(int batch, int channels) {
    Conv2d small = new Conv2d(new RandomStream(1), 2, channels, 3);
    Tensor kernels = normal(4, channels, 2, 5, 5).scale(0.2f);
    assertSameAsByHand(spikes(STEPS, batch, 2, 9, 8), small, new Conv2d(kernels, null, 1, 1, 1));
  }

  @Test
  void convolutionsOfLines() {
    Tensor x = spikes(STEPS, 3, 2, 9);
    RandomStream random = new RandomStream(5, 1);
    for (int channels : new int[] {16, 5}) {
      assertSameAsByHand(
          x,
          new Conv1d(random, 2, channels, Window.of(3), 1, true),
          new Conv1d(random, 2, channels, Window.of(5).padding(1), 1, false));
    }
  }

  @Test
  void connectionsOfTwoKinds() {
    Tensor x = spikes(STEPS, 3, 40);
    var sparse = new RandomSparse(new RandomStream(4), 40, 30, 5);
    assertSameAsByHand(x, linear(1, 40, 30), sparse);
    assertSameAsByHand(x, sparse, new RandomSparse(new RandomStream(5), 40, 30, 7));
  }

  @Test
  void oneConnectionForBoth() {
    Linear shared = linear(1, 20, 30);
    ConnectedCell cell = dendrites().behind(shared, shared);
    assertEquals(4, cell.parameters().size());
    ByHand byHand = new ByHand(List.of(shared, shared), cell.neurons());
    Workspace workspace = new Workspace(Parallel.common(), Propagation.EVENT);
    Tensor x = spikes(STEPS, 3, 20);
    assertSame("shared", train(byHand, x, workspace), train(cell, x, workspace));
  }

  @Test
  void numbersThatAreNoSpikes() {
    assertSameAsByHand(normal(8, STEPS, 3, 20), linear(1, 20, 30), linear(2, 20, 30));
  }

  /** Potentials, so that no spike flips. */
  @Test
  void gradientsAreThoseOfDifferences() {
    Neuron smooth =
        Neuron.parse(
            """
            model product
            parameters decay = 0.9
            state v = 0
            input a, b
            v = decay * v + a * b
            output v
            """);
    Linear a = linear(1, 3, 2);
    Linear b = linear(2, 3, 2);
    ConnectedCell cell = smooth.cell().behind(a, b);
    check(
        xs -> Lift.of(cell).forward(xs.getFirst()),
        values -> {
          double[] out = new double[4 * 2 * 2];
          for (int n = 0; n < out.length; n++) {
            double before = n < 4 ? 0 : out[n - 4];
            int at = n / 2 * 3;
            double first = row(values[1], values[2], n % 2, values[0], at);
            out[n] = 0.9 * before + first * row(values[3], values[4], n % 2, values[0], at);
          }
          return out;
        },
        cell.parameters(),
        normal(3, 4, 2, 3));
  }

  private static double row(double[] w, double[] bias, int row, double[] x, int at) {
    double sum = bias[row];
    for (int i = 0; i < 3; i++) {
      sum += w[row * 3 + i] * x[at + i];
    }
    return sum;
  }

  /** The current G v is the last input; what is given are the others. */
  @Test
  void coupledNeuronsWithSeveralInputs() {
    String text =
        """
        model coupled
        state v = 0
        input a, b, coupling
        u = 0.8 * v + a + 0.5 * b + coupling
        z = spike(u - 1)
        v = u - z
        output z
        """;
    Tensor g = normal(7, 6, 6).scale(0.1f);
    NeuronModel model = NeuronModel.parse(text);
    Neuron plain = Neuron.of(model);
    ConnectedCell cell =
        new NeuronCell(plain.settings(), model, g).behind(linear(1, 5, 6), linear(2, 5, 6));
    Linear coupling = new Linear(g, null);
    Tensor x = spikes(STEPS, 3, 5);
    NeuronCell neurons = plain.cell();
    State state = neurons.initialState(3, 6);
    List<Tensor> outputs = new ArrayList<>();
    for (int t = 0; t < STEPS; t++) {
      Tensor now = x.rows(t, t + 1).reshape(3, 5);
      Tensor current = coupling.forward(((NeuronState) state).get("v"));
      List<Tensor> inputs = new ArrayList<>();
      cell.connections().forEach(connection -> inputs.add(connection.forward(now)));
      inputs.add(current);
      Step step = neurons.run(inputs, 1, state);
      outputs.add(step.output());
      state = step.state();
    }
    Step all = Lift.of(cell).run(x, null);
    assertSame("spikes", Tensor.concatenate(outputs).toArray(), all.output().toArray());
    NeuronState last = (NeuronState) state;
    assertSame("v", last.get("v").toArray(), ((NeuronState) all.state()).get("v").toArray());
  }

  /** Then v + dt G v replaces the potentials after each step. */
  @Test
  void coupledNeuronsWithoutAnInputForIt() {
    NeuronModel model =
        NeuronModel.parse(
            """
            model leaky
            state v = 0
            input a
            v = 0.8 * v + a
            output v
            """);
    var settings = Neuron.of(model).dt(0.1).settings();
    NeuronCell cell = new NeuronCell(settings, model, normal(7, 2, 2));
    check(
        xs -> Lift.of(cell).forward(xs.getFirst()),
        values -> {
          double[] out = new double[4 * 3 * 2];
          double[] v = new double[6];
          for (int n = 0; n < out.length; n++) {
            out[n] = 0.8 * v[n % 6] + values[0][n];
            if (n % 2 == 1) {
              for (int j = 0; j < 2; j++) {
                double sum = values[1][2 * j] * out[n - 1] + values[1][2 * j + 1] * out[n];
                v[n % 6 - 1 + j] = out[n - 1 + j] + 0.1 * sum;
              }
            }
          }
          return out;
        },
        cell.parameters(),
        normal(3, 4, 3, 2));
  }

  @Test
  void copiesHaveParametersOfTheirOwn() {
    ConnectedCell cell = dendrites().behind(linear(1, 5, 6), linear(2, 5, 6));
    ConnectedCell copy = cell.copy();
    assertEquals(cell.toString(), copy.toString());
    for (int p = 0; p < cell.parameters().size(); p++) {
      assertNotSame(cell.parameters().get(p), copy.parameters().get(p));
      assertSame("copy", cell.parameters().get(p).data(), copy.parameters().get(p).data());
    }
    Linear shared = linear(1, 5, 6);
    ConnectedCell both = dendrites().behind(shared, shared).copy();
    assertSame(both.connections().getFirst(), both.connections().getLast());
  }

  @Test
  void statesAreSavedAndGoOn(@TempDir Path folder) throws IOException {
    ConnectedCell cell = dendrites().behind(linear(1, 5, 6), linear(2, 5, 6));
    Tensor x = spikes(STEPS, 3, 5);
    State after = Lift.of(cell).run(x, null).state();
    Path file = folder.resolve("state");
    after.save(file);
    State read = cell.loadState(file);
    Tensor expected = Lift.of(cell).run(x, after).output();
    assertSame("goes on", expected.toArray(), Lift.of(cell).run(x, read).output().toArray());
  }
}
