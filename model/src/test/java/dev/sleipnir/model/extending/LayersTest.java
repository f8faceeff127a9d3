package dev.sleipnir.model.extending;

import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.GradientCheck;
import dev.sleipnir.model.Refusals;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's own layers, without and with state, run where ours do. */
class LayersTest {
  private static RandomStream random() {
    return new RandomStream(5, 1);
  }

  /** Two moving averages of their own, one that stands twice, and a residual. */
  private static SequentialState network() {
    MovingAverage twice = new MovingAverage(0.7f);
    Linear shared = new Linear(random(), 6, 6, true);
    return new SequentialState(
        new MovingAverage(0.5f),
        new Residual(shared, new Relu()),
        twice,
        new Lif().with("v_th", 0.1).surrogate(Surrogate.SUPER, 10).cell(),
        new Residual(shared, new Linear(random(), 6, 6, false)),
        twice);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "4, 3, 5", "7, 1, 65"})
  void averagesAndTheirGradients(int steps, int batch, int features) {
    int row = batch * features;
    GradientCheck.check(
        x -> new MovingAverage(0.75f).run(x.getFirst(), steps, null).output(),
        x -> {
          double[] y = new double[steps * row];
          for (int e = 0; e < y.length; e++) {
            y[e] = 0.25 * x[0][e] + (e < row ? 0 : 0.75 * y[e - row]);
          }
          return y;
        },
        normal(3, steps * batch, features));
  }

  @Test
  void residualsAndTheirGradients() {
    Linear linear = new Linear(random(), 3, 3, false);
    Residual residual = new Residual(linear, new Relu());
    GradientCheck.check(
        x -> residual.forward(x.getFirst()),
        x -> {
          double[] y = new double[6];
          for (int o = 0; o < 6; o++) {
            y[o] = Math.max(0, x[0][o]);
            for (int i = 0; i < 3; i++) {
              y[o] += x[0][o / 3 * 3 + i] * x[1][o % 3 * 3 + i];
            }
          }
          return y;
        },
        residual.parameters(),
        normal(3, 2, 3));
  }

  /** Outputs of a sequence and of the one that goes on, and all gradients. */
  private static List<float[]> train(
      NetworkModule network, Workspace workspace, UnaryOperator<Lift> lifting) {
    List<float[]> results = new ArrayList<>();
    network.parameters().forEach(Parameter::clearGradient);
    Lift lift = lifting.apply(Lift.of(network));
    try (Tape tape = new Tape(workspace, new RandomStream(9, 9))) {
      Tensor x = tape.watch(normal(3, 21, 64, 6));
      Step begun = lift.run(x, null);
      Step done = lift.run(tape.enter(normal(6, 15, 64, 6)), begun.state());
      results.add(begun.output().toArray());
      results.add(done.output().toArray());
      Tensor weights = normal(4, done.output().shape());
      tape.backward(done.output().multiply(weights).sum().add(begun.output().sum()));
      results.add(Objects.requireNonNull(x.gradient()).toArray());
    }
    for (Parameter parameter : network.parameters()) {
      results.add(parameter.gradient().clone());
    }
    return results;
  }

  @Test
  void checkpointsThreadsAndSecondCallsDoNotMatter() {
    SequentialState network = network();
    assertEquals(3, network.parameters().size());
    Workspace workspace = new Workspace();
    List<float[]> whole = train(network, workspace, lift -> lift);
    assertSame("second call", whole, train(network, workspace, lift -> lift));
    assertSame("checkpoints", whole, train(network, workspace, lift -> lift.checkpointEvery(4)));
    NetworkModule copy = network.copy();
    assertNotSame(network.parameters().getFirst(), copy.parameters().getFirst());
    assertSame("a copy", whole, train(copy, new Workspace(), lift -> lift));
  }

  @Test
  void gradientsStopWhereTheyAreTruncated() {
    List<float[]> whole = train(network(), new Workspace(), lift -> lift);
    List<float[]> truncated = train(network(), new Workspace(), lift -> lift.truncateEvery(4));
    assertSame("output", whole.get(0), truncated.get(0));
  }

  @Test
  void stepsAreThoseOfTheSequence() {
    SequentialState network = network();
    Tensor xs = normal(3, 9, 2, 6);
    float[] all = Lift.of(network).forward(xs).toArray();
    State state = null;
    try (Scope scope = new Scope(new Workspace())) {
      for (int t = 0; t < 9; t++) {
        Step step = network.step(scope.enter(xs.rows(t, t + 1).reshape(2, 6)), state);
        state = step.state();
        float[] expected = new float[12];
        System.arraycopy(all, 12 * t, expected, 0, 12);
        assertSame("step " + t, expected, step.output().toArray());
      }
    }
  }

  @Test
  void statesAreSavedAndLoaded(@TempDir Path folder) throws IOException {
    SequentialState network = network();
    Tensor xs = normal(3, 9, 2, 6);
    Lift lift = Lift.of(network);
    State before = lift.run(xs, null).state();
    before.save(folder.resolve("state"));
    float[] expected = lift.run(xs, before.copy()).output().toArray();
    State loaded = network.loadState(folder.resolve("state"));
    assertSame("loaded", expected, lift.run(xs, loaded).output().toArray());
    IOException refused =
        assertThrows(
            IOException.class, () -> new MovingAverage(0).loadState(folder.resolve("state")));
    assertTrue(String.valueOf(refused.getMessage()).contains("tensors"), refused.getMessage());
  }

  @Test
  void anotherStateIsRefused() {
    State other = new Lif().cell().step(normal(1, 2, 6), null).state();
    String message = Refusals.refused(() -> new MovingAverage(0.5f).step(normal(1, 2, 6), other));
    assertTrue(message.startsWith("state: expected a state of 1 tensors, got "), message);
  }
}
