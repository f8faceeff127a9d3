package dev.sleipnir.bench.plain;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A check that cannot fail is none: wrong outputs and gradients have to be noticed. */
class PlainNetworkTest {
  private static final int STEPS = 20;
  private static final int INPUTS = 6;
  private static final int NEURONS = 9;

  private final RandomStream random = new RandomStream(3, 0);
  private final Linear linear =
      new Linear(Tensor.randn(random, NEURONS, INPUTS).scale(4f), Tensor.randn(random, NEURONS));
  private final SequentialState network = new SequentialState(linear, new Lif().cell());
  private final double[][] x = new double[STEPS][INPUTS];
  private final double[][] currents = new double[STEPS][];
  private final double[][] spikes = new double[STEPS][NEURONS];
  private final PlainNetwork plain =
      new PlainNetwork(network, 100, Double.POSITIVE_INFINITY, new double[] {1}, INPUTS);

  private void run() {
    Tensor xs = Tensor.rand(random, STEPS, 1, INPUTS);
    for (int t = 0; t < STEPS; t++) {
      for (int e = 0; e < INPUTS; e++) {
        x[t][e] = xs.get(t, 0, e);
      }
    }
    double[][] plainCurrents = new PlainLinear(linear).forward(x);
    System.arraycopy(plainCurrents, 0, currents, 0, STEPS);
    try (Tape tape = new Tape(new Workspace())) {
      Tensor z = Lift.of(network).forward(tape.enter(xs));
      for (int t = 0; t < STEPS; t++) {
        for (int e = 0; e < NEURONS; e++) {
          spikes[t][e] = z.get(t, 0, e);
        }
      }
      tape.backward(z.sum());
    }
  }

  private static double[][] ones() {
    double[][] ones = new double[STEPS][NEURONS];
    for (double[] row : ones) {
      Arrays.fill(row, 1);
    }
    return ones;
  }

  @Test
  void rightOutputsAndGradientsPass() {
    run();
    assertTrue(Arrays.stream(spikes).flatMapToDouble(Arrays::stream).sum() > 0);
    plain.requireOutputs(x, List.of(currents, spikes));
    plain.requireGradients(ones());
  }

  @Test
  void aWrongSpikeIsNoticed() {
    run();
    spikes[7][2] = 1 - spikes[7][2];
    String message =
        assertThrows(
                IllegalStateException.class,
                () -> plain.requireOutputs(x, List.of(currents, spikes)))
            .getMessage();
    assertTrue(message.contains("lif: step 7, neuron 2"), message);
  }

  @Test
  void aWrongOutputIsNoticed() {
    run();
    currents[3] = currents[3].clone();
    currents[3][1] += 0.01;
    String message =
        assertThrows(
                IllegalStateException.class,
                () -> plain.requireOutputs(x, List.of(currents, spikes)))
            .getMessage();
    assertTrue(message.contains("Linear(6, 9): step 3, value 1"), message);
  }

  @Test
  void aWrongGradientIsNoticed() {
    run();
    plain.requireOutputs(x, List.of(currents, spikes));
    float[] gradient = linear.weight().gradient();
    for (int e = 0; e < gradient.length; e++) {
      gradient[e] *= 1.01f;
    }
    assertThrows(IllegalStateException.class, () -> plain.requireGradients(ones()));
  }
}
