package dev.sleipnir.model.layer;

import static dev.sleipnir.model.Close.assertClose;
import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.encode.SignedPoissonEncoder;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Propagation;
import dev.sleipnir.model.tensor.PropagationCount;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Signed and counted events give the bits of products with all numbers. */
class EventsTest {
  private static final RandomStream RANDOM = new RandomStream(3, 1);

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Network(SequentialState module, int... sample) {
    @Override
    public String toString() {
      return module.toString();
    }
  }

  static Stream<Network> networks() {
    return Stream.of(
        new Network(
            new SequentialState(new Linear(RANDOM, 70, 33, true), lif(), new Linear(33, 4)), 70),
        new Network(
            new SequentialState(
                new Conv2d(RANDOM, 2, 16, Window.of(3).stride(2).padding(1), 1, true),
                new Scale(3f),
                lif(),
                new MaxPool2d(2)),
            2,
            9,
            8),
        new Network(
            new SequentialState(
                new Conv2d(RANDOM, 4, 6, Window.of(3, 2).dilation(1, 2), 2, false),
                new Li().cell()),
            4,
            6,
            7),
        new Network(
            new SequentialState(new LConv2d(RANDOM, 2, 5, Window.of(5), 1), lif()), 2, 7, 6),
        new Network(
            new SequentialState(new Conv1d(RANDOM, 2, 7, Window.of(3).padding(1), 1, true), lif()),
            2,
            11),
        new Network(
            new SequentialState(
                lif().behind(new Linear(RANDOM, 17, 9, true)), new Linear(RANDOM, 9, 3, true)),
            17));
  }

  private static NeuronCell lif() {
    return new Lif().with("v_th", 0.1).cell();
  }

  /** -1, 1, and counts up to 3; some numbers that are none. */
  private static Tensor events(double density, int... shape) {
    RandomStream random = new RandomStream(5, 8);
    float[] kinds = {-1, 1, 2, 3, -2, 0.3f};
    Tensor x = Tensor.zeros(shape);
    for (int i = 0; i < x.size(); i++) {
      if (random.nextFloat() < density) {
        x.data()[i] = kinds[random.nextInt(kinds.length)];
      }
    }
    return x;
  }

  private static int[] shape(Network network, int steps, int batch) {
    int[] shape = new int[network.sample().length + 2];
    shape[0] = steps;
    shape[1] = batch;
    System.arraycopy(network.sample(), 0, shape, 2, network.sample().length);
    return shape;
  }

  /** Output, gradient at the input, gradients of the parameters. */
  private static List<float[]> train(
      NetworkModule module, Tensor xs, boolean events, Workspace in) {
    module.parameters().forEach(Parameter::clearGradient);
    List<float[]> all = new ArrayList<>();
    try (Tape tape = new Tape(in)) {
      Tensor x = tape.watch(xs);
      Tensor y = Lift.of(module).forward(events ? x.asEvents() : x);
      all.add(y.toArray());
      tape.backward(y, normal(7, y.shape()));
      Tensor gradient = x.gradient();
      assertNotNull(gradient);
      all.add(gradient.toArray());
    }
    module.parameters().forEach(p -> all.add(p.gradient().clone()));
    return all;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void eventsHaveTheBitsOfNumbers(Network network) {
    for (double density : new double[] {0, 0.05, 0.6}) {
      for (int batch : new int[] {1, 3, 65}) {
        Tensor xs = events(density, shape(network, 5, batch));
        Workspace dense = new Workspace(Parallel.common(), Propagation.DENSE);
        List<float[]> expected = train(network.module(), xs, false, dense);
        for (Propagation way : Propagation.values()) {
          for (int threads = 1; threads <= 3; threads += 2) {
            try (Parallel parallel = Parallel.of(threads)) {
              List<float[]> actual =
                  train(network.module(), xs, true, new Workspace(parallel, way));
              assertArrayEquals(expected.getFirst(), actual.getFirst(), way + " " + density);
              for (int g = 1; g < expected.size(); g++) {
                assertNear(expected.get(g), actual.get(g));
              }
            }
          }
        }
      }
    }
  }

  private static void assertNear(float[] expected, float[] actual) {
    double[] values = new double[expected.length];
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = expected[i];
      largest = Math.max(largest, Math.abs(values[i]));
    }
    assertClose("gradient", values, actual, 0, 1e-5 * largest);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theWayIsChosenByTheirNumber(Network network) {
    for (boolean few : new boolean[] {true, false}) {
      Workspace workspace = new Workspace();
      Tensor xs = events(few ? 0.01 : 0.5, shape(network, 5, 9));
      try (Scope scope = new Scope(workspace)) {
        Lift.of(network.module()).forward(scope.enter(xs).asEvents());
      }
      PropagationCount first = workspace.propagations().getFirst();
      assertEquals(few, first.eventDriven() > 0, first.toString());
      if (few) {
        assertEquals(0.01, first.density(), 0.01);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void sessionsTakeThemAsNumbers(Network network) {
    Tensor xs = events(0.05, shape(network, 4, 1));
    float[] lifted = Lift.of(network.module()).forward(xs.asEvents()).toArray();
    Session session = Session.of(network.module(), 1, network.sample());
    float[] last = {};
    for (int t = 0; t < 4; t++) {
      last = session.step(xs.rows(t, t + 1).toArray()).clone();
    }
    assertArrayEquals(Arrays.copyOfRange(lifted, 3 * last.length, 4 * last.length), last);
  }

  @Test
  void gradientsAreThoseOfDifferences() {
    Conv2d conv = new Conv2d(normal(2, 3, 2, 2, 2), normal(3, 3), 1, 0, 1);
    Tensor x = events(0.04, 3, 2, 6, 5);
    Workspace workspace = new Workspace();
    train(conv, x.reshape(1, 3, 2, 6, 5), true, workspace);
    assertEquals(1, workspace.propagations().getFirst().eventDriven());
    check(in -> conv.forward(in.get(0).asEvents()), EventsTest::convolved, conv.parameters(), x);
  }

  /** Of 3 images [2, 6, 5] with 3 kernels [2, 2, 2]. */
  private static double[] convolved(double[][] in) {
    double[] y = new double[3 * 3 * 5 * 4];
    for (int at = 0; at < y.length; at++) {
      int n = at / 60;
      int o = at / 20 % 3;
      int r = at / 4 % 5;
      int c = at % 4;
      y[at] = in[2][o];
      for (int k = 0; k < 8; k++) {
        int pixel = (r + k / 2 % 2) * 5 + c + k % 2;
        y[at] += in[0][(n * 2 + k / 4) * 30 + pixel] * in[1][o * 8 + k];
      }
    }
    return y;
  }

  @Test
  void whatIsMadeOfEventsIsEventsAsLongAsTheValuesAre() {
    Tensor x = events(0.1, 4, 3, 2, 6, 5);
    assertFalse(x.isEvents());
    Tensor e = x.asEvents();
    assertTrue(e.isEvents() && e.rows(1, 3).isEvents() && e.slice(1, 3).isEvents());
    assertTrue(e.reshape(12, 60).isEvents() && e.channelsLast().isEvents());
    assertFalse(e.scale(2f).isEvents() || e.copy().isEvents());
    assertArrayEquals(x.toArray(), e.channelsLast().toArray());
    Tensor spikes = Tensor.full(1f, 3, 4).asSpikes(1);
    assertSame(spikes, spikes.asEvents());
    Tensor signed = new SignedPoissonEncoder(10).encode(normal(1, 3, 4), new RandomStream(1));
    assertTrue(signed.isEvents());
  }
}
