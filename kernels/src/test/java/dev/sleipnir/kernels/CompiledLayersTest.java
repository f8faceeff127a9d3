package dev.sleipnir.kernels;

import static dev.sleipnir.kernels.CompiledKernelsTest.check;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.conv.Convolution;
import dev.sleipnir.kernels.gemm.ColumnSums;
import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.gemm.Gemm.Form;
import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.neuron.LiStep;
import dev.sleipnir.kernels.neuron.LifConstants;
import dev.sleipnir.kernels.neuron.LifEncoder;
import dev.sleipnir.kernels.neuron.LifStep;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As {@link CompiledKernelsTest}, for the kernels that make up the layers of a network. */
@Tag("jit")
class CompiledLayersTest {
  private static final LifConstants LIF = new LifConstants(0.3f, 0.45f, -0.3f, 0.7f, 0.25f, 5f);

  private final Random random = new Random(71);

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void matrixProducts(int threads) {
    // Whole tiles and edges; two blocks of depth.
    int m = 19;
    int n = 70;
    int k = 260;
    float[] a = TestArrays.normal(random, m * k);
    float[] b = TestArrays.normal(random, k * n);
    float[] c = new float[m * n];
    float[] sums = new float[n];
    try (var parallel = Parallel.of(threads)) {
      var gemm = new Gemm(parallel, new FloatPool());
      for (Form form : Form.values()) {
        check(form.toString(), c, () -> gemm.multiply(form, m, n, k, a, 0, b, 0, c, 0, false));
      }
    }
    check(
        "column sums",
        sums,
        () -> {
          Elementwise.fill(0f, sums, 0, n);
          ColumnSums.add(c, m, n, sums);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void convolutions(int threads) {
    try (var parallel = Parallel.of(threads)) {
      // Depth packed and not, padded and not.
      convolution(new ConvShape(1, 9, 9, 33, 3, 3, 1, 1, 0, 0, 1, 1), parallel);
      convolution(new ConvShape(17, 5, 5, 36, 3, 3, 1, 1, 1, 1, 1, 1), parallel);
    }
  }

  private void convolution(ConvShape s, Parallel parallel) {
    int images = 3;
    var conv = new Convolution(s, parallel, new FloatPool());
    float[] input = TestArrays.normal(random, images * s.inputSize());
    float[] output = new float[images * s.outputSize()];
    float[] w = TestArrays.normal(random, s.weightSize());
    float[] bias = TestArrays.normal(random, s.outChannels());
    float[] gradInput = new float[input.length];
    float[] gradW = new float[w.length];
    float[] gradBias = new float[bias.length];
    check("forward, " + s, output, () -> conv.forward(images, input, w, bias, output));
    check("backwardData, " + s, gradInput, () -> conv.backwardData(images, output, w, gradInput));
    check(
        "backwardWeights, " + s,
        gradW,
        () -> {
          Elementwise.fill(0f, gradW, 0, gradW.length);
          Elementwise.fill(0f, gradBias, 0, gradBias.length);
          conv.backwardWeights(images, input, output, gradW, gradBias);
        });
  }

  @Test
  void neurons() {
    int n = 333;
    int steps = 3;
    float[] x = TestArrays.normal(random, steps * n);
    float[] z = new float[x.length];
    float[] u = new float[x.length];
    float[] gradX = new float[x.length];
    float[] v = new float[n];
    float[] i = new float[n];
    Runnable rest =
        () -> {
          Elementwise.fill(0f, v, 0, n);
          Elementwise.fill(1f, i, 0, n);
        };
    check("LIF", z, afterwards(rest, () -> LifStep.forward(LIF, steps, n, x, v, i, z, 0, n)));
    check(
        "LIF, keeping",
        u,
        afterwards(rest, () -> LifStep.forwardKeeping(LIF, steps, n, x, v, i, z, u, 0, n)));
    check(
        "LIF, backward",
        gradX,
        afterwards(rest, () -> LifStep.backward(LIF, steps, n, u, x, v, i, gradX, 0, n)));
    check(
        "LI",
        z,
        afterwards(rest, () -> LiStep.forward(0.3f, 0.45f, 0.1f, steps, n, x, v, i, z, 0, n)));
    check(
        "LI, backward",
        gradX,
        afterwards(rest, () -> LiStep.backward(0.3f, 0.45f, steps, n, x, v, i, gradX, 0, n)));
    check("encoder", z, () -> LifEncoder.encode(LIF, steps, n, x, false, z, 0, n));
  }

  private static Runnable afterwards(Runnable first, Runnable second) {
    return () -> {
      first.run();
      second.run();
    };
  }

  @Test
  void dispatch() {
    float[] out = new float[40];
    Parallel.Task task = (block, worker) -> out[block] = block + 0.5f;
    try (var two = Parallel.of(2)) {
      check("dispatch", out, () -> two.forEach(out.length, task));
    }
  }
}
