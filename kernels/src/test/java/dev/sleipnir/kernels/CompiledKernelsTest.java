package dev.sleipnir.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.sleipnir.kernels.graph.Calculation;
import dev.sleipnir.kernels.layout.Transpose;
import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.math.Exp;
import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.math.Softmax;
import dev.sleipnir.kernels.pool.AvgPool;
import dev.sleipnir.kernels.pool.MaxPool;
import dev.sleipnir.kernels.pool.PoolShape;
import dev.sleipnir.kernels.spikes.RowSums;
import dev.sleipnir.kernels.update.UpdateModel;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Compiled, the kernels allocate nothing and give the bits they gave in the interpreter. */
@Tag("jit")
class CompiledKernelsTest {
  /** Not a multiple of any width: the tails run too. */
  private static final int N = 333;

  private static final PoolShape POOL = new PoolShape(37, 5, 5, 3, 3, 2, 2, 1, 1, 1, 1);

  private final Random random = new Random(21);
  private final float[] a = TestArrays.normal(random, N);
  private final float[] b = TestArrays.normal(random, N);

  /** Runs the kernel once cold, then until it is compiled, then compares its output. */
  static void check(String what, float[] out, Runnable kernel) {
    float[] initial = out.clone();
    kernel.run();
    float[] cold = out.clone();
    Allocation.assertNoneOnceCompiled(what, kernel);
    System.arraycopy(initial, 0, out, 0, out.length);
    kernel.run();
    SameBits.assertSame(cold, out, what);
  }

  @Test
  void elementwise() {
    float[] out = b.clone();
    check("multiply", out, () -> Elementwise.multiply(a, 0, b, 0, out, 0, N));
    check("clamp", out, () -> Elementwise.clamp(a, 0, -1f, 1f, out, 0, N));
  }

  @Test
  void reductions() {
    float[] out = new float[6];
    check("sum", out, () -> out[0] = Reductions.sum(a, 0, N));
    check("max", out, () -> out[2] = Reductions.max(a, 0, N));
    check("argMax", out, () -> out[3] = Reductions.argMax(a, 0, N));
    check("allFinite", out, () -> out[4] = Reductions.allFinite(a, 0, N) ? 1f : 0f);
    check("allBelow", out, () -> out[5] = Reductions.allBelow(a, 0, N, 50) ? 1f : 0f);
  }

  @Test
  void elementaryFunctions() {
    float[] out = new float[N];
    check("exp", out, () -> Exp.exp(a, 0, out, 0, N));
    check("logSoftmax", out, () -> Softmax.logSoftmax(a, 0, out, 0, 10, 0, N / 10));
  }

  @Test
  void maxPool() {
    maxPool(POOL);
    maxPool(new PoolShape(37, 6, 6, 2, 2, 2, 2, 0, 0, 1, 1));
  }

  private void maxPool(PoolShape shape) {
    float[] in = TestArrays.normal(random, 2 * shape.inputSize());
    float[] out = new float[2 * shape.outputSize()];
    float[] gradIn = new float[in.length];
    byte[] argMax = new byte[out.length];
    check("forward", out, () -> MaxPool.forward(shape, in, 0, out, 0, 0, 2));
    MaxPool.forward(shape, in, 0, out, 0, argMax, 0, 0, 2);
    byte[] cold = argMax.clone();
    check(
        "forward with winners", out, () -> MaxPool.forward(shape, in, 0, out, 0, argMax, 0, 0, 2));
    assertArrayEquals(cold, argMax);
    check("backward", gradIn, () -> MaxPool.backward(shape, out, 0, argMax, 0, gradIn, 0, 0, 2));
  }

  @Test
  void avgPool() {
    float[] in = TestArrays.normal(random, 2 * POOL.inputSize());
    float[] out = new float[2 * POOL.outputSize()];
    float[] gradIn = new float[in.length];
    check("forward", out, () -> AvgPool.forward(POOL, in, 0, out, 0, 0, 2));
    check("backward", gradIn, () -> AvgPool.backward(POOL, out, 0, gradIn, 0, 0, 2));
  }

  @Test
  void updates() {
    UpdateModel model =
        UpdateModel.parseOptimizer(
            """
            optimizer momentum
            state velocity = 0
            velocity = fma(0.9, velocity, gradient)
            w = fma(-0.001, velocity, w) / sqrt(1 - 0.9 ^ step)
            """);
    float[] w = a.clone();
    float[] velocity = new float[N];
    float[] constants = new float[model.constants()];
    double[] numbers = model.numbers(Map.of());
    numbers[1] = 7;
    Calculation calculation = model.calculation();
    float[][] inputs = {b};
    float[][] states = {w, velocity};
    check(
        "update",
        w,
        () -> {
          // It carries over from call to call: each is made to start from zeros.
          Arrays.fill(velocity, 0f);
          calculation.run(numbers, constants);
          model.run(constants, inputs, states, 0, N);
        });
  }

  @Test
  void rowSums() {
    float[] x = {0.5f, 0f, 1f, -2f};
    float[] w = TestArrays.normal(random, x.length * N);
    float[] out = new float[N];
    int[] active = new int[x.length];
    check(
        "row sums",
        out,
        () -> {
          int count = RowSums.active(x, 0, x.length, active);
          Arrays.fill(out, 0f);
          RowSums.add(x, 0, active, count, w, N, out, 0, 0, N);
        });
  }

  @Test
  void transpose() {
    float[] out = new float[N];
    check("transpose", out, () -> Transpose.transpose(a, 0, out, 0, 9, 37));
  }
}
