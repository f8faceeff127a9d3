package dev.sleipnir.kernels.neuron;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.NeuronForm;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The usual neuron, compiled, has the bits of plain loops written by hand, forward and backward:
 * what the compiler folds, selects and differentiates is what one would write.
 */
class CompiledLifTest {
  private static final NeuronModel LIF =
      NeuronModel.parse(
          """
          model lif
          parameters membrane = 0.1, synapse = 0.2, v_leak = 0, v_th = 1, v_reset = 0
          state v = v_leak, i = 0
          input x
          j = i + x
          u = v + membrane * ((v_leak - v) + j)
          z = spike(u - v_th)
          v = (1 - z) * u + z * v_reset
          i = j - synapse * j
          output z
          """);

  private final CompiledNeuron compiled =
      LIF.compile(
          new NeuronForm(
              Surrogate.SUPER,
              Collections.nCopies(5, false),
              Collections.nCopies(5, false),
              /* adjoint= */ false));

  @Test
  void savesOneValueForEachNeuronAndStep() {
    assertEquals(1, compiled.saved());
  }

  @Test
  void hasTheBitsOfPlainLoops() {
    Random random = new Random(13);
    float[][] none = {};
    for (LifConstants k : NeuronCases.constants()) {
      CompiledNeuron.Constants constants =
          compiled.constants(
              new double[] {
                k.membrane(), k.synapse(), k.leak(), k.threshold(), k.reset(), 0.001, k.alpha()
              });
      for (int n : new int[] {1, 33, 500, 2003}) {
        for (int[] range : NeuronCases.ranges(n)) {
          int steps = 5;
          int from = range[0];
          int to = range[1];
          float[] x = NeuronCases.currents(random, steps * n);
          float[][] state = {TestArrays.normal(random, n), TestArrays.normal(random, n)};
          float[][] twinState = {state[0].clone(), state[1].clone()};
          float[][] series = {x, new float[x.length], new float[x.length]};
          float[][] twin = {x, new float[x.length], new float[x.length]};
          compiled.run(
              Stepper.Way.SAVING, constants, none, series, state, 0, steps, n, from, to, from);
          LifTwin.forward(k, steps, n, x, twinState[0], twinState[1], twin[1], twin[2], from, to);
          SameBits.assertSame(twin[1], series[1], "spikes");
          SameBits.assertSame(twin[2], series[2], "potential before the reset");
          SameBits.assertSame(twinState[0], state[0], "potential");
          SameBits.assertSame(twinState[1], state[1], "current");

          float[] atSpikes = TestArrays.normal(random, x.length);
          float[][] gradients = {TestArrays.normal(random, n), TestArrays.normal(random, n)};
          float[][] twinGradients = {gradients[0].clone(), gradients[1].clone()};
          float[][] backward = {series[2], atSpikes, new float[x.length]};
          float[] twinAtInput = new float[x.length];
          compiled.run(
              Stepper.Way.BACKWARD,
              constants,
              none,
              backward,
              gradients,
              0,
              steps,
              n,
              from,
              to,
              from);
          LifTwin.backward(
              k,
              steps,
              n,
              twin[2],
              atSpikes,
              twinGradients[0],
              twinGradients[1],
              twinAtInput,
              from,
              to);
          SameBits.assertSame(twinAtInput, backward[2], "gradient at the input");
          SameBits.assertSame(twinGradients[0], gradients[0], "gradient at the potential");
          SameBits.assertSame(twinGradients[1], gradients[1], "gradient at the current");
        }
      }
    }
  }
}
