package dev.sleipnir.model.extending;

import static dev.sleipnir.model.Refusals.refused;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.function.Threshold;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.Scale;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.StateParts;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers of a user's own, by what is public, work in sessions as ours do. */
class OwnLayersInSessionsTest {
  private final RandomStream random = new RandomStream(5);

  @TempDir private Path folder;

  /** The sum of two branches: operations on tensors are all it takes. */
  private static final class Residual implements Layer {
    private final Layer branch;

    Residual(Layer branch) {
      this.branch = branch;
    }

    @Override
    public List<Parameter> parameters() {
      return branch.parameters();
    }

    @Override
    public Tensor forward(Tensor x) {
      Tensor constant = Tensor.full(0.25f, x.shape()).scale(0.5f); // of no scope
      return constant.add(x.add(branch.forward(x)));
    }

    @Override
    public String toString() {
      return "residual " + branch;
    }
  }

  /** m = 0.75 m + 0.25 x; a state of one tensor. */
  private static final class MovingAverage implements StatefulLayer {
    private record Mean(Tensor value) implements State {
      @Override
      public State copy() {
        return new Mean(value.copy());
      }

      @Override
      public State with(StateParts parts) {
        return new Mean(parts.tensor(value));
      }
    }

    @Override
    public Step run(Tensor x, int steps, @Nullable State state) {
      Tensor mean = state == null ? x : ((Mean) state).value.scale(0.75f).add(x.scale(0.25f));
      Scope.of(x).keep(mean);
      return new Step(mean, new Mean(mean));
    }
  }

  /** What came in some steps ago: every part of the state moves to the place of the next. */
  private static final class Delay implements StatefulLayer {
    private record Line(List<Tensor> values) implements State {
      @Override
      public State copy() {
        return new Line(values.stream().map(Tensor::copy).toList());
      }

      @Override
      public State with(StateParts parts) {
        return new Line(values.stream().map(parts::tensor).toList());
      }
    }

    @Override
    public Step run(Tensor x, int steps, @Nullable State state) {
      List<Tensor> line = new ArrayList<>();
      Scope.of(x).keep(x);
      line.add(x);
      for (int k = 0; k < 3; k++) {
        Tensor none = Scope.of(x).enter(Tensor.full(k, x.shape()));
        line.add(state == null ? none : ((Line) state).values.get(k));
      }
      return new Step(line.getLast(), new Line(line));
    }
  }

  /** Neurons with two inputs, of which one is what the other was a step before. */
  private static final class Two implements StatefulLayer {
    private final NeuronCell cell =
        Neuron.parse("model two\nstate v = 0.5\ninput x, y\nv = 0.5 * v + x - 0.25 * y\noutput v")
            .cell();

    private record Pair(State neurons, Tensor before) implements State {
      @Override
      public State copy() {
        return new Pair(neurons.copy(), before.copy());
      }

      @Override
      public State with(StateParts parts) {
        return new Pair(neurons.with(parts), parts.tensor(before));
      }
    }

    @Override
    public Step run(Tensor x, int steps, @Nullable State state) {
      Pair pair = (Pair) state;
      Tensor before = pair == null ? x.scale(0f) : pair.before;
      Step step = cell.run(List.of(x.relu(), before), 1, pair == null ? null : pair.neurons);
      Scope.of(x).keep(x);
      return new Step(step.output(), new Pair(step.state(), x));
    }
  }

  /** A kernel of one's own, with a weight and noise. */
  private static final class Noisy implements Layer {
    private final Parameter gain = new Parameter("gain", Tensor.full(2f, 1));
    private final RandomStream own = new RandomStream(9);

    @Override
    public List<Parameter> parameters() {
      return List.of(gain);
    }

    @Override
    public Tensor forward(Tensor x) {
      Scope scope = Scope.of(x);
      float[] in = x.values();
      Tensor y = scope.tensor(x.shape());
      float[] out = y.data();
      scope.run(
          () -> {
            RandomStream given = scope.random(this);
            RandomStream from = given == null ? own : given;
            Philox.uniform(
                from.seed(), from.stream(), from.reserve(out.length), out, 0, out.length);
            for (int i = 0; i < out.length; i++) {
              out[i] = gain.data()[0] * in[i] + out[i];
            }
          });
      return y;
    }
  }

  private SequentialState network() {
    return new SequentialState(
        new MovingAverage(),
        new Residual(new Linear(random, 7, 7, true)),
        new Delay(),
        new Scale(4f),
        new Lif().with("v_th", 0.4).cell(),
        new Two(),
        new Linear(random, 7, 5, true),
        new Li().cell(),
        new MovingAverage());
  }

  private float[] input(int step, int size) {
    float[] x = new float[size];
    Philox.uniform(3, 3, (long) step * size, x, 0, size);
    return x;
  }

  @Test
  void theyGiveTheBitsOfTheirOwnSteps() {
    SequentialState network = network();
    for (int batch : new int[] {1, 3}) {
      Session session = Session.of(network, batch, 7);
      for (int trial = 0; trial < 2; trial++) {
        session.reset();
        @Nullable State state = null;
        for (int t = 0; t < 9; t++) {
          float[] x = input(t, batch * 7);
          Step step = network.step(Tensor.of(x, batch, 7), state);
          state = step.state();
          assertSame("step " + t, step.output().toArray(), session.step(x));
          if (t == 5) {
            network.parameters().getFirst().data()[3] += 0.5f;
            network.parameters().getFirst().edited("a test");
          }
        }
      }
    }
  }

  @Test
  void aSessionOfLayersWithoutStateHasNone() {
    Residual layer = new Residual(new Linear(random, 65, 65, false));
    Session session = Session.of(layer, 1, 65);
    for (int t = 0; t < 3; t++) {
      float[] x = input(t, 65);
      assertSame("step " + t, layer.forward(Tensor.of(x, 1, 65)).toArray(), session.step(x));
    }
  }

  @Test
  void copiesAndFilesGoOnRandomNumbersIncluded() throws IOException {
    var stochastic = new Lif().surrogate(Surrogate.LOGISTIC).seed(3).cell();
    var network =
        new SequentialState(
            new MovingAverage(),
            new Noisy(),
            new Delay(),
            stochastic,
            new Two(),
            new Threshold(Surrogate.LOGISTIC),
            new Li().cell());
    for (int before : new int[] {0, 1, 4}) {
      Session session = Session.of(network, 2, 6);
      session.reset(new RandomStream(8, before));
      float[][] expected = new float[before + 5][];
      try (Scope scope = new Scope(new Workspace(), new RandomStream(8, before))) {
        @Nullable State state = null;
        for (int t = 0; t < expected.length; t++) {
          Step step = network.step(scope.enter(Tensor.of(input(t, 12), 2, 6)), state);
          state = step.state();
          expected[t] = step.output().toArray();
        }
      }
      for (int t = 0; t < before; t++) {
        assertSame("before " + t, expected[t], session.step(input(t, 12)));
      }
      session.save(folder.resolve("session"));
      Session copy = session.copy();
      Session loaded = Session.of(network, 2, 6);
      loaded.load(folder.resolve("session"));
      for (int t = before; t < expected.length; t++) {
        assertSame("step " + t, expected[t], session.step(input(t, 12)));
        assertSame("copy " + t, expected[t], copy.step(input(t, 12)));
        assertSame("loaded " + t, expected[t], loaded.step(input(t, 12)));
      }
    }
  }

  @Test
  void stepsAllocateNothing() {
    Session session = Session.of(network(), 1, 7);
    float[] x = input(0, 7);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < 2000 && allocated > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int t = 0; t < 5000; t++) {
        session.step(x);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
      LockSupport.parkNanos(1_000_000L); // the processor is the compiler's
    }
    assertEquals(0, allocated);
  }

  @Test
  void anotherThreadGoesOnAndStepsRunOnSeveral() throws InterruptedException {
    SequentialState network = network();
    Session here = Session.of(network, 4, 7);
    try (Parallel parallel = Parallel.of(3)) {
      Session there = Session.of(parallel, network, 4, 7);
      there.step(input(0, 28));
      float[][] last = new float[1][];
      Thread other = new Thread(() -> last[0] = there.step(input(1, 28)).clone());
      other.start();
      other.join();
      here.step(input(0, 28));
      assertSame("second step", here.step(input(1, 28)), last[0]);
    }
  }

  /** What is computed outside of operations would be computed once only. */
  @Test
  void aLayerThatComputesBehindTheSessionsBackIsRefused() {
    Layer hidden =
        x -> {
          float[] y = x.values().clone();
          for (int i = 0; i < y.length; i++) {
            y[i] = y[i] * y[i] + 1;
          }
          return Scope.of(x).enter(Tensor.of(y, x.shape()));
        };
    String message = refused(() -> Session.of(new SequentialState(hidden, new Li().cell()), 1, 5));
    assertTrue(message.contains("Scope.run") && message.contains("at index"), message);
    Layer looks = x -> x.get(0, 0) > 0 ? x.relu() : x.scale(2f);
    var e = assertThrows(IllegalStateException.class, () -> Session.of(looks, 1, 5));
    assertTrue(
        String.valueOf(e.getMessage()).contains("expected no look at its values"), e.getMessage());
  }

  @Test
  void aStateThatDoesNotSayWhatItIsMadeOfIsRefused() {
    StatefulLayer layer =
        (x, steps, state) ->
            new Step(
                x,
                new State() {
                  @Override
                  public State copy() {
                    return this;
                  }

                  @Override
                  public String toString() {
                    return "a state of mine";
                  }
                });
    var e = assertThrows(UnsupportedOperationException.class, () -> Session.of(layer, 1, 5));
    assertTrue(String.valueOf(e.getMessage()).contains("a state of mine"), e.getMessage());
  }

  @Test
  void aStateThatGrowsIsRefused() {
    StatefulLayer growing =
        (x, steps, state) -> {
          List<NeuronState> parts = new ArrayList<>();
          parts.add(NeuronState.zeros(List.of("v"), 2));
          if (state instanceof Grown grown) {
            parts.addAll(grown.parts);
          }
          return new Step(x, new Grown(parts));
        };
    assertTrue(refused(() -> Session.of(growing, 1, 5)).contains("same parts after every step"));
  }

  private record Grown(List<NeuronState> parts) implements State {
    @Override
    public State copy() {
      return this;
    }

    @Override
    public State with(StateParts places) {
      return new Grown(parts.stream().map(places::neurons).toList());
    }
  }

  @Test
  void operationsWithinAnothersWorkAreRefused() {
    Layer nested =
        x -> {
          Tensor y = Scope.of(x).tensorLike(x);
          Scope.of(x).run(() -> System.arraycopy(x.relu().values(), 0, y.data(), 0, y.size()));
          return y;
        };
    var e = assertThrows(IllegalStateException.class, () -> Session.of(nested, 1, 5));
    assertTrue(String.valueOf(e.getMessage()).contains("arrays only"), e.getMessage());
    assertEquals(5, nested.forward(Tensor.of(new float[5], 1, 5)).size());
  }
}
