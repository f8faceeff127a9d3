package dev.sleipnir.bench.protocol;

import dev.sleipnir.bench.plain.Difference;
import dev.sleipnir.bench.plain.PlainLif;
import dev.sleipnir.bench.plain.PlainLinear;
import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.Arrays;
import java.util.Objects;

/** N inputs, weights without bias, N LIF neurons with default parameters. */
final class DenseLif {
  /** Of Poisson spikes and weights: one seed, a stream each. */
  private static final long SEED = 1;

  private static final double ALPHA = 100;

  private final int neurons;
  private final Linear linear;
  private final SequentialState network;

  /**
   * The layer.
   *
   * @param neurons N
   * @param weights [N, N]
   */
  DenseLif(int neurons, float[] weights) {
    this.neurons = neurons;
    linear = new Linear(Tensor.of(weights, neurons, neurons), null);
    network = new SequentialState(linear, new Lif().cell());
  }

  /** Normal weights of a standard deviation. */
  static float[] normalWeights(int neurons, double deviation) {
    float[] weights = new float[neurons * neurons];
    Philox.normal(SEED, 0, 0, 0f, (float) deviation, weights, 0, weights.length);
    return weights;
  }

  /** Weights uniform in ± a bound. */
  static float[] uniformWeights(int neurons, double bound) {
    float[] weights = new float[neurons * neurons];
    Philox.uniform(SEED, 0, 0, weights, 0, weights.length);
    for (int e = 0; e < weights.length; e++) {
      weights[e] = (float) (bound * (2 * weights[e] - 1));
    }
    return weights;
  }

  /** Independent spikes, [steps, batch, neurons]. */
  static float[] spikes(int steps, int batch, int neurons, double probability) {
    float[] spikes = new float[steps * batch * neurons];
    Philox.bernoulli(SEED, 1, 0, (float) probability, spikes, 0, spikes.length);
    return spikes;
  }

  /** Values uniform in [0, 1), [steps, batch, neurons]. */
  static float[] dense(int steps, int batch, int neurons) {
    float[] values = new float[steps * batch * neurons];
    Philox.uniform(SEED, 1, 0, values, 0, values.length);
    return values;
  }

  SequentialState network() {
    return network;
  }

  Parameter weight() {
    return linear.weight();
  }

  /** Compares all spikes of one sample with plain loops. */
  void requireSpikes(float[] inputs, float[] outputs, int steps, int batch, int sample) {
    double[][] x = sample(inputs, steps, batch, sample);
    double[][] currents = new PlainLinear(linear).forward(x);
    new PlainLif(1, ALPHA).requireOutputs(currents, sample(outputs, steps, batch, sample));
  }

  /**
   * Compares the gradients of weights and input with plain loops: of the first steps and samples.
   *
   * @param inputs [time, samples, neurons]
   * @param steps how many steps
   * @param samples in the inputs
   * @param batch how many of them
   * @param workspace the threads
   */
  void requireGradients(float[] inputs, int steps, int samples, int batch, Workspace workspace) {
    float[] few = new float[steps * batch * neurons];
    for (int t = 0; t < steps; t++) {
      int row = batch * neurons;
      System.arraycopy(inputs, t * samples * neurons, few, t * row, row);
    }
    PlainLinear plain = new PlainLinear(linear);
    weight().clearGradient();
    try (Tape tape = new Tape(workspace)) {
      Tensor x = tape.watch(Tensor.of(few, steps, batch, neurons));
      Tensor z = Lift.of(network).forward(x);
      float[] spikes = z.toArray();
      tape.backward(z.sum());
      float[] forInput = Objects.requireNonNull(x.gradient()).data();
      double[][] ones = new double[steps][neurons];
      for (double[] row : ones) {
        Arrays.fill(row, 1);
      }
      for (int sample = 0; sample < batch; sample++) {
        PlainLif lif = new PlainLif(1, ALPHA);
        double[][] currents = plain.forward(sample(few, steps, batch, sample));
        lif.requireOutputs(currents, sample(spikes, steps, batch, sample));
        double[][] expected = plain.backward(lif.backward(ones));
        double[][] got = sample(forInput, steps, batch, sample);
        for (int t = 0; t < steps; t++) {
          Difference.requireGradient("input of step " + t, expected[t], floats(got[t]));
        }
      }
      plain.requireGradients();
    } finally {
      weight().clearGradient();
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int e = 0; e < floats.length; e++) {
      floats[e] = (float) values[e];
    }
    return floats;
  }

  private double[][] sample(float[] values, int steps, int batch, int sample) {
    double[][] one = new double[steps][neurons];
    for (int t = 0; t < steps; t++) {
      for (int e = 0; e < neurons; e++) {
        one[t][e] = values[(t * batch + sample) * neurons + e];
      }
    }
    return one;
  }

  /** Number of values that are 1. */
  static long count(Tensor spikes) {
    SpikeRows bits = spikes.spikes();
    if (bits != null) {
      return bits.count(0, bits.rows());
    }
    long count = 0;
    for (float z : spikes.values()) {
      count += z == 1f ? 1 : 0;
    }
    return count;
  }

  /** All spikes of a sequence, without a record. */
  Tensor forward(Scope scope, Tensor xs) {
    return Lift.of(network).forward(scope.enter(xs));
  }
}
