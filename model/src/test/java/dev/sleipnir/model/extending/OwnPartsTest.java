package dev.sleipnir.model.extending;

import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.GradientCheck;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.ModuleKinds;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.math.Maths;
import dev.sleipnir.model.network.Model;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Loss;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.optimize.TextOptimizer;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network of a user's own layers, loss and optimiser, by what is public alone. */
class OwnPartsTest {
  private static final Loss ABSOLUTE =
      (outputs, targets) -> Maths.abs(outputs.subtract(targets)).mean();

  private static final ModuleKinds KINDS =
      Model.kinds()
          .with("own norm", OwnNorm::of)
          .with("own residual", Residual::of)
          .with("moving average", MovingAverage::of);

  @TempDir private Path folder;

  private static SequentialState network() {
    var random = new RandomStream(2, 0);
    return new SequentialState(
        new Linear(random, 5, 9, true),
        new OwnNorm(Tensor.full(0.8f, 9)),
        new Residual(new Linear(random, 9, 9, true), new Relu()),
        new Lif().with("v_th", 0.1).surrogate(Surrogate.SUPER, 10).cell(),
        new MovingAverage(0.6f),
        new OwnNorm(Tensor.full(1.2f, 9)),
        new Linear(random, 9, 2, false),
        new Li().cell());
  }

  @Test
  void aNormAndItsGradients() {
    for (int features : new int[] {1, 2, 9, 65}) {
      var norm = new OwnNorm(normal(4, features));
      GradientCheck.check(
          x -> norm.forward(x.getFirst()),
          x -> normalized(x[0], x[1], features),
          norm.parameters(),
          normal(3, 4, features));
    }
  }

  private static double[] normalized(double[] x, double[] gain, int features) {
    double[] y = new double[x.length];
    for (int row = 0; row < x.length; row += features) {
      double[] of = Arrays.copyOfRange(x, row, row + features);
      double mean = Arrays.stream(of).average().orElseThrow();
      double variance = Arrays.stream(of).map(v -> (v - mean) * (v - mean)).sum() / features;
      for (int i = 0; i < features; i++) {
        y[row + i] = (of[i] - mean) / Math.sqrt(variance + 1e-5) * gain[i];
      }
    }
    return y;
  }

  @Test
  void aLossAndItsGradients() {
    GradientCheck.check(
        x -> ABSOLUTE.of(x.get(0), x.get(1)),
        x -> {
          double sum = 0;
          for (int i = 0; i < x[0].length; i++) {
            sum += Math.abs(x[0][i] - x[1][i]);
          }
          return new double[] {sum / x[0].length};
        },
        normal(3, 4, 3),
        normal(5, 4, 3));
  }

  /** Steps of an optimiser of one's own on a loss of one's own; every way gives the same bits. */
  private static List<float[]> train(SequentialState network, boolean checkpointed) {
    Optimizer optimizer =
        TextOptimizer.parse(
            """
            optimizer steady
            parameters beta = 0.9
            state m = 0
            m = beta * m + (1 - beta) * gradient
            w = w - learning_rate * m / (abs(m) + 0.001)
            """,
            network.parameters(),
            0.01);
    Lift lift = checkpointed ? Lift.of(network).checkpointEvery(4) : Lift.of(network);
    List<float[]> losses = new ArrayList<>();
    for (int step = 0; step < 30; step++) {
      try (Tape tape = new Tape()) {
        Tensor output = lift.forward(tape.enter(normal(6, 12, 3, 5)));
        Tensor loss = ABSOLUTE.of(output, tape.enter(Tensor.full(0.5f, 12, 3, 2)));
        losses.add(new float[] {loss.item()});
        tape.backward(loss);
      }
      optimizer.step();
    }
    return losses;
  }

  @Test
  void aNetworkOfOwnPartsLearns() {
    SequentialState network = network();
    List<float[]> losses = train(network, false);
    assertTrue(
        losses.getLast()[0] < 0.7 * losses.getFirst()[0],
        () -> losses.getFirst()[0] + " to " + losses.getLast()[0]);
    assertSame("checkpointed", losses, train(network(), true));
  }

  @Test
  void aModelFileServesInASessionWithoutAllocating() throws IOException {
    SequentialState network = network();
    train(network, false);
    Path file = folder.resolve("own.model");
    Model.save(network, file, 5);
    Model model = Model.load(file, KINDS);
    Tensor xs = normal(8, 10, 1, 5);
    float[] all = Lift.of(network).forward(xs).toArray();
    Session session = model.session(1);
    for (int t = 0; t < 10; t++) {
      float[] x = Arrays.copyOfRange(xs.toArray(), 5 * t, 5 * t + 5);
      assertSame("step " + t, Arrays.copyOfRange(all, 2 * t, 2 * t + 2), session.step(x));
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    float[] x = new float[5];
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
  void aFileOfUnknownKindsIsRefusedByName() throws IOException {
    Path file = folder.resolve("own.model");
    Model.save(network(), file);
    var e = assertThrows(IOException.class, () -> Model.load(file));
    assertTrue(String.valueOf(e.getMessage()).contains("own norm"), e.getMessage());
    for (Parameter parameter : Model.load(file, KINDS).network().parameters()) {
      assertTrue(parameter.isLearned());
    }
  }
}
