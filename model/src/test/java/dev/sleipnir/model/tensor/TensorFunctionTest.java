package dev.sleipnir.model.tensor;

import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.EquationException;
import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.GradientCheck;
import dev.sleipnir.model.PlainBroadcast;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFunctionTest {
  private static final TensorFunction FADE = TensorFunction.parse("y = exp(-x / tau) * a");

  private static int[][] shapes(String text) {
    String[] parts = text.split(";", -1);
    int[][] shapes = new int[parts.length][];
    for (int i = 0; i < parts.length; i++) {
      String axes = parts[i].strip();
      shapes[i] =
          axes.isEmpty()
              ? new int[0]
              : List.of(axes.split(" ")).stream().mapToInt(Integer::parseInt).toArray();
    }
    return shapes;
  }

  private static Tensor positive(long seed, int... shape) {
    float[] values = normal(seed, shape).toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 + Math.abs(values[i]);
    }
    return Tensor.of(values, shape);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ";;", // single numbers
        "5; 5; 5",
        "65; 1;",
        "3 4; 4; 3 1",
        "2 3 5; 3 1; 5",
        "2 3 5; 2 1 5; 1 3 1",
        "1 5; 3 1; 1 1",
        "2 3 4 5; 3 1 1; 2 1 1 5",
        "0 3; 3; 0 1",
        "4 0; ; 4 1",
        "200 3; 3; 200 1"
      })
  void broadcastsForwardAndBackward(String text) {
    int[][] shapes = shapes(text);
    GradientCheck.check(
        x -> FADE.apply(x.get(0), x.get(1), x.get(2)),
        x -> PlainBroadcast.apply(a -> Math.exp(-a[0] / a[1]) * a[2], shapes, x),
        normal(1, shapes[0]),
        positive(2, shapes[1]),
        normal(3, shapes[2]));
  }

  @Test
  void storageOrderDoesNotShow() {
    Tensor x = normal(1, 2, 3, 4, 5);
    Tensor scale = positive(2, 3, 1, 1);
    Tensor row = normal(3, 3, 4, 5);
    float[] expected = FADE.apply(x, scale, row).toArray();
    try (Tape tape = new Tape()) {
      Tensor watched = tape.watch(x);
      Tensor watchedRow = tape.watch(row);
      Tensor y = FADE.apply(watched.channelsLast(), scale, watchedRow);
      assertTrue(y.isChannelsLast());
      assertSame("value", expected, y.toArray());
      Tensor g = normal(9, 2, 3, 4, 5);
      tape.backward(y, g);
      float[][] straight = gradients(x, row, scale, g);
      assertSame("gradient", straight[0], gradient(watched));
      assertArrayEquals(straight[1], gradient(watchedRow), 1e-6f);
    }
  }

  private static float[][] gradients(Tensor x, Tensor row, Tensor scale, Tensor g) {
    try (Tape tape = new Tape()) {
      Tensor watched = tape.watch(x);
      Tensor watchedRow = tape.watch(row);
      tape.backward(FADE.apply(watched, scale, watchedRow), g);
      return new float[][] {gradient(watched), gradient(watchedRow)};
    }
  }

  private static float[] gradient(Tensor tensor) {
    return Objects.requireNonNull(tensor.gradient()).toArray();
  }

  @Test
  void severalOutputsAreOneCall() {
    TensorFunction polar =
        TensorFunction.parse(
            """
            function polar
            parameters least = 0.5
            input x, y
            square = x * x + y * y
            radius = sqrt(square + least)
            product = x * y
            output radius, square, product
            """);
    assertEquals(List.of("radius", "square", "product"), polar.outputs());
    for (int used = 1; used < 8; used++) {
      int which = used;
      int[][] shapes = {{3, 5}, {5}};
      GradientCheck.check(
          x -> {
            List<Tensor> all = polar.applyAll(x.get(0), x.get(1));
            Tensor sum = null;
            for (int o = 0; o < 3; o++) {
              if ((which >> o & 1) != 0) {
                sum = sum == null ? all.get(o) : sum.add(all.get(o));
              }
            }
            return Objects.requireNonNull(sum);
          },
          x ->
              PlainBroadcast.apply(
                  a -> {
                    double square = a[0] * a[0] + a[1] * a[1];
                    double[] outputs = {Math.sqrt(square + 0.5), square, a[0] * a[1]};
                    double sum = 0;
                    for (int o = 0; o < 3; o++) {
                      sum += (which >> o & 1) * outputs[o];
                    }
                    return sum;
                  },
                  shapes,
                  x),
          normal(1, 3, 5),
          normal(2, 5));
    }
    String message = refused(() -> polar.apply(normal(1, 2), normal(1, 2)));
    assertTrue(message.contains("[radius, square, product]"), message);
  }

  @Test
  void gradientsPassThroughSumsUntouched() {
    TensorFunction sum = TensorFunction.parse("y = a + b + c");
    GradientCheck.check(
        x -> sum.apply(x.get(0), x.get(1), x.get(0)),
        x -> PlainBroadcast.apply(a -> 2 * a[0] + a[1], new int[][] {{4, 3}, {3}}, x),
        normal(1, 4, 3),
        normal(2, 3));
  }

  @Test
  void numbersInTheTextsPlace() {
    Tensor x = normal(1, 7);
    Tensor a = normal(2, 7);
    TensorFunction fixed = FADE.with("tau", 2).with("a", -3);
    assertEquals(List.of("x"), fixed.inputs());
    float[] y = fixed.with("tau", 4).apply(x).toArray();
    for (int e = 0; e < 7; e++) {
      assertEquals(-3 * Math.exp(-x.get(e) / 4), y[e], 1e-5);
    }
    assertSame(
        "read back", y, TensorFunction.parse(fixed.with("tau", 4).text()).apply(x).toArray());
    assertTrue(fixed.markdown().contains("| `tau` | $\\tau$ | `2` |  |"), fixed.markdown());
    assertTrue(refused(() -> FADE.with("tua", 1)).contains("got 'tua'"));
    assertTrue(refused(() -> FADE.with("tau", Double.NaN)).contains("finite tau"));
    String message = refused(() -> FADE.apply(x, a));
    assertTrue(message.contains("expected inputs [x, tau, a], got 2"), message);
    TensorFunction none = TensorFunction.parse("y = 2 + 3");
    assertTrue(refused(none::apply).contains("at least one input"));
  }

  @Test
  void spikesHaveSurrogates() {
    TensorFunction spike = TensorFunction.parse("z = spike(v - 1)").surrogate(Surrogate.TANH, 2);
    try (Tape tape = new Tape()) {
      Tensor v = tape.watch(Tensor.of(new float[] {0.5f, 1f, 3f}, 3));
      Tensor z = spike.apply(v);
      assertArrayEquals(new float[] {0, 0, 1}, z.toArray());
      tape.backward(z.sum());
      float[] g = gradient(v);
      for (int e = 0; e < 3; e++) {
        double t = Math.tanh(2 * (v.get(e) - 1));
        assertEquals(1 - t * t, g[e], 1e-6);
      }
    }
    assertTrue(refused(() -> spike.surrogate(Surrogate.LOGISTIC, 1)).contains("nothing at random"));
    assertTrue(refused(() -> spike.surrogate(Surrogate.TANH, 0)).contains("alpha above 0"));
  }

  @Test
  void theWayBackMayBeWrittenByHand() {
    TensorFunction rounded =
        TensorFunction.parse(
            """
            function scaled_step
            y = heaviside(x) * a
            adjoint
            slope = where(abs(x) < 1, 1 - abs(x), 0)     # a triangle for the step
            grad_x = slope * grad_y * a
            grad_a = grad_y * heaviside(x)
            """);
    for (TensorFunction each : List.of(rounded, rounded.with("a", 3))) {
      try (Tape tape = new Tape()) {
        Tensor x = tape.watch(Tensor.of(new float[] {-2, -0.25f, 0.5f, 4}, 4));
        Tensor a = tape.watch(Tensor.of(new float[] {3}));
        Tensor y = each.inputs().size() == 1 ? each.apply(x) : each.apply(x, a);
        assertArrayEquals(new float[] {0, 0, 3, 3}, y.toArray());
        tape.backward(y, Tensor.of(new float[] {1, 2, 3, 4}, 4));
        assertArrayEquals(new float[] {0, 4.5f, 4.5f, 0}, gradient(x));
        if (each.inputs().size() == 2) {
          assertArrayEquals(new float[] {7}, gradient(a));
        }
      }
    }
  }

  @Test
  void shapesThatDoNotBroadcast() {
    String message = refused(() -> FADE.apply(normal(1, 2, 3), normal(1, 4), normal(1, 3)));
    assertEquals(
        "function: expected shapes that broadcast (from the last axis on, sizes that are equal or"
            + " 1), got [2, 3] and [4] and [3]",
        message);
  }

  @Test
  void textsThatAreNone() {
    for (String text :
        List.of(
            "",
            "exp(x)",
            "y = x +",
            "y = y + x",
            "y = x\ny = 2 * x",
            "y = bernoulli(x)",
            "y = x > 1",
            "y = x ^ z",
            "output y",
            "y = x\noutput z",
            "y = x\noutput y, y",
            "input x\ny = x + z",
            "function f\ny = dt * x",
            "y = x + z\nadjoint\ngrad_x = grad_y",
            "y = x\nadjoint\ngrad_x = grad_x",
            "y = x\nadjoint\ngrad_q = grad_y")) {
      assertThrows(EquationException.class, () -> TensorFunction.parse(text), text);
    }
  }

  @Test
  void anyNumberOfThreadsAndAnyCutGiveTheSameBits() {
    int[][] shapes = {{100_001}, {1}, {}};
    int[][] table = {{300, 500}, {500}, {300, 1}};
    for (int[][] each : List.of(shapes, table)) {
      List<float[]> one = run(1, each);
      List<float[]> two = run(2, each);
      assertSame("two threads", one, two);
    }
    Tensor x = normal(1, 3, 50);
    Tensor tau = positive(2, 50);
    Tensor a = normal(3, 3, 1);
    float[] whole = FADE.apply(x, tau, a).toArray();
    Tensor repeatedTau = Tensor.concatenate(List.of(tau, tau, tau)).reshape(3, 50);
    float[] spread = new float[150];
    for (int e = 0; e < 150; e++) {
      spread[e] = a.get(e / 50, 0);
    }
    assertSame(
        "written out", whole, FADE.apply(x, repeatedTau, Tensor.of(spread, 3, 50)).toArray());
  }

  private static List<float[]> run(int threads, int[][] shapes) {
    try (var pool = Parallel.of(threads);
        Tape tape = new Tape(new Workspace(pool))) {
      Tensor x = tape.watch(normal(1, shapes[0]));
      Tensor tau = tape.watch(positive(2, shapes[1]));
      Tensor a = tape.watch(normal(3, shapes[2]));
      Tensor y = FADE.apply(x, tau, a);
      float[] values = y.toArray();
      tape.backward(y, normal(4, y.shape()));
      return List.of(values, gradient(x), gradient(tau), gradient(a));
    }
  }

  /** A layer of a user's: two branches that a function joins, one of them its own bias. */
  private static final class Gated implements Layer {
    private static final TensorFunction GATE =
        TensorFunction.parse(
            """
            e = exp(-abs(gate))
            s = where(gate > 0, 1, e) / (1 + e)
            y = s * x + bias
            """);

    private final Linear linear = new Linear(new RandomStream(1, 1), 6, 6, true);
    private final Parameter bias = new Parameter("bias", normal(5, 6));

    @Override
    public Tensor forward(Tensor x) {
      return GATE.apply(linear.forward(x), x, bias.on(x));
    }

    @Override
    public List<Parameter> parameters() {
      List<Parameter> all = new ArrayList<>(linear.parameters());
      all.add(bias);
      return all;
    }
  }

  @Test
  void layersOfFunctionsRunWhereOthersDo() {
    var network = new SequentialState(new Gated(), new Gated());
    Session session = Session.of(network, 2, 6);
    Tensor x = normal(7, 3, 2, 6);
    float[] lifted = Lift.of(network).forward(x).toArray();
    for (int t = 0; t < 3; t++) {
      float[] expected = network.step(x.rows(t, t + 1).reshape(2, 6), null).output().toArray();
      float[] got = session.step(x.rows(t, t + 1).toArray()).clone();
      assertSame("session", expected, got);
      float[] part = new float[12];
      System.arraycopy(lifted, 12 * t, part, 0, 12);
      assertSame("lifted", expected, part);
    }
    assertSame("checkpointed", trained(network, x, 0), trained(network, x, 2));
    network.parameters().getLast().data()[3] += 1;
    network.parameters().getLast().edited("a test");
    session.reset();
    Tensor first = x.rows(0, 1).reshape(2, 6);
    assertSame(
        "edited",
        network.step(first, null).output().toArray(),
        session.step(first.toArray()).clone());
  }

  @Test
  void parametersAreInputs() {
    Parameter weight = new Parameter("weight", normal(2, 1, 5));
    Parameter statistics = Parameter.kept("mean", normal(3, 5));
    TensorFunction scaled = TensorFunction.parse("y = x * weight * weight + mean");
    GradientCheck.check(
        x -> scaled.apply(x.get(0), weight.on(x.get(0)), statistics.on(x.get(0))),
        x -> {
          double[] y = new double[15];
          for (int e = 0; e < 15; e++) {
            y[e] = x[0][e] * x[1][e % 5] * x[1][e % 5] + statistics.data()[e % 5];
          }
          return y;
        },
        List.of(weight),
        normal(1, 3, 5));
    assertArrayEquals(new float[5], statistics.gradient());
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(normal(1, 3, 5));
      Tensor y = scaled.apply(x, weight.on(x), statistics.on(x));
      weight.edited("a test");
      assertThrows(IllegalStateException.class, () -> tape.backward(y.sum()));
    }
    Tensor ordinary = normal(1, 3, 5);
    assertEquals(3, scaled.apply(ordinary, weight.on(ordinary), statistics.on(ordinary)).dim(0));
  }

  private static List<float[]> trained(SequentialState network, Tensor x, int every) {
    network.parameters().forEach(Parameter::clearGradient);
    try (Tape tape = new Tape()) {
      Lift lift = every == 0 ? Lift.of(network) : Lift.of(network).checkpointEvery(every);
      Tensor in = tape.watch(x);
      tape.backward(lift.forward(in).sum());
      List<float[]> all = new ArrayList<>();
      all.add(gradient(in));
      network.parameters().forEach(p -> all.add(p.gradient().clone()));
      return all;
    }
  }

  @Test
  void calledAgainAndOnAnotherThread() throws InterruptedException {
    Tensor x = normal(1, 65);
    Tensor tau = positive(2, 1);
    float[] first = FADE.apply(x, tau, x).toArray();
    assertSame("second call", first, FADE.apply(x, tau, x).toArray());
    List<float[]> other = new ArrayList<>();
    Thread thread = new Thread(() -> other.add(FADE.apply(x, tau, x).toArray()));
    thread.start();
    thread.join();
    assertSame("other thread", first, other.getFirst());
  }
}
