package dev.sleipnir.model.online;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.optimize.Adam;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OtttTest {
  private static final int[] SIZES = {6, 13, 11, 3};
  private static final double LAMBDA = 0.6;
  private static final double KAPPA = 0.7;

  private final RandomStream random = new RandomStream(8, 0);
  private final Linear[] layers = {layer(0), layer(1), layer(2)};
  private final OtttNetwork network =
      new OtttNetwork(new OtttNeuron(LAMBDA, 0.5, Surrogate.TRIANGLE, 0.7f), KAPPA, layers);

  private Linear layer(int l) {
    return new Linear(random, SIZES[l], SIZES[l + 1], true);
  }

  private float[] spikes(int n) {
    float[] z = new float[n];
    for (int i = 0; i < n; i++) {
      z[i] = random.nextFloat() < 0.6f ? 1 : 0;
    }
    return z;
  }

  /** The method written down once more, one number at a time. */
  @Test
  void isTheProductOfTracesAndInstantaneousGradients() {
    int depth = layers.length;
    double[][] weight = new double[depth][];
    double[][] bias = new double[depth][];
    double[][] u = new double[depth][];
    double[][] trace = new double[depth][];
    double[] one = new double[depth];
    for (int l = 0; l < depth; l++) {
      weight[l] = new double[SIZES[l] * SIZES[l + 1]];
      bias[l] = new double[SIZES[l + 1]];
      u[l] = new double[SIZES[l + 1]];
      trace[l] = new double[SIZES[l]];
    }
    OtttState state = network.initialState(1);
    float[] error = new float[3];
    double count = 0;
    for (int t = 0; t < 40; t++) {
      float[] x = spikes(SIZES[0]);
      double[] below = new double[x.length];
      Arrays.setAll(below, i -> x[i]);
      double[][] slope = new double[depth][];
      for (int l = 0; l < depth; l++) {
        double decay = l < depth - 1 ? LAMBDA : KAPPA;
        double[] z = new double[SIZES[l + 1]];
        slope[l] = new double[SIZES[l + 1]];
        one[l] = decay * one[l] + 1;
        for (int i = 0; i < SIZES[l]; i++) {
          trace[l][i] = decay * trace[l][i] + below[i];
        }
        for (int j = 0; j < z.length; j++) {
          u[l][j] = decay * u[l][j] + layers[l].parameters().get(1).data()[j];
          for (int i = 0; i < SIZES[l]; i++) {
            u[l][j] += layers[l].weight().data()[j * SIZES[l] + i] * below[i];
          }
          if (l < depth - 1) {
            double over = u[l][j] - 0.5;
            slope[l][j] = 0.7 * Math.max(0, 1 - Math.abs(over));
            z[j] = over > 0 ? 1 : 0;
            u[l][j] -= 0.5 * z[j];
            count += z[j];
          }
        }
        below = z;
      }
      float[] target = {t % 3 == 0 ? 1 : 0, 1, -1};
      double[] g = new double[3];
      Arrays.setAll(g, k -> u[depth - 1][k] - target[k]);
      for (int l = depth - 1; l >= 0; l--) {
        double[] under = new double[SIZES[l]];
        for (int j = 0; j < g.length; j++) {
          bias[l][j] += g[j] * one[l];
          for (int i = 0; i < SIZES[l]; i++) {
            weight[l][j * SIZES[l] + i] += g[j] * trace[l][i];
            under[i] +=
                l == 0 ? 0 : layers[l].weight().data()[j * SIZES[l] + i] * g[j] * slope[l - 1][i];
          }
        }
        g = under;
      }
      StepLosses.squaredError(network.step(x, state), target, 1, error);
      network.addGradients(error, state);
    }
    assertTrue(count > 40, "spikes: " + count);
    for (int l = 0; l < depth; l++) {
      assertClose(weight[l], layers[l].weight().gradient());
      assertClose(bias[l], layers[l].parameters().get(1).gradient());
    }
  }

  private static void assertClose(double[] expected, float[] got) {
    double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertTrue(scale > 1e-3);
    for (int i = 0; i < got.length; i++) {
      assertEquals(expected[i], got[i], 1e-5 * scale);
    }
  }

  /** Four classes of input rates, an update after every step. */
  @Test
  void learnsOnline() {
    RandomStream seed = new RandomStream(2, 0);
    int batch = 8;
    var learner =
        new OtttNetwork(
            OtttNeuron.standard(),
            0.9,
            new Linear(seed, 16, 40, true),
            new Linear(seed, 40, 40, true),
            new Linear(seed, 40, 4, true));
    var adam = new Adam(learner.parameters(), 0.002);
    OtttState state = learner.initialState(batch);
    float[] x = new float[batch * 16];
    float[] error = new float[batch * 4];
    int[] labels = new int[batch];
    double first = 0;
    double last = 0;
    for (int sequence = 0; sequence < 60; sequence++) {
      state.reset();
      Arrays.setAll(labels, b -> seed.nextInt(4));
      double loss = 0;
      for (int t = 0; t < 15; t++) {
        for (int i = 0; i < x.length; i++) {
          float rate = i % 16 / 4 == labels[i / 16] ? 0.7f : 0.3f;
          x[i] = seed.nextFloat() < rate ? 1 : 0;
        }
        loss += StepLosses.crossEntropy(learner.step(x, state), labels, error) / 15;
        learner.addGradients(error, state);
        adam.step();
      }
      first += sequence < 5 ? loss / 5 : 0;
      last += sequence >= 55 ? loss / 5 : 0;
    }
    assertTrue(last < 0.5 && last < first / 2, first + " to " + last);
  }

  @Test
  void aStepAllocatesNothingAndMemoryIsConstantInTime() {
    float[] x = spikes(2 * SIZES[0]);
    float[] error = new float[2 * SIZES[3]];
    int[] labels = {0, 2};
    OtttState kept = network.initialState(2);
    Allocations.assertNone(
        "OTTT",
        () -> {
          StepLosses.crossEntropy(network.step(x, kept), labels, error);
          network.addGradients(error, kept);
        });
    Allocations.assertIndependentOfLength(
        "OTTT",
        steps -> {
          OtttState state = network.initialState(2);
          for (int t = 0; t < steps; t++) {
            network.step(x, state);
            network.addGradients(error, state);
          }
        });
  }

  @Test
  void resetStartsAnew() {
    OtttState state = network.initialState(1);
    float[] x = spikes(SIZES[0]);
    float[] y = network.step(x, state).clone();
    for (int t = 0; t < 5; t++) {
      network.step(x, state);
    }
    state.reset();
    assertArrayEquals(y, network.step(x, state));
  }

  @Test
  void refusesWhatDoesNotFit() {
    OtttNeuron neuron = OtttNeuron.standard();
    assertThrows(
        IllegalArgumentException.class, () -> new OtttNetwork(neuron, 0, layers[0], layers[2]));
    assertThrows(IllegalArgumentException.class, () -> new OtttNetwork(neuron, 0));
    assertThrows(IllegalArgumentException.class, () -> new OtttNetwork(neuron, 1, layers));
    assertEquals(
        "lambda: expected a number in [0, 1), got 1.0",
        assertThrows(
                IllegalArgumentException.class, () -> new OtttNeuron(1, 1, Surrogate.SIGMOID, 4))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> new OtttNeuron(0.5, 1, Surrogate.LOGISTIC, 1));
    OtttState state = network.initialState(1);
    assertThrows(IllegalArgumentException.class, () -> network.step(new float[5], state));
    assertThrows(IllegalArgumentException.class, () -> network.addGradients(new float[5], state));
    assertThrows(
        IllegalArgumentException.class,
        () -> StepLosses.crossEntropy(new float[4], new int[] {2, 0}, new float[4]));
    assertThrows(
        IllegalArgumentException.class,
        () -> StepLosses.squaredError(new float[4], new float[4], 3, new float[4]));
  }
}
