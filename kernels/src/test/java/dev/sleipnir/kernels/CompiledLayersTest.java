package dev.sleipnir.kernels;

import static dev.sleipnir.kernels.CompiledKernelsTest.check;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.conv.Convolution;
import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.gemm.ColumnSums;
import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.gemm.Gemm.Form;
import dev.sleipnir.kernels.graph.NeuronForm;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.neuron.CompiledNeuron;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.neuron.Stepper;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As {@link CompiledKernelsTest}, for the kernels that make up the layers of a network. */
@Tag("jit")
class CompiledLayersTest {

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
          Arrays.fill(sums, 0f);
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
    var conv = Convolution.of(s, parallel, new FloatPool());
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
          Arrays.fill(gradW, 0f);
          Arrays.fill(gradBias, 0f);
          conv.backwardWeights(images, input, output, gradW, gradBias);
        });
  }

  @Test
  void neurons() {
    NeuronModel model =
        NeuronModel.parse(
            """
            model adapting
            parameters decay = 0.3, v_th = 0.7
            state v = 0, a = 0
            input x
            u = v + decay * (x - v - a) + exp(-v * v)
            z = spike(u - v_th)
            v = (1 - z) * u
            a = decay * a + z
            output z
            """);
    NeuronForm form =
        new NeuronForm(
            Surrogate.SUPER, List.of(true, false), List.of(true, false), /* adjoint= */ false);
    CompiledNeuron neuron = model.compile(form);
    CompiledNeuron.Constants constants = neuron.constants(new double[] {0, 0.7, 0.001, 5});
    int n = 1033;
    int steps = 3;
    float[][] decay = {TestArrays.normal(random, n)};
    float[] x = TestArrays.normal(random, steps * n);
    float[] spikes = new float[x.length];
    float[] atInput = new float[x.length];
    float[][] state = new float[2][n];
    float[][] gradients = new float[2][n];
    float[][] sums = new float[1][n];
    Stepper forward = stepper(neuron, constants, Stepper.Way.FORWARD, decay, x, spikes, state);
    Stepper saving = stepper(neuron, constants, Stepper.Way.SAVING, decay, x, spikes, state);
    Stepper backward =
        stepper(
            neuron,
            constants,
            Stepper.Way.BACKWARD,
            decay,
            atInput,
            new float[x.length],
            gradients);
    backward.sums(sums);
    float[][] saved = new float[neuron.saved()][x.length];
    for (int s = 0; s < saved.length; s++) {
      saving.saved(s, saved[s]);
      backward.saved(s, saved[s]);
    }
    Runnable rest =
        () -> {
          Arrays.fill(state[0], 0f);
          Arrays.fill(state[1], 1f);
          Arrays.fill(gradients[0], 0f);
          Arrays.fill(gradients[1], 1f);
          Arrays.fill(sums[0], 0f);
        };
    check("neuron", spikes, afterwards(rest, () -> forward.run(0, steps, 0, n, 0)));
    check("neuron, saving", saved[0], afterwards(rest, () -> saving.run(0, steps, 0, n, 0)));
    check("neuron, backward", atInput, afterwards(rest, () -> backward.run(0, steps, 0, n, 0)));
  }

  private static Stepper stepper(
      CompiledNeuron neuron,
      CompiledNeuron.Constants constants,
      Stepper.Way way,
      float[][] columns,
      float[] input,
      float[] output,
      float[][] states) {
    Stepper stepper = new Stepper(neuron, constants, way, states[0].length);
    stepper.columns(columns);
    stepper.input(0, input);
    stepper.output(output);
    stepper.states(states);
    return stepper;
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
