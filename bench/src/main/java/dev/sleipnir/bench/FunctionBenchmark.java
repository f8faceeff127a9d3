package dev.sleipnir.bench;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.math.Maths;
import dev.sleipnir.model.math.Reduction;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;
import dev.sleipnir.model.tensor.Workspace;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Maths on tensors of [rows, 1000], forward and with gradients, on one thread. */
public class FunctionBenchmark extends PerSecond {
  private static final int COLUMNS = 1000;

  private static final TensorFunction GELU =
      TensorFunction.parse(
          """
          function gelu
          y = 0.5 * x * (1 + tanh(0.7978845608 * (x + 0.044715 * x ^ 3)))
          """);

  /** Number of rows: 128 KB of floats, or 16 MB. */
  @Param({"32", "4000"})
  public int rows;

  /** What is computed. */
  @Param({"add-row", "multiply", "gelu", "softmax", "mean-of-rows"})
  public String operation = "";

  private final Workspace workspace = new Workspace(Parallel.of(1));
  private Tensor x = Tensor.zeros();
  private Tensor row = Tensor.zeros();

  /** Called by JMH. */
  public FunctionBenchmark() {}

  /** Draws the inputs. */
  @Setup
  public void start() {
    x = Tensor.randn(new RandomStream(1, 0), rows, COLUMNS);
    row = Tensor.randn(new RandomStream(2, 0), COLUMNS);
  }

  private Tensor computed(Tensor a, Tensor b) {
    return switch (operation) {
      case "add-row" -> a.add(b);
      case "multiply" -> a.multiply(a);
      case "gelu" -> GELU.apply(a);
      case "softmax" -> Maths.softmax(a, -1);
      case "mean-of-rows" -> Reduction.of(a, 0).mean();
      default -> throw new IllegalArgumentException("operation: got " + operation);
    };
  }

  /**
   * Forward.
   *
   * @param work counts the elements
   * @return a value
   */
  @Benchmark
  public float forward(Elements work) {
    work.gigaElements += 1e-9 * x.size();
    try (var scope = new Scope(workspace)) {
      return computed(scope.enter(x), scope.enter(row)).values()[0];
    }
  }

  /**
   * Forward and backward.
   *
   * @param work counts the elements
   * @return a value
   */
  @Benchmark
  public float gradients(Elements work) {
    work.gigaElements += 1e-9 * x.size();
    try (var tape = new Tape(workspace)) {
      Tensor y = computed(tape.watch(x), tape.watch(row));
      tape.backward(y, y.detach());
      return y.values()[0];
    }
  }
}
