package dev.sleipnir.model.extending;

import static dev.sleipnir.model.Refusals.refused;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.GradientCheck;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.Scale;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Propagation;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's own connection runs where ours do. */
class RandomSparseTest {
  private static RandomStream random() {
    return new RandomStream(5, 1);
  }

  private static Neuron spiking() {
    return new Lif().with("v_th", 0.2).surrogate(Surrogate.SUPER, 10);
  }

  private static Tensor spikes(int steps, int batch, int inputs, double density) {
    RandomStream random = new RandomStream(8, 2);
    SpikeRows rows = SpikeRows.silent(steps * batch, inputs);
    for (int r = 0; r < rows.rows(); r++) {
      for (int f = 0; f < inputs; f++) {
        if (random.nextFloat() < density) {
          rows.or(r, f, 1, 1);
        }
      }
    }
    return Tensor.of(rows, steps, batch, inputs);
  }

  /** The matrix as it is, from the answers to single inputs. */
  private static double[][] dense(RandomSparse layer, int inputs) {
    double[][] matrix = new double[inputs][];
    for (int i = 0; i < inputs; i++) {
      float[] one = new float[inputs];
      one[i] = 1;
      float[] answer = layer.forward(Tensor.of(one, 1, inputs)).toArray();
      matrix[i] = new double[answer.length];
      for (int o = 0; o < answer.length; o++) {
        matrix[i][o] = answer[o];
      }
    }
    return matrix;
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1, 1", "3, 7, 5, 2", "2, 65, 65, 9"})
  void valuesAndGradientsAreThoseOfTheMatrix(int batch, int inputs, int outputs, int reached) {
    RandomSparse layer = new RandomSparse(random(), inputs, outputs, reached);
    double[][] matrix = dense(layer, inputs);
    GradientCheck.check(
        x -> layer.forward(x.getFirst()),
        x -> {
          double[] y = new double[batch * outputs];
          for (int b = 0; b < batch; b++) {
            for (int i = 0; i < inputs; i++) {
              for (int o = 0; o < outputs; o++) {
                y[b * outputs + o] += x[0][b * inputs + i] * matrix[i][o];
              }
            }
          }
          return y;
        },
        GradientCheck.normal(3, batch, inputs));
  }

  /** Everything that comes out of a training step: outputs, gradients at input and parameters. */
  private static List<float[]> train(
      SequentialState network, Tensor xs, Workspace workspace, UnaryOperator<Lift> lifting) {
    List<float[]> results = new ArrayList<>();
    network.parameters().forEach(Parameter::clearGradient);
    try (Tape tape = new Tape(workspace, new RandomStream(9, 9))) {
      Tensor x = tape.watch(xs);
      Tensor y = lifting.apply(Lift.of(network)).forward(x);
      results.add(y.toArray());
      tape.backward(y, GradientCheck.normal(4, y.shape()));
      Tensor gradient = x.gradient();
      results.add(gradient == null ? new float[0] : gradient.toArray());
    }
    for (Parameter parameter : network.parameters()) {
      results.add(parameter.gradient().clone());
    }
    return results;
  }

  private static SequentialState network(int inputs, int hidden, Spy first, Spy second) {
    return new SequentialState(
        new RandomSparse(random(), inputs, hidden, 3),
        new Scale(2f),
        first,
        new RandomSparse(random(), hidden, hidden, 4),
        second,
        new Linear(random(), hidden, 3, true),
        new Li().cell());
  }

  private static Workspace workspace(int threads, Propagation propagation) {
    return new Workspace(Parallel.of(threads), propagation);
  }

  @ParameterizedTest
  @CsvSource({"1, 6, 9", "3, 65, 130", "2, 64, 128", "64, 5, 33"})
  void isFusedWithNeuronsAndGivesTheBitsOfTheDenseWay(int batch, int inputs, int hidden) {
    Spy first = new Spy(spiking().cell());
    Spy second = new Spy(spiking().cell());
    SequentialState network = network(inputs, hidden, first, second);
    Tensor xs = spikes(11, batch, inputs, 0.3);
    List<float[]> fused = train(network, xs, workspace(1, Propagation.EVENT), lift -> lift);
    int blocks = first.driven;
    assertNotEquals(0, blocks);
    assertEquals(blocks, second.driven);
    assertTrue(hasOther(fused.get(1)), "a gradient at the input");
    List<float[]> dense = train(network, xs, workspace(1, Propagation.DENSE), lift -> lift);
    assertEquals(blocks, first.driven);
    assertSame("output", dense.get(0), fused.get(0));
    assertSame("gradient at the input", dense.get(1), fused.get(1));
  }

  private static boolean hasOther(float[] values) {
    for (float value : values) {
      if (value != 0) {
        return true;
      }
    }
    return false;
  }

  @Test
  void isFusedInInference() {
    Spy first = new Spy(spiking().cell());
    SequentialState network = network(30, 40, first, new Spy(spiking().cell()));
    Tensor xs = spikes(7, 2, 30, 0.2);
    float[] trained = train(network, xs, workspace(1, Propagation.AUTO), lift -> lift).getFirst();
    first.driven = 0;
    Workspace workspace = workspace(1, Propagation.AUTO);
    for (int call = 0; call < 2; call++) {
      try (Scope scope = new Scope(workspace)) {
        float[] output = Lift.of(network).forward(scope.enter(xs)).toArray();
        assertSame("output of call " + call, trained, output);
      }
    }
    assertNotEquals(0, first.driven);
  }

  @Test
  void threadsDoNotMatter() {
    SequentialState network = network(40, 70, new Spy(spiking().cell()), new Spy(spiking().cell()));
    Tensor xs = spikes(9, 17, 40, 0.2);
    List<float[]> one = train(network, xs, workspace(1, Propagation.EVENT), lift -> lift);
    for (int threads = 2; threads <= 3; threads++) {
      Workspace workspace = workspace(threads, Propagation.EVENT);
      assertSame("threads " + threads, one, train(network, xs, workspace, lift -> lift));
      assertSame("second call", one, train(network, xs, workspace, lift -> lift));
    }
  }

  @Test
  void checkpointsDoNotMatter() {
    SequentialState network = network(20, 30, new Spy(spiking().cell()), new Spy(spiking().cell()));
    Tensor xs = spikes(40, 64, 20, 0.2);
    Workspace workspace = workspace(2, Propagation.EVENT);
    List<float[]> whole = train(network, xs, workspace, lift -> lift);
    List<float[]> segments = train(network, xs, workspace, lift -> lift.checkpointEvery(8));
    assertSame("checkpoints", whole, segments);
  }

  @Test
  void weightsAreLearned() {
    Gain gain = new Gain(GradientCheck.normal(6, 37));
    GradientCheck.check(
        x -> gain.forward(x.getFirst()),
        x -> {
          double[] y = new double[2 * 37];
          for (int e = 0; e < y.length; e++) {
            y[e] = x[0][e] * x[1][e % 37];
          }
          return y;
        },
        gain.parameters(),
        GradientCheck.normal(7, 2, 37));
    Spy spy = new Spy(spiking().cell());
    // A layer that says what it multiplies by is fused, whoever wrote it.
    Layer half =
        new Layer() {
          @Override
          public Tensor forward(Tensor x) {
            return x.scale(0.5f);
          }

          @Override
          public Float scaling() {
            return 0.5f;
          }
        };
    SequentialState network = new SequentialState(gain, half, spy);
    Tensor xs = spikes(11, 9, 37, 0.3);
    List<float[]> one = train(network, xs, workspace(1, Propagation.EVENT), lift -> lift);
    assertNotEquals(0, spy.driven);
    List<float[]> three = train(network, xs, workspace(3, Propagation.EVENT), lift -> lift);
    assertSame("threads", one, three);
    List<float[]> dense = train(network, xs, workspace(1, Propagation.DENSE), lift -> lift);
    assertSame("output", dense.get(0), one.get(0));
    assertSame("gradient at the input", dense.get(1), one.get(1));
    assertArrayEquals(dense.get(2), one.get(2), 1e-4f);
    assertTrue(hasOther(one.get(2)), "a gradient of the weights");
    NetworkModule copy = network.modules().getFirst().copy();
    assertNotSame(gain.parameters().getFirst(), copy.parameters().getFirst());
  }

  @Test
  void oneLayerStandsTwice() {
    RandomSparse layer = new RandomSparse(random(), 30, 30, 4);
    SequentialState network = new SequentialState(layer, spiking().cell(), layer, spiking().cell());
    Tensor xs = spikes(12, 3, 30, 0.3);
    List<float[]> fused = train(network, xs, workspace(2, Propagation.EVENT), lift -> lift);
    List<float[]> dense = train(network, xs, workspace(1, Propagation.DENSE), lift -> lift);
    assertSame("output and gradient", dense, fused);
  }

  @Test
  void wrongInputIsRefused() {
    RandomSparse layer = new RandomSparse(random(), 30, 10, 4);
    assertEquals(
        "RandomSparse: expected input [batch, 30], got [2, 3]",
        refused(() -> layer.forward(Tensor.zeros(2, 3))));
  }
}
